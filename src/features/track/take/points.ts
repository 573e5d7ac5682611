/**
 * Whole histories of runs that were logged elsewhere, written as compaction would leave them. Points that are there
 * already are not written again, so whoever breaks off begins anew without harm.
 */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { normalise, type Points } from '../../../lib/points.ts'
import { encodeBatch } from '../../../lib/segment.ts'
import { patiently, transaction } from '../../../platform/db.ts'
import type { Folder } from '../points/folder.ts'
import { readPoints } from '../points/history.ts'
import type { MetricKeys } from '../points/keys.ts'
import { type Pack, packsOf, SHORT_POINTS, writePacks } from '../points/packs.ts'
import { cut, lockPoints, writeSegments } from '../points/segments.ts'
import { missingOf } from './diff.ts'

export interface TakenPoints {
  /** The run's id in the database. */
  run: Int64
  series: Map<string, Points>
}

type Series = Map<number, Points>
interface Taken {
  run: Int64
  series: Series
}

const FRESH = `
  select u.run from unnest($1::int8[]) u(run)
  where not exists (select from segments s where s.run = u.run) and not exists (select from packs p where p.run = u.run)
    and not exists (select from point_log l where l.run = u.run)`
const LATEST = `
  insert into latest as l (run, key, step, ts, value, ranked)
  select *, value from unnest($1::int8[], $2::int4[], $3::int8[], $4::int8[], $5::float8[]) t(run, key, step, ts, value)
  on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value, ranked = excluded.ranked
    where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value)`
const LOG = 'insert into point_log (run, deferred, payload) values ($1, true, $2)'

const countOf = (series: Series): number => [...series.values()].reduce((sum, { steps }) => sum + steps.length, 0)

async function writeLatest(client: pg.PoolClient, all: Taken[]): Promise<void> {
  const rows = all.flatMap(({ run, series }) =>
    [...series].map(([key, { steps, timestamps, values }]) => {
      const i = steps.length - 1
      return [run, key, steps[i]!, timestamps[i]!, values[i]!] as const
    }),
  )
  // In the order in which writers lock them.
  rows.sort((a, b) => (a[0] !== b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] - b[1]))
  await client.query(
    LATEST,
    ([0, 1, 2, 3, 4] as const).map((column) => rows.map((row) => row[column])),
  )
}

/** Those of the runs that have no points yet get them all at once; returns the others. */
const writeFresh = (pool: pg.Pool, all: Taken[]): Promise<Taken[]> =>
  transaction(pool, async (client) => {
    const ids = all.map(({ run }) => run)
    await lockPoints(client, ids)
    const { rows } = await client.query<{ run: Int64 }>(FRESH, [ids])
    const fresh = new Set(rows.map(({ run }) => run))
    const mine = all.filter(({ run }) => fresh.has(run))
    const packs: Pack[] = []
    for (const { run, series } of mine) {
      const short = new Map([...series].filter(([, { steps }]) => steps.length < SHORT_POINTS))
      packs.push(...packsOf(run, 0, short))
      for (const [key, points] of series)
        if (!short.has(key)) await writeSegments(client, run, cut(key, 0, points, { compacted: true }))
    }
    await writePacks(client, packs)
    if (mine.length) await writeLatest(client, mine)
    return all.filter(({ run }) => !fresh.has(run))
  })

/** Logs what a run lacks; returns how many points that were. */
async function addMissing(pool: pg.Pool, { run, series }: Taken): Promise<number> {
  const missing: Series = new Map()
  for (const [key, points] of series) {
    const known = (await readPoints(pool, [run], key)).get(run)
    const rest = missingOf(points, known)
    if (rest.steps.length) missing.set(key, rest)
  }
  if (missing.size) await pool.query(LOG, [run, encodeBatch(missing)])
  return countOf(missing)
}

interface Parts {
  pool: pg.Pool
  keys: MetricKeys
  folder: Folder
}

export function pointTaker({ pool, keys, folder }: Parts) {
  /** How many points each run got that it had not. */
  return async (workspace: number, given: TakenPoints[]): Promise<Map<Int64, number>> => {
    await keys.ids(workspace, new Set(given.flatMap(({ series }) => [...series.keys()])))
    const all = given
      .map(({ run, series }) => ({
        run,
        series: new Map(
          [...series]
            .filter(([, { steps }]) => steps.length > 0)
            .map(([name, points]) => [keys.id(workspace, name), normalise(points)] as const),
        ),
      }))
      .filter(({ series }) => series.size > 0)
    const added = new Map<Int64, number>()
    if (all.length === 0) return added
    const others = new Set(await patiently(() => writeFresh(pool, all)))
    for (const taken of all) {
      if (!others.has(taken)) added.set(taken.run, countOf(taken.series))
      else {
        const n = await addMissing(pool, taken)
        if (n === 0) continue
        added.set(taken.run, n)
        folder.touch([taken.run], [taken.run])
      }
    }
    return added
  }
}
