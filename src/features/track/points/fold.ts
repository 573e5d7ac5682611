/**
 * Turns the log of points into segments: merges what arrived with the last segments of each metric, as far as they are
 * not much longer. It deletes exactly the log rows it folded, in the same transaction, so a crash loses nothing.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'
import { patiently, transaction } from '../../../platform/db.ts'
import { type Pack, packsOf, SHORT_POINTS, writePacks } from './packs.ts'
import { cut, lockPoints, mergeable, type Piece, SEGMENT_POINTS, takeSegments, writeSegments } from './segments.ts'

const MAX_LOG_ROWS = 2_000
/** So many runs are folded in one transaction, if their logs are not longer than that. */
const TOGETHER = 32
const FEW_LOG_ROWS = 64
/** Points of a run that is kept in packs alone. */
const MAX_SHORT = 2_048
/** Of each metric so many of its last pieces are looked at; there are fewer that are not full. */
const MAX_TAILS = 16

export interface Folder {
  /** Something was logged for these runs; those in `deferred` also await their latest values. */
  touch(runs: Iterable<Int64>, deferred: Iterable<Int64>): void
  /** Makes the latest values of all that was logged known to searches. */
  settle(): Promise<void>
  /** Folds everything there is. */
  foldAll(): Promise<void>
  stop(): Promise<void>
}

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

/** Locked in the order in which writers lock them. */
const RANK = `
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

/** Each metric's points in a part of the log. */
function seriesOf(log: LogRow[]): Map<number, Points> {
  const parts = new Map<number, Points[]>()
  for (const { payload } of log)
    decodeBatch(payload, (key, points) => {
      const list = parts.get(key)
      if (list) list.push(points)
      else parts.set(key, [points])
    })
  return new Map([...parts].sort(([a], [b]) => a - b).map(([key, list]) => [key, merge(list)]))
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
    const byRun = Map.groupBy(rows, ({ run }) => run)
    for (const [run, log] of byRun) {
      const series = seriesOf(log)
      if (log[0]!.fresh && isShort(series)) packs.push(...packsOf(run, 0, series))
      else long.push({ run, series })
      if (log.some(({ deferred }) => deferred)) owed.push({ run, series })
      // Requests get their turn.
      await turn()
    }
    await Promise.all([
      writePacks(client, packs),
      ...long.map(({ run, series }) => addToSegments(client, run, series)),
      ...owed.map(({ run, series }) => writeLatest(client, run, series)),
      client.query(RANK, [runs]),
    ])
    await client.query(FINISH, [long.map(({ run }) => run), rows.map(({ id }) => id)])
    return runs.filter((run) => byRun.get(run)?.length === most)
  })

/** Folds one run's log; returns whether more may remain. */
export const foldRun = async (pool: pg.Pool, run: Int64): Promise<boolean> =>
  (await foldRuns(pool, [run], MAX_LOG_ROWS)).length > 0

async function addToSegments(client: pg.PoolClient, run: Int64, series: Map<number, Points>): Promise<void> {
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
  const segments = keys.flatMap((key) => {
    const old = taken.get(key) ?? []
    const no = old[0]?.no ?? (piecesOf.get(key)?.at(-1)?.no ?? -1) + 1
    return cut(key, no, merge([...old.map(({ data }) => decodeSegment(data)), series.get(key)!]))
  })
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

/** How long a run's log may grow before it is folded: short enough to keep reads quick, long enough to fold much at once. */
const FOLD_AFTER_MS = 1_000

export function createFolder(pool: pg.Pool, log: Logger): Folder {
  const waiting = new Set<Int64>()
  const owing = new Set<Int64>()
  /** Runs whose latest values may be other than those by which they are searched. */
  const unranked = new Set<Int64>()
  /** Being folded; those in `owed` await their latest values. */
  let now: { runs: Int64[]; owed: Set<Int64> } = { runs: [], owed: new Set() }
  let ranking = Promise.resolve()
  /** Until then nobody knows what an earlier process left. */
  let found: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let stopped = false

  async function foldAlone(run: Int64): Promise<boolean> {
    try {
      while (await foldRun(pool, run));
      return true
    } catch (error) {
      log.warn({ err: error, run }, 'folding points failed; they stay in the log')
      return false
    }
  }

  async function drain(from: Set<Int64>): Promise<void> {
    await foldEach(from).finally(() => {
      now = { runs: [], owed: new Set() }
    })
  }
  async function foldEach(from: Set<Int64>): Promise<void> {
    const due = [...from]
    for (let at = 0; at < due.length; at += TOGETHER) {
      const runs = due.slice(at, at + TOGETHER)
      const owed = new Set(runs.filter((run) => owing.has(run)))
      for (const run of runs) {
        waiting.delete(run)
        owing.delete(run)
        unranked.delete(run)
      }
      now = { runs, owed }
      // Whoever has a long log, or fails with others, is folded alone.
      const left = runs.length > 1 ? await foldRuns(pool, runs, FEW_LOG_ROWS).catch(() => runs) : runs
      for (const [i, run] of left.entries()) {
        if (await foldAlone(run)) continue
        // Next time the others come first: who fails again keeps nobody from being folded.
        for (const one of [...left.slice(i + 1), run]) {
          waiting.add(one)
          unranked.add(one)
          if (owed.has(one)) owing.add(one)
        }
        return
      }
    }
  }
  async function rank(): Promise<void> {
    const due = [...unranked, ...now.runs]
    unranked.clear()
    try {
      await patiently(() => pool.query(RANK, [due]))
    } catch (error) {
      for (const run of due) unranked.add(run)
      throw error
    }
  }
  const exclusively = (task: () => Promise<void>): Promise<void> => {
    const next = (working ?? Promise.resolve()).then(task).finally(() => {
      if (working === next) working = undefined
    })
    working = next
    return next
  }
  const plan = (): void => {
    if (timer || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      void exclusively(() => drain(waiting)).finally(() => waiting.size && plan())
    }, FOLD_AFTER_MS)
    timer.unref()
  }

  return {
    touch(runs, deferred) {
      for (const run of runs) {
        waiting.add(run)
        unranked.add(run)
      }
      for (const run of deferred) owing.add(run)
      if (waiting.size) plan()
    },
    async settle() {
      await found
      if (owing.size || now.owed.size) await exclusively(() => drain(owing))
      if (unranked.size || now.runs.length) ranking = ranking.catch(() => undefined).then(rank)
      await ranking
    },
    async foldAll() {
      const left = pool.query<{ run: Int64; deferred: boolean }>(
        'select run, bool_or(deferred) as deferred from point_log group by run',
      )
      found = left.then(({ rows }) => {
        for (const { run, deferred } of rows) {
          waiting.add(run)
          unranked.add(run)
          if (deferred) owing.add(run)
        }
      })
      await found
      await exclusively(() => drain(waiting))
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working?.catch(() => undefined)
    },
  }
}
