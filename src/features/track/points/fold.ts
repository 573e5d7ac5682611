/**
 * Turns the log of points into segments: merges what arrived with the last segments of each metric, as far as they are
 * not much longer. It deletes exactly the log rows it folded, in the same transaction, so a crash loses nothing.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'
import { cut, lockPoints, mergeable, type Piece, SEGMENT_POINTS, takeSegments, writeSegments } from './segments.ts'

const MAX_LOG_ROWS = 2_000
/** Of each metric so many of its last pieces are looked at; there are fewer that are not full. */
const MAX_TAILS = 16

export interface Folder {
  /** Something was logged for these runs; those in `deferred` also await their latest values. */
  touch(runs: Iterable<Int64>, deferred: Iterable<Int64>): void
  /** Folds what awaits its latest values, so that a search finds it. */
  settle(): Promise<void>
  /** Folds everything there is. */
  foldAll(): Promise<void>
  stop(): Promise<void>
}

const READ_TAILS = `
  select t.key, s.no, s.n from unnest($2::int4[]) t(key), lateral (
    select no, n from segments where run = $1 and key = t.key order by no desc limit ${MAX_TAILS}) s
  order by t.key, s.no`
const FINISH = `
  with noted as (insert into uncompacted (run) values ($1) on conflict do nothing)
  delete from point_log where id = any($2)`
/** A piece at most twice as long as what comes after it is merged with that. */
const FACTOR = 2
const WRITE_LATEST = `
  insert into latest as l (run, key, step, ts, value)
  select $1, * from unnest($2::int4[], $3::int8[], $4::int8[], $5::float8[])
  on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value
    where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value)`

/** Folds one run's log; returns whether more may remain. The points of a run are changed by one process at a time. */
export async function foldRun(pool: pg.Pool, run: Int64): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await lockPoints(client, run)
    const { rows: log } = await client.query<{ id: Int64; deferred: boolean; payload: Buffer }>(
      'select id, deferred, payload from point_log where run = $1 order by id limit $2',
      [run, MAX_LOG_ROWS],
    )
    if (log.length) await foldRows(client, run, log)
    await client.query('commit')
    return log.length === MAX_LOG_ROWS
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function foldRows(
  client: pg.PoolClient,
  run: Int64,
  log: { id: Int64; deferred: boolean; payload: Buffer }[],
): Promise<void> {
  const fresh = new Map<number, Points[]>()
  for (const { payload } of log)
    decodeBatch(payload, (key, points) => {
      const list = fresh.get(key)
      if (list) list.push(points)
      else fresh.set(key, [points])
    })
  const keys = [...fresh.keys()].sort((a, b) => a - b)
  const parts = new Map(keys.map((key) => [key, merge(fresh.get(key)!)]))
  const { rows: tails } = await client.query<Piece>(READ_TAILS, [run, keys])
  const piecesOf = Map.groupBy(tails, (piece) => piece.key)
  const merged = keys.flatMap((key) => {
    const pieces = (piecesOf.get(key) ?? []).filter(({ n }) => n < SEGMENT_POINTS)
    const count = mergeable(
      pieces.map(({ n }) => n),
      parts.get(key)!.steps.length,
      FACTOR,
    )
    return pieces.slice(pieces.length - count)
  })
  const taken = Map.groupBy(await takeSegments(client, run, merged), (row) => row.key)
  const segments = keys.flatMap((key) => {
    const old = taken.get(key) ?? []
    const no = old[0]?.no ?? (piecesOf.get(key)?.at(-1)?.no ?? -1) + 1
    return cut(key, no, merge([...old.map(({ data }) => decodeSegment(data)), parts.get(key)!]))
  })
  await writeSegments(client, run, segments)
  if (log.some((row) => row.deferred)) await writeLatest(client, run, keys, parts)
  await client.query(FINISH, [run, log.map((row) => row.id)])
}

async function writeLatest(
  client: pg.PoolClient,
  run: Int64,
  keys: number[],
  fresh: Map<number, Points>,
): Promise<void> {
  const last = keys.map((key) => {
    const { steps, timestamps, values } = fresh.get(key)!
    const i = steps.length - 1
    return [steps[i]!, timestamps[i]!, values[i]!] as const
  })
  await client.query(WRITE_LATEST, [run, keys, last.map((l) => l[0]), last.map((l) => l[1]), last.map((l) => l[2])])
}

/** How long a run's log may grow before it is folded: short enough to keep reads quick, long enough to fold much at once. */
const FOLD_AFTER_MS = 1_000

export function createFolder(pool: pg.Pool, log: Logger): Folder {
  const waiting = new Set<Int64>()
  const owing = new Set<Int64>()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let stopped = false

  async function drain(from: Set<Int64>): Promise<void> {
    for (const run of [...from]) {
      waiting.delete(run)
      owing.delete(run)
      try {
        while (await foldRun(pool, run));
      } catch (error) {
        log.warn({ err: error, run }, 'folding points failed; they stay in the log')
        waiting.add(run)
        return
      }
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
      for (const run of runs) waiting.add(run)
      for (const run of deferred) owing.add(run)
      if (waiting.size) plan()
    },
    async settle() {
      if (owing.size) await exclusively(() => drain(owing))
    },
    async foldAll() {
      const { rows } = await pool.query<{ run: Int64 }>('select distinct run from point_log')
      for (const { run } of rows) waiting.add(run)
      await exclusively(() => drain(waiting))
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working?.catch(() => undefined)
    },
  }
}
