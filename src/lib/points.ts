/**
 * Points of one metric as columns: sorting, merging, encoding. A point is (step, timestamp, value);
 * a metric's points are sorted in that order, and identical ones are one point.
 */
import type { Int64 } from './json.ts'

export interface Points {
  steps: Int64[]
  timestamps: Int64[]
  values: number[]
}

export const noPoints = (): Points => ({ steps: [], timestamps: [], values: [] })

/** NaN counts as the greatest value and equal to itself, as PostgreSQL has it. */
const compareValues = (a: number, b: number): number =>
  a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1

/** MLflow's order of points: the last in it is the metric's latest value. */
export function comparePoints(a: Points, i: number, b: Points, j: number): number {
  const s = a.steps[i]!
  const t = b.steps[j]!
  if (s !== t) return s < t ? -1 : 1
  const u = a.timestamps[i]!
  const v = b.timestamps[j]!
  if (u !== v) return u < v ? -1 : 1
  return compareValues(a.values[i]!, b.values[j]!)
}

/** The points at those places. */
export const pick = (points: Points, order: number[]): Points => ({
  steps: order.map((i) => points.steps[i]!),
  timestamps: order.map((i) => points.timestamps[i]!),
  values: order.map((i) => points.values[i]!),
})

/** Sorted, identical points once; returns the argument itself when it is so already. */
export function normalise(points: Points): Points {
  const n = points.steps.length
  let ordered = true
  for (let i = 1; i < n && ordered; i++) ordered = comparePoints(points, i - 1, points, i) < 0
  if (ordered) return points
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => comparePoints(points, i, points, j))
  return pick(
    points,
    order.filter((i, at) => at === 0 || comparePoints(points, order[at - 1]!, points, i) !== 0),
  )
}

/** True when each part lies behind the one before it, so that joining them is enough. */
function areInOrder(parts: Points[]): boolean {
  for (let i = 1; i < parts.length; i++) {
    const before = parts[i - 1]!
    if (before.steps.length === 0 || parts[i]!.steps.length === 0) return false
    if (comparePoints(before, before.steps.length - 1, parts[i]!, 0) >= 0) return false
  }
  return true
}

/** Joins lists of points into one, sorted, identical points once. */
export function merge(parts: Points[]): Points {
  const sorted = parts.map(normalise)
  if (sorted.length === 1) return sorted[0]!
  const all: Points = {
    steps: sorted.flatMap((part) => part.steps),
    timestamps: sorted.flatMap((part) => part.timestamps),
    values: sorted.flatMap((part) => part.values),
  }
  return areInOrder(sorted) ? all : normalise(all)
}

export const slice = (points: Points, from: number, to: number): Points => ({
  steps: points.steps.slice(from, to),
  timestamps: points.timestamps.slice(from, to),
  values: points.values.slice(from, to),
})

/** The order in which MLflow returns a history: by timestamp, then step, then value. */
export function byTime(points: Points): Points {
  const { steps, timestamps, values } = points
  let ordered = true
  for (let i = 1; i < steps.length && ordered; i++) ordered = timestamps[i - 1]! <= timestamps[i]!
  // Sorted by step already: equal timestamps are in order of step and value.
  if (ordered) return points
  const order = steps.map((_, i) => i)
  order.sort((i, j) => {
    const t = timestamps[i]!
    const u = timestamps[j]!
    if (t !== u) return t < u ? -1 : 1
    const s = steps[i]!
    const r = steps[j]!
    return s !== r ? (s < r ? -1 : 1) : compareValues(values[i]!, values[j]!)
  })
  return pick(points, order)
}

/**
 * At most `limit` points that draw the same picture: the first, the last, and of each bucket in between
 * its least and greatest finite value, so that a spike is never lost. The first NaN, ∞ and −∞ of a bucket
 * are kept beside them: they neither vanish nor take the place of a spike. Order is kept.
 * (The min/max part of M4: Jugel et al., VLDB 2014.)
 */
export function sample(points: Points, limit: number): Points {
  const { values } = points
  const n = values.length
  if (n <= limit) return points
  if (limit === 1) return slice(points, n - 1, n)
  if (limit < 4) return pick(points, limit === 2 ? [0, n - 1] : [0, extremeOf(values, 1, n - 1), n - 1])
  const room = limit - 2
  const { count, kinds } = oddOf(values, 1, n - 1)
  // Either bound holds: no bucket has more odd points than kinds, nor all of them more than there are.
  const withOdd = Math.max(Math.floor(room / (2 + kinds)), Math.floor((room - count) / 2))
  const buckets = withOdd > 0 ? withOdd : Math.floor(room / 2)
  const odd = count > 0 && withOdd > 0 ? ODD : []
  const order = [0]
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * (n - 2)) / buckets)
    const to = 1 + Math.floor(((b + 1) * (n - 2)) / buckets)
    if (to > from) order.push(...tellingOf(values, from, to, odd))
  }
  order.push(n - 1)
  return pick(points, order)
}

/** How many values in [from, to) are no finite numbers, and how many kinds of them there are. */
function oddOf(values: number[], from: number, to: number): { count: number; kinds: number } {
  let count = 0
  let seen = 0
  for (let i = from; i < to; i++) {
    const v = values[i]!
    if (Number.isFinite(v)) continue
    count++
    seen |= Number.isNaN(v) ? 1 : v > 0 ? 2 : 4
  }
  return { count, kinds: (seen & 1) + ((seen >> 1) & 1) + (seen >> 2) }
}

type Test = (v: number) => boolean

/** Indexes in order: of the least and the greatest finite value in [from, to), and of the first of each odd kind. */
function tellingOf(values: number[], from: number, to: number, odd: Test[]): number[] {
  const [low, high] = rangeOf(values, from, to)
  const found = low === high ? [low] : [low, high]
  for (const is of odd) {
    let i = from
    while (i < to && !is(values[i]!)) i++
    if (i < to && i !== low) found.push(i)
  }
  return found.sort((a, b) => a - b)
}

const ODD: Test[] = [Number.isNaN, (v) => v === Number.POSITIVE_INFINITY, (v) => v === Number.NEGATIVE_INFINITY]

/** Indexes of the least and the greatest finite value in [from, to); without any, the first twice. */
function rangeOf(values: number[], from: number, to: number): [number, number] {
  let low = -1
  let high = -1
  for (let i = from; i < to; i++) {
    const v = values[i]!
    if (!Number.isFinite(v)) continue
    if (low < 0 || v < values[low]!) low = i
    if (high < 0 || v > values[high]!) high = i
  }
  return low < 0 ? [from, from] : [low, high]
}

/** The index of the value farthest from the mean of the ends. */
function extremeOf(values: number[], from: number, to: number): number {
  const [low, high] = rangeOf(values, from, to)
  const middle = (values[0]! + values[values.length - 1]!) / 2
  return Math.abs(values[low]! - middle) > Math.abs(values[high]! - middle) ? low : high
}
