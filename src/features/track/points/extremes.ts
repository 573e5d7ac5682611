/** The extremes of many metrics of one run: from sketches where segments are full, which keep them. */
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import type { Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'

interface At {
  value: number
  step: Int64
}

export interface Extremes {
  points: number
  least: At | null
  greatest: At | null
  finite: boolean
}

const READ = `
  select true as folded, key, n, coalesce(sketch, data) as data from segments where run = $1 and key = any($2)
  union all
  select false, 0, 0, data from packs where run = $1
  union all
  select false, 0, 0, payload from point_log where run = $1`

/** Segments decoded before other requests get their turn. */
const AT_ONCE = 20

export async function readExtremes(pool: pg.Pool, run: Int64, keys: number[]): Promise<Map<number, Extremes>> {
  const { rows } = await pool.query<{ folded: boolean; key: number; n: number; data: Buffer }>(READ, [run, keys])
  const wanted = new Set(keys)
  const found = new Map<number, Extremes>()
  const add = (key: number, points: Points, n: number): void => {
    const of = found.get(key) ?? { points: 0, least: null, greatest: null, finite: true }
    found.set(key, of)
    of.points += n
    for (const [i, value] of points.values.entries()) {
      if (!Number.isFinite(value)) of.finite = false
      else if (!of.least || value < of.least.value) of.least = { value, step: points.steps[i]! }
      if (Number.isFinite(value) && (!of.greatest || value > of.greatest.value))
        of.greatest = { value, step: points.steps[i]! }
    }
  }
  for (const [i, { folded, key, n, data }] of rows.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await turn()
    if (folded) add(key, decodeSegment(data), n)
    else decodeBatch(data, (key, points) => wanted.has(key) && add(key, points, points.steps.length))
  }
  return found
}
