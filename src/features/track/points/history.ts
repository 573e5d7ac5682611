/** Reads the points of a metric: segments and what is not folded yet, in one statement, hence one moment. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, noPoints, type Points, sample, slice } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'

export interface StepRange {
  from: Int64
  to: Int64
}

const EVERYTHING: StepRange = { from: -(2n ** 63n), to: 2n ** 63n - 1n }

const READ = `
  select run, true as folded, no, n, data from segments
    where run = any($1) and key = $2 and max_step >= $3 and min_step <= $4
  union all
  select run, false, 0, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 3`

/** The same with sketches in place of full segments that lie wholly within the range. */
const READ_SKETCHES = `
  select run, true as folded, no, n,
      case when sketch is not null and min_step >= $3 and max_step <= $4 then sketch else data end as data
    from segments where run = any($1) and key = $2 and max_step >= $3 and min_step <= $4
  union all
  select run, false, 0, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 3`

const COUNT = `
  select run, sum(n)::int8 as n, count(*)::int4 as segments from segments
  where run = any($1) and key = $2 and max_step >= $3 and min_step <= $4 group by run`

async function read(
  pool: pg.Pool,
  text: string,
  runs: Int64[],
  key: number,
  range: StepRange,
): Promise<Map<Int64, Points>> {
  const { rows } = await pool.query<{ run: Int64; folded: boolean; data: Buffer }>(text, [
    runs,
    key,
    range.from,
    range.to,
  ])
  const parts = new Map<Int64, Points[]>()
  const add = (run: Int64, points: Points): void => {
    const list = parts.get(run)
    if (list) list.push(points)
    else parts.set(run, [points])
  }
  for (const { run, folded, data } of rows) {
    if (folded) add(run, decodeSegment(data))
    else decodeBatch(data, (_, points) => add(run, points), key)
  }
  return new Map([...parts].map(([run, list]) => [run, within(merge(list), range)]))
}

/** Points of one metric by run, each sorted by (step, timestamp, value); a run without any is absent. */
export const readPoints = (
  pool: pg.Pool,
  runs: Int64[],
  key: number,
  range = EVERYTHING,
): Promise<Map<Int64, Points>> => read(pool, READ, runs, key, range)

export interface Sampled extends Points {
  /** How many points the sample stands for. */
  total: number
}

/** How many points of a sketch there must be for each one that is asked for. */
const ENOUGH = 2
const SKETCHED = 128

/** At most `limit` points for each run, extremes kept; long histories are read by their sketches. */
export async function readSamples(
  pool: pg.Pool,
  runs: Int64[],
  key: number,
  limit: number,
  range = EVERYTHING,
): Promise<Map<Int64, Sampled>> {
  const { rows } = await pool.query<{ run: Int64; n: Int64; segments: number }>(COUNT, [
    runs,
    key,
    range.from,
    range.to,
  ])
  const long = new Map(
    rows.filter((row) => row.segments * SKETCHED > limit * ENOUGH).map((row) => [row.run, Number(row.n)]),
  )
  const short = runs.filter((run) => !long.has(run))
  const [whole, sketched] = await Promise.all([
    short.length ? read(pool, READ, short, key, range) : new Map<Int64, Points>(),
    long.size ? read(pool, READ_SKETCHES, [...long.keys()], key, range) : new Map<Int64, Points>(),
  ])
  const samples = new Map<Int64, Sampled>()
  for (const [run, points] of [...whole, ...sketched])
    samples.set(run, { ...sample(points, limit), total: long.get(run) ?? points.steps.length })
  return samples
}

/** Points are sorted by step. */
function within(points: Points, { from, to }: StepRange): Points {
  const { steps } = points
  const last = steps.length - 1
  if (last < 0 || (steps[0]! >= from && steps[last]! <= to)) return points
  const start = steps.findIndex((step) => step >= from)
  const end = steps.findLastIndex((step) => step <= to) + 1
  return start < 0 || end <= start ? noPoints() : slice(points, start, end)
}
