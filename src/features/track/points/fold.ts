/**
 * Turns the log of points into segments: merges what arrived with the last, still small segment of each
 * metric. It deletes exactly the log rows it folded, in the same transaction, so a crash loses nothing.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points, sample, slice } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment, encodeSegment } from '../../../lib/segment.ts'
import { joinBlocks } from './blocks.ts'

/** Points in a full segment: about 64 KiB, so that a chart of a part reads little else. */
export const SEGMENT_POINTS = 8_192
/** Points in the sketch of a full segment: its least and greatest of 63 stretches, its first and last. */
export const SKETCH_POINTS = 128
const MAX_LOG_ROWS = 2_000
const LOCK_SPACE = 7_575

export interface Folder {
  /** Something was logged for these runs; those in `deferred` also await their latest values. */
  touch(runs: Iterable<Int64>, deferred: Iterable<Int64>): void
  /** Folds what awaits its latest values, so that a search finds it. */
  settle(): Promise<void>
  /** Folds everything there is. */
  foldAll(): Promise<void>
  stop(): Promise<void>
}

interface SegmentRow {
  key: number
  no: number
  n: number
  data: Buffer
}

const READ_TAILS = `
  select distinct on (key) key, no, n, data from segments where run = $1 and key = any($2) order by key, no desc`
const WRITE_SEGMENTS = `
  insert into segments (run, key, no, n, min_step, max_step, min_ts, max_ts, data, sketch)
  select $1, t.key, t.no, t.n, t.min_step, t.max_step, t.min_ts, t.max_ts, substring($2::bytea, t.at, t.length),
    case when t.sketch_length > 0 then substring($2::bytea, t.sketch_at, t.sketch_length) end
  from unnest($3::int4[], $4::int4[], $5::int4[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int4[], $11::int4[],
    $12::int4[], $13::int4[]) t(key, no, n, min_step, max_step, min_ts, max_ts, at, length, sketch_at, sketch_length)
  on conflict (run, key, no) do update set n = excluded.n, min_step = excluded.min_step, max_step = excluded.max_step,
    min_ts = excluded.min_ts, max_ts = excluded.max_ts, data = excluded.data, sketch = excluded.sketch`
const WRITE_LATEST = `
  insert into latest as l (run, key, step, ts, value)
  select $1, * from unnest($2::int4[], $3::int8[], $4::int8[], $5::float8[])
  on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value
    where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value)`

const least = (values: Int64[]): Int64 => values.reduce((a, b) => (b < a ? b : a))
const greatest = (values: Int64[]): Int64 => values.reduce((a, b) => (b > a ? b : a))

/** One metric's points cut into segments, numbered from `no`. */
const cut = (key: number, no: number, points: Points) =>
  Array.from({ length: Math.ceil(points.steps.length / SEGMENT_POINTS) }, (_, i) => {
    const part = slice(points, i * SEGMENT_POINTS, (i + 1) * SEGMENT_POINTS)
    return {
      key,
      no: no + i,
      n: part.steps.length,
      min_step: part.steps[0]!,
      max_step: part.steps[part.steps.length - 1]!,
      min_ts: least(part.timestamps),
      max_ts: greatest(part.timestamps),
      data: encodeSegment(part),
      sketch: part.steps.length === SEGMENT_POINTS ? encodeSegment(sample(part, SKETCH_POINTS)) : new Uint8Array(),
    }
  })

/** Folds one run's log; returns whether more may remain. Two servers never fold a run at once. */
export async function foldRun(pool: pg.Pool, run: Int64): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const lock = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1, hashtext($2)) as got', [
      LOCK_SPACE,
      String(run),
    ])
    if (!lock.rows[0]!.got) {
      await client.query('rollback')
      return false
    }
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
  const { rows: tails } = await client.query<SegmentRow>(READ_TAILS, [run, keys])
  const tailOf = new Map(tails.map((tail) => [tail.key, tail]))
  const segments = keys.flatMap((key) => {
    const tail = tailOf.get(key)
    const open = tail && tail.n < SEGMENT_POINTS
    const parts = open ? [decodeSegment(tail.data), ...fresh.get(key)!] : fresh.get(key)!
    return cut(key, open ? tail.no : tail ? tail.no + 1 : 0, merge(parts))
  })
  const { bytes, starts, lengths } = joinBlocks([...segments.map((s) => s.data), ...segments.map((s) => s.sketch)])
  const n = segments.length
  await client.query(WRITE_SEGMENTS, [
    run,
    bytes,
    segments.map((s) => s.key),
    segments.map((s) => s.no),
    segments.map((s) => s.n),
    segments.map((s) => s.min_step),
    segments.map((s) => s.max_step),
    segments.map((s) => s.min_ts),
    segments.map((s) => s.max_ts),
    starts.slice(0, n),
    lengths.slice(0, n),
    starts.slice(n),
    lengths.slice(n),
  ])
  if (log.some((row) => row.deferred)) await writeLatest(client, run, keys, fresh)
  await client.query('delete from point_log where id = any($1)', [log.map((row) => row.id)])
}

async function writeLatest(
  client: pg.PoolClient,
  run: Int64,
  keys: number[],
  fresh: Map<number, Points[]>,
): Promise<void> {
  const last = keys.map((key) => {
    const { steps, timestamps, values } = merge(fresh.get(key)!)
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
