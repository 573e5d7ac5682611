/** Reads the points of a metric: segments and what is not folded yet, in one statement, hence one moment. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'

const READ = `
  select run, true as folded, no, data from segments where run = any($1) and key = $2
  union all
  select run, false, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 3`

const READ_RANGE = `
  select run, true as folded, no, data from segments where run = any($1) and key = $2 and max_step >= $3 and min_step <= $4
  union all
  select run, false, 0, payload from point_log where run = any($1)
  order by 1, 2 desc, 3`

export interface StepRange {
  from: Int64
  to: Int64
}

/** Points of one metric by run, each sorted by (step, timestamp, value); a run without any is absent. */
export async function readPoints(
  pool: pg.Pool,
  runs: Int64[],
  key: number,
  range?: StepRange,
): Promise<Map<Int64, Points>> {
  const { rows } = await pool.query<{ run: Int64; folded: boolean; data: Buffer }>(
    range
      ? { name: 'track.read-range', text: READ_RANGE, values: [runs, key, range.from, range.to] }
      : { name: 'track.read-points', text: READ, values: [runs, key] },
  )
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
  const result = new Map<Int64, Points>()
  for (const [run, list] of parts) {
    const points = merge(list)
    result.set(run, range ? within(points, range) : points)
  }
  return result
}

function within(points: Points, { from, to }: StepRange): Points {
  const start = points.steps.findIndex((step) => step >= from)
  const end = points.steps.findLastIndex((step) => step <= to) + 1
  return start < 0 || end <= start
    ? { steps: [], timestamps: [], values: [] }
    : {
        steps: points.steps.slice(start, end),
        timestamps: points.timestamps.slice(start, end),
        values: points.values.slice(start, end),
      }
}
