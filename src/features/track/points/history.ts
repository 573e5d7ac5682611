/** Reads the points of a metric: segments, packs and what is not folded yet, in one statement, hence one moment. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points, pick, sample } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'
import { OUTLINE_POINTS, SEGMENT_POINTS, SKETCH_POINTS } from './segments.ts'

/** Steps and milliseconds from which and up to which points count; what is absent sets no bound. */
export interface Range {
  from?: Int64 | undefined
  to?: Int64 | undefined
  fromTime?: Int64 | undefined
  toTime?: Int64 | undefined
}

const LEAST = -(2n ** 63n)
const GREATEST = 2n ** 63n - 1n

const WHERE = `run = any($1) and key = $2 and max_step >= $3 and min_step <= $4 and max_ts >= $5 and min_ts <= $6`
const INSIDE = `min_step >= $3 and max_step <= $4 and min_ts >= $5 and max_ts <= $6`

const READ = `
  select run, true as folded, null::int4 as stands_for, no, data from segments where ${WHERE}
  union all
  select run, false, null, 0, data from packs where run = any($1) and first_key <= $2 and last_key >= $2
  union all
  select run, false, null, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 4`

/** The same with `thin` in place of full segments that lie wholly within the range. */
const readThin = (thin: string): string => `
  select run, true as folded, case when sketch is not null and ${INSIDE} then n end as stands_for, no,
      case when sketch is not null and ${INSIDE} then ${thin} else data end as data
    from segments where ${WHERE}
  union all
  select run, false, null, 0, data from packs where run = any($1) and first_key <= $2 and last_key >= $2
  union all
  select run, false, null, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 4`

const READ_SKETCHES = readThin('sketch')
const READ_OUTLINES = readThin('coalesce(outline, sketch)')

const COUNT = `select run, count(*)::int4 as segments from segments where ${WHERE} group by run`

const boundsOf = ({ from = LEAST, to = GREATEST, fromTime = LEAST, toTime = GREATEST }: Range): Int64[] => [
  from,
  to,
  fromTime,
  toTime,
]

interface Part {
  points: Points
  /** Of a sketch: how many points it stands for. */
  standsFor: number | undefined
}

async function read(
  pool: pg.Pool,
  text: string,
  runs: Int64[],
  key: number,
  range: Range,
): Promise<Map<Int64, Part[]>> {
  interface Row {
    run: Int64
    folded: boolean
    stands_for: number | null
    data: Buffer
  }
  const { rows } = await pool.query<Row>(text, [runs, key, ...boundsOf(range)])
  const parts = new Map<Int64, Part[]>()
  const add = (run: Int64, points: Points, standsFor?: number): void => {
    const part = { points: standsFor === undefined ? within(points, range) : points, standsFor }
    const list = parts.get(run)
    if (list) list.push(part)
    else parts.set(run, [part])
  }
  for (const { run, folded, stands_for, data } of rows) {
    if (folded) add(run, decodeSegment(data), stands_for ?? undefined)
    else decodeBatch(data, (_, points) => add(run, points), key)
  }
  return parts
}

const join = (parts: Part[]): Points => merge(parts.map((part) => part.points))

/** Points of one metric by run, each sorted by (step, timestamp, value); a run without any is absent. */
export async function readPoints(
  pool: pg.Pool,
  runs: Int64[],
  key: number,
  range: Range = {},
): Promise<Map<Int64, Points>> {
  const parts = await read(pool, READ, runs, key, range)
  return new Map([...parts].map(([run, list]) => [run, join(list)]))
}

export interface Sampled extends Points {
  /** How many points the sample stands for. */
  total: number
}

/** How many points of a sketch there must be for each one that is asked for. */
const ENOUGH = 2

/** At most `limit` points for each run, extremes kept; long histories are read by their sketches. */
export async function readSamples(
  pool: pg.Pool,
  runs: Int64[],
  key: number,
  limit: number,
  range: Range = {},
): Promise<Map<Int64, Sampled>> {
  const { rows } = await pool.query<{ run: Int64; segments: number }>(COUNT, [runs, key, ...boundsOf(range)])
  const areEnough = ({ segments }: { segments: number }, points: number) => segments * points > limit * ENOUGH
  const long = rows.filter((row) => areEnough(row, SKETCH_POINTS))
  const longest = long.filter((row) => areEnough(row, OUTLINE_POINTS))
  const of = (text: string, some: Int64[]) =>
    some.length ? read(pool, text, some, key, range) : new Map<Int64, Part[]>()
  const [whole, sketched, outlined] = await Promise.all([
    of(
      READ,
      runs.filter((run) => !long.some((row) => row.run === run)),
    ),
    of(
      READ_SKETCHES,
      long.filter((row) => !longest.includes(row)).map((row) => row.run),
    ),
    of(
      READ_OUTLINES,
      longest.map((row) => row.run),
    ),
  ])
  const samples = new Map<Int64, Sampled>()
  for (const [run, parts] of whole) {
    const points = join(parts)
    samples.set(run, { ...sample(points, limit), total: points.steps.length })
  }
  for (const [run, parts] of sketched)
    samples.set(run, { ...sample(join(evened(parts, SKETCH_POINTS)), limit), total: countOf(parts) })
  for (const [run, parts] of outlined)
    samples.set(run, { ...sample(join(evened(parts, OUTLINE_POINTS)), limit), total: countOf(parts) })
  return samples
}

/**
 * What was read in full is thinned to the density of the rest: it may lie at the end of a long series, and
 * would else take the buckets of all the rest.
 */
const evened = (parts: Part[], ofSegment: number): Part[] =>
  parts.map(({ points, standsFor }) => ({
    points:
      standsFor === undefined
        ? sample(points, Math.max(LEAST_SKETCH, Math.ceil((points.steps.length * ofSegment) / SEGMENT_POINTS)))
        : points,
    standsFor,
  }))

const LEAST_SKETCH = 8

/** A point that stands in two parts is one point, as far as both were read in full. */
const countOf = (parts: Part[]): number => {
  const full = parts.filter((part) => part.standsFor === undefined)
  return parts.reduce((sum, { standsFor = 0 }) => sum + standsFor, 0) + (full.length ? join(full).steps.length : 0)
}

/** The points of a segment or batch that lie in the range; those of a batch may come unsorted. */
function within(points: Points, { from, to, fromTime, toTime }: Range): Points {
  const inSteps = between(points.steps, from, to)
  const inTime = between(points.timestamps, fromTime, toTime)
  if (!inSteps && !inTime) return points
  const order: number[] = []
  for (let i = 0; i < points.steps.length; i++) if ((!inSteps || inSteps(i)) && (!inTime || inTime(i))) order.push(i)
  return order.length === points.steps.length ? points : pick(points, order)
}

/** Does the entry at a place lie within the bounds? Undefined when there are none. */
function between(
  column: Int64[],
  from: Int64 = Number.NEGATIVE_INFINITY,
  to: Int64 = Number.POSITIVE_INFINITY,
): ((i: number) => boolean) | undefined {
  if (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY) return undefined
  return (i) => column[i]! >= from && column[i]! <= to
}
