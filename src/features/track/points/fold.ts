/**
 * Turns the log of points into segments: merges what arrived with the last segments of each metric, as far as they are
 * not much longer. It deletes exactly the log rows it folded, in the same transaction, so a crash loses nothing.
 */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'
import { transaction } from '../../../platform/db.ts'
import { pauses } from '../../../platform/pauses.ts'
import { type Pack, packsOf, SHORT_POINTS, writePacks } from './packs.ts'
import {
  cut,
  lockPoints,
  mergeable,
  type Piece,
  SEGMENT_POINTS,
  type Segment,
  takeSegments,
  writeSegments,
} from './segments.ts'

const MAX_LOG_ROWS = 2_000
/** Points of a run that is kept in packs alone. */
const MAX_SHORT = 2_048
/** Of each metric so many of its last pieces are looked at; there are fewer that are not full. */
const MAX_TAILS = 16

const READ_TAILS = `
  select t.key, s.no, s.n from unnest($2::int4[]) t(key), lateral (
    select no, n from segments where run = $1 and key = t.key order by no desc limit ${MAX_TAILS}) s
  order by t.key, s.no`
const READ_LOG = `
  select u.run, l.id, l.deferred, l.payload,
    not exists (select from segments s where s.run = u.run) and not exists (select from packs p where p.run = u.run) as fresh
  from unnest($1::int8[]) u(run), lateral (
    select id, deferred, payload from point_log where run = u.run order by id limit $2) l`
const FINISH = `
  with noted as (insert into uncompacted (run) select unnest($1::int8[]) on conflict do nothing)
  delete from point_log where id = any($2)`
/** A piece at most twice as long as what comes after it is merged with that. */
const FACTOR = 2
const WRITE_LATEST = `
  insert into latest as l (run, key, step, ts, value, ranked)
  select $1, *, value from unnest($2::int4[], $3::int8[], $4::int8[], $5::float8[]) t(key, step, ts, value)
  on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value, ranked = excluded.ranked
    where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value)`

/** Makes latest values those by which runs are searched; locked in the order in which writers lock them. */
export const RANK = `
  with stale as materialized (
    select run, key from latest where run = any($1::int8[]) and ranked is distinct from value
    order by run, key for no key update)
  update latest l set ranked = l.value from stale s where l.run = s.run and l.key = s.key`

interface LogRow {
  run: Int64
  id: Int64
  deferred: boolean
  payload: Buffer
  /** The run has neither segments nor packs. */
  fresh: boolean
}

type Pause = () => Promise<void>

/** Each metric's points in a part of the log. */
async function seriesOf(log: LogRow[], pause: Pause): Promise<Map<number, Points>> {
  const parts = new Map<number, Points[]>()
  for (const { payload } of log) {
    decodeBatch(payload, (key, points) => {
      const list = parts.get(key)
      if (list) list.push(points)
      else parts.set(key, [points])
    })
    await pause()
  }
  const series = new Map<number, Points>()
  for (const [key, list] of [...parts].sort(([a], [b]) => a - b)) {
    series.set(key, merge(list))
    await pause()
  }
  return series
}

/** Whether a run is as short as most are: it becomes what compaction would make of it, and is never written again. */
function isShort(series: Map<number, Points>): boolean {
  let total = 0
  for (const { steps } of series.values()) {
    if (steps.length >= SHORT_POINTS) return false
    total += steps.length
  }
  return total <= MAX_SHORT
}

/**
 * Folds runs in one transaction, `most` rows of the log of each; returns those of which more may remain. The points of
 * a run are changed by one process at a time.
 */
export const foldRuns = (pool: pg.Pool, runs: Int64[], most: number): Promise<Int64[]> =>
  transaction(pool, async (client) => {
    // The connections of hot paths are pipelined: what waits for nothing is sent at once.
    const [, { rows }] = await Promise.all([lockPoints(client, runs), client.query<LogRow>(READ_LOG, [runs, most])])
    const packs: Pack[] = []
    const long: { run: Int64; series: Map<number, Points> }[] = []
    const owed: typeof long = []
    const pause = pauses()
    const byRun = Map.groupBy(rows, ({ run }) => run)
    for (const [run, log] of byRun) {
      const series = await seriesOf(log, pause)
      if (log[0]!.fresh && isShort(series)) packs.push(...packsOf(run, 0, series))
      else long.push({ run, series })
      if (log.some(({ deferred }) => deferred)) owed.push({ run, series })
    }
    await Promise.all([
      writePacks(client, packs),
      ...long.map(({ run, series }) => addToSegments(client, run, series, pause)),
      ...owed.map(({ run, series }) => writeLatest(client, run, series)),
      client.query(RANK, [runs]),
    ])
    await client.query(FINISH, [long.map(({ run }) => run), rows.map(({ id }) => id)])
    return runs.filter((run) => byRun.get(run)?.length === most)
  })

/** Folds one run's log; returns whether more may remain. */
export const foldRun = async (pool: pg.Pool, run: Int64): Promise<boolean> =>
  (await foldRuns(pool, [run], MAX_LOG_ROWS)).length > 0

async function addToSegments(
  client: pg.PoolClient,
  run: Int64,
  series: Map<number, Points>,
  pause: Pause,
): Promise<void> {
  const keys = [...series.keys()]
  const { rows: tails } = await client.query<Piece>(READ_TAILS, [run, keys])
  const piecesOf = Map.groupBy(tails, (piece) => piece.key)
  const merged = keys.flatMap((key) => {
    const pieces = (piecesOf.get(key) ?? []).filter(({ n }) => n < SEGMENT_POINTS)
    const count = mergeable(
      pieces.map(({ n }) => n),
      series.get(key)!.steps.length,
      FACTOR,
    )
    return pieces.slice(pieces.length - count)
  })
  const taken = Map.groupBy(await takeSegments(client, run, merged), (row) => row.key)
  const segments: Segment[] = []
  for (const key of keys) {
    const old = taken.get(key) ?? []
    const no = old[0]?.no ?? (piecesOf.get(key)?.at(-1)?.no ?? -1) + 1
    segments.push(...cut(key, no, merge([...old.map(({ data }) => decodeSegment(data)), series.get(key)!])))
    await pause()
  }
  await writeSegments(client, run, segments)
}

async function writeLatest(client: pg.PoolClient, run: Int64, series: Map<number, Points>): Promise<void> {
  const last = [...series].map(([key, { steps, timestamps, values }]) => {
    const i = steps.length - 1
    return [key, steps[i]!, timestamps[i]!, values[i]!] as const
  })
  const column = (i: 0 | 1 | 2 | 3) => last.map((row) => row[i])
  await client.query(WRITE_LATEST, [run, column(0), column(1), column(2), column(3)])
}
