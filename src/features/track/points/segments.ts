/** Segments as rows: how a series is cut into them, which of them are merged, and how they are written. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { type Points, sample, slice } from '../../../lib/points.ts'
import { encodeSegment } from '../../../lib/segment.ts'
import { LOCKS } from '../../../platform/locks.ts'
import { joinBlocks } from './blocks.ts'

/** Points in a full segment: some 24 KiB, so that a chart of a part reads little else. */
export const SEGMENT_POINTS = 8_192
/** Points in the sketch of a full segment: its least and greatest of 63 stretches, its first and last. */
export const SKETCH_POINTS = 128
/** Points in its outline, for a chart of so many segments that these are enough. */
export const OUTLINE_POINTS = 16

const LOCK_SPACE = 7_575

/** What a statement is sent to. */
interface Asked {
  query(text: string, values: unknown[]): Promise<unknown>
}

/**
 * Whoever changes the segments of runs holds this until the transaction ends. Runs that are going to another workspace are
 * waited for: there, their metrics have other numbers.
 */
export async function lockPoints(client: Asked, runs: Int64[]): Promise<void> {
  await Promise.all([
    client.query(
      'select pg_advisory_xact_lock_shared($1, hashtext(e::text)) from (select distinct experiment_id as e from runs where id = any($2::int8[]) order by 1) x',
      [LOCKS.moves, runs],
    ),
    // In order, so that two who want the same runs wait for each other rather than deadlock.
    client.query(
      'select pg_advisory_xact_lock($1, hashtext(run::text)) from (select run from unnest($2::int8[]) run order by hashtext(run::text)) r',
      [LOCK_SPACE, runs],
    ),
  ])
}

/** For one run, but false rather than waiting for another. */
export async function tryLockPoints(client: pg.PoolClient, run: Int64): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(
    `select pg_try_advisory_xact_lock_shared($1, hashtext(experiment_id::text))
      and pg_try_advisory_xact_lock($2, hashtext(id::text)) as got from runs where id = $3`,
    [LOCKS.moves, LOCK_SPACE, run],
  )
  return rows[0]?.got ?? false
}

export interface Segment {
  key: number
  no: number
  n: number
  min_step: Int64
  max_step: Int64
  min_ts: Int64
  max_ts: Int64
  data: Uint8Array
  sketch: Uint8Array
  outline: Uint8Array
  compacted: boolean
}

const least = (values: Int64[]): Int64 => values.reduce((a, b) => (b < a ? b : a))
const greatest = (values: Int64[]): Int64 => values.reduce((a, b) => (b > a ? b : a))

/** One metric's points cut into segments, numbered from `no`; what is full, or written by compaction, is coded densely. */
export const cut = (key: number, no: number, points: Points, { compacted = false } = {}): Segment[] =>
  Array.from({ length: Math.ceil(points.steps.length / SEGMENT_POINTS) }, (_, i) => {
    const part = slice(points, i * SEGMENT_POINTS, (i + 1) * SEGMENT_POINTS)
    const isFull = part.steps.length === SEGMENT_POINTS
    return {
      key,
      no: no + i,
      n: part.steps.length,
      min_step: part.steps[0]!,
      max_step: part.steps[part.steps.length - 1]!,
      min_ts: least(part.timestamps),
      max_ts: greatest(part.timestamps),
      data: encodeSegment(part, { dense: compacted || isFull }),
      sketch: isFull ? encodeSegment(sample(part, SKETCH_POINTS)) : new Uint8Array(),
      outline: isFull ? encodeSegment(sample(part, OUTLINE_POINTS)) : new Uint8Array(),
      compacted: compacted || isFull,
    }
  })

/**
 * How many of the last pieces are merged with `fresh` points behind them: those at most `factor` times what comes
 * after. What is rewritten becomes part of something larger by a share, so a point is rewritten a number of times that
 * grows with the logarithm of its series only; and as few pieces remain.
 */
export function mergeable(sizes: number[], fresh: number, factor: number): number {
  let total = fresh
  let count = 0
  while (count < sizes.length) {
    const n = sizes[sizes.length - 1 - count]!
    if (n > factor * total) break
    total += n
    count++
  }
  return count
}

const WRITE = `
  insert into segments (run, key, no, n, min_step, max_step, min_ts, max_ts, data, sketch, outline, compacted)
  select $1, t.key, t.no, t.n, t.min_step, t.max_step, t.min_ts, t.max_ts, substring($2::bytea, t.at, t.length),
    case when t.sketch_length > 0 then substring($2::bytea, t.sketch_at, t.sketch_length) end,
    case when t.outline_length > 0 then substring($2::bytea, t.outline_at, t.outline_length) end, t.compacted
  from unnest($3::int4[], $4::int4[], $5::int4[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int4[], $11::int4[],
    $12::int4[], $13::int4[], $14::int4[], $15::int4[], $16::bool[]) t(key, no, n, min_step, max_step, min_ts, max_ts, at, length,
      sketch_at, sketch_length, outline_at, outline_length, compacted)`

export async function writeSegments(client: pg.PoolClient, run: Int64, segments: Segment[]): Promise<void> {
  const n = segments.length
  if (n === 0) return
  const { bytes, starts, lengths } = joinBlocks([
    ...segments.map((s) => s.data),
    ...segments.map((s) => s.sketch),
    ...segments.map((s) => s.outline),
  ])
  await client.query(WRITE, [
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
    starts.slice(n, 2 * n),
    lengths.slice(n, 2 * n),
    starts.slice(2 * n),
    lengths.slice(2 * n),
    segments.map((s) => s.compacted),
  ])
}

export interface Piece {
  key: number
  no: number
  n: number
}

/** A run's pieces are taken out of the table: what they held is to be written again, in the same transaction. */
export async function takeSegments(
  client: pg.PoolClient,
  run: Int64,
  pieces: Piece[],
): Promise<{ key: number; no: number; data: Buffer }[]> {
  if (pieces.length === 0) return []
  const { rows } = await client.query<{ key: number; no: number; data: Buffer }>(
    `delete from segments s using unnest($2::int4[], $3::int4[]) t(key, no)
     where s.run = $1 and s.key = t.key and s.no = t.no returning s.key, s.no, s.data`,
    [run, pieces.map((p) => p.key), pieces.map((p) => p.no)],
  )
  return rows.sort((a, b) => a.key - b.key || a.no - b.no)
}
