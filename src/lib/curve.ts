/**
 * Curves as they are drawn: the strokes of a line that lose no spike, smoothing, the mean of several.
 * Pure, so that a page, its exported picture and a report draw the same.
 */

/** Entries that cannot be drawn are null. */
export type Heights = readonly (number | null)[]

export interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
}

/** Half the length of the stroke that stands for a point without neighbours. */
const DOT = 1.5

/**
 * Draws the points from index `from` up to `to`, interrupted where a value is null. Of the points that fall into one
 * column of pixels it draws the first, the least, the greatest and the last; a point between two nulls is a short
 * stroke, so that it is seen too.
 */
export function trace(
  pen: Pen,
  x: readonly number[],
  y: Heights,
  toX: (x: number) => number,
  toY: (y: number) => number,
  from = 0,
  to = x.length,
): void {
  for (let i = from; i < to; ) {
    if (y[i] === null) i++
    else i = traceRun(pen, x, y, toX, toY, i, to)
  }
}

/** Draws up to the next null; returns where it is. */
function traceRun(
  pen: Pen,
  x: readonly number[],
  y: Heights,
  toX: (x: number) => number,
  toY: (y: number) => number,
  start: number,
  to: number,
): number {
  const firstX = toX(x[start]!)
  const firstY = toY(y[start]!)
  let farthest = 0
  pen.moveTo(firstX, firstY)
  const line = (i: number): void => {
    const px = toX(x[i]!)
    const py = toY(y[i]!)
    farthest = Math.max(farthest, Math.abs(px - firstX), Math.abs(py - firstY))
    pen.lineTo(px, py)
  }
  let at = start
  while (at < to && y[at] !== null) {
    const column = Math.floor(toX(x[at]!))
    let low = at
    let high = at
    let last = at
    for (let i = at + 1; i < to && y[i] !== null && Math.floor(toX(x[i]!)) === column; i++) {
      if (y[i]! < y[low]!) low = i
      if (y[i]! > y[high]!) high = i
      last = i
    }
    if (at > start) line(at)
    const [sooner, later] = low < high ? [low, high] : [high, low]
    if (sooner > at) line(sooner)
    if (later > sooner && later > at) line(later)
    if (last > later) line(last)
    at = last + 1
  }
  if (farthest < 1) {
    pen.moveTo(firstX - DOT, firstY)
    pen.lineTo(firstX + DOT, firstY)
  }
  return at
}

/** Beyond so many stretches of the axis, a denser curve is not smoothed less. */
const STRETCHES = 500

/**
 * An exponential average that forgets by distance on the axis, not by count: points far apart pull less on each
 * other. `amount` in [0, 1) is what is left of a value after one mean distance between points, or a 500th of the axis
 * where points are denser. The first values are not pulled towards zero. Gaps stay gaps.
 */
export function smooth(x: readonly number[], y: Heights, amount: number): (number | null)[] {
  if (amount <= 0) return [...y]
  const span = x.length > 1 ? x[x.length - 1]! - x[0]! : 0
  const unit = span / Math.min(STRETCHES, Math.max(1, x.length - 1)) || 1
  let sum = 0
  let weight = 0
  let last = x[0] ?? 0
  return y.map((value, i) => {
    if (value === null) return null
    const kept = amount ** ((x[i]! - last) / unit)
    last = x[i]!
    sum = sum * kept + value
    weight = weight * kept + 1
    return sum / weight
  })
}

/** The index of the entry nearest to `at` in a sorted list; -1 when it is empty. */
export function nearest(x: readonly number[], at: number): number {
  let low = 0
  let high = x.length - 1
  if (high < 0) return -1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x[middle]! <= at) low = middle
    else high = middle
  }
  return at - x[low]! <= x[high]! - at ? low : high
}

export interface Curve {
  x: readonly number[]
  y: Heights
}

/** What several curves have in common at each place; null where fewer than two of them are. */
export interface Spread {
  x: number[]
  /** How many curves there are at that place. */
  n: number[]
  mean: (number | null)[]
  /** Mean ± standard deviation. */
  low: (number | null)[]
  high: (number | null)[]
  least: (number | null)[]
  greatest: (number | null)[]
}

const CELLS = 240

/**
 * Mean, standard deviation and extremes of curves. Where all have the same places these are kept; else the axis is cut
 * into cells, in whose middle each curve is read between its points; extremes are those of all points in the cell.
 */
export function spreadOf(curves: readonly Curve[]): Spread {
  const first = curves[0]?.x ?? []
  const isEven = curves.every(({ x }) => x.length === first.length && x.every((at, i) => at === first[i]))
  const ends = curves.filter(({ x }) => x.length).flatMap(({ x }) => [x[0]!, x[x.length - 1]!])
  const start = ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const end = ends.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const width = (end - start) / CELLS
  const places = isEven ? [...first] : ends.length ? Array.from({ length: CELLS + 1 }, (_, i) => start + i * width) : []
  const spread: Spread = { x: places, n: [], mean: [], low: [], high: [], least: [], greatest: [] }
  for (const at of places) {
    const heights = curves.flatMap((curve) => heightAt(curve, at) ?? [])
    const inside = isEven
      ? heights
      : [...heights, ...curves.flatMap((curve) => within(curve, at - width / 2, at + width / 2))]
    add(spread, heights, inside)
  }
  return spread
}

function add(spread: Spread, heights: number[], inside: number[]): void {
  const n = heights.length
  const mean = heights.reduce((sum, v) => sum + v, 0) / n
  const sd = Math.sqrt(heights.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1))
  const or = (value: number): number | null => (n > 1 ? value : null)
  spread.n.push(n)
  spread.mean.push(or(mean))
  spread.low.push(or(mean - sd))
  spread.high.push(or(mean + sd))
  spread.least.push(or(inside.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)))
  spread.greatest.push(or(inside.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)))
}

/** A curve's height between its points; undefined outside of it and beside a gap. */
function heightAt({ x, y }: Curve, at: number): number | undefined {
  const last = x.length - 1
  if (last < 0 || at < x[0]! || at > x[last]!) return undefined
  let i = nearest(x, at)
  if (x[i]! > at) i--
  const left = y[i]
  if (x[i] === at || i === last) return left ?? undefined
  const right = y[i + 1]
  if (left == null || right == null) return undefined
  return left + ((right - left) * (at - x[i]!)) / (x[i + 1]! - x[i]!)
}

function within({ x, y }: Curve, from: number, to: number): number[] {
  const found: number[] = []
  for (let i = Math.max(0, nearest(x, from) - 1); i < x.length && x[i]! < to; i++)
    if (x[i]! >= from && y[i] != null) found.push(y[i]!)
  return found
}

/** The part of the values, in the middle, that an axis without outliers shows. */
const MIDDLE = 0.98

/** Where the middle 98 % of values lie; the extremes themselves when there are too few to leave any out. */
export function middleOf(values: readonly number[]): [low: number, high: number] {
  const sorted = [...values].sort((a, b) => a - b)
  const out = Math.floor((sorted.length * (1 - MIDDLE)) / 2)
  return [sorted[out]!, sorted[sorted.length - 1 - out]!]
}
