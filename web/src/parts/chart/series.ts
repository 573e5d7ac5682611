/** Points as a chart draws them: what can be drawn, and what cannot but must be seen. */
import type { Int64 } from '../../../../src/lib/json.ts'
import { numberOf } from '../../format/numbers.ts'
import type { Axis } from './axis.ts'
import type { Ends, Odd } from './line.ts'

/** One metric of one run as columns. */
export interface Points {
  /** How many there are, of which a sample came. */
  total: number
  steps: Int64[]
  timestamps: Int64[]
  values: (number | string)[]
}

export interface Series {
  x: number[]
  /** null where there is nothing to draw. */
  y: (number | null)[]
  /** From the place in the series to the place in the points. */
  order: number[]
  /** Values that are no finite numbers. */
  odd: Odd[]
  /** Values at or below zero, which a logarithmic axis cannot show. */
  below: number
  least: number
  greatest: number
}

/** `origin` is the start of the run in milliseconds, for relative time. */
export function toSeries({ steps, timestamps, values }: Points, axis: Axis, log: boolean, origin: number): Series {
  const place = (i: number): number =>
    axis === 'step' ? Number(steps[i]) : (Number(timestamps[i]) - (axis === 'relative' ? origin : 0)) / 1000
  const order = steps.map((_, i) => i)
  if (axis !== 'step') order.sort((a, b) => place(a) - place(b) || a - b)
  const series: Series = {
    x: order.map(place),
    y: [],
    order,
    odd: [],
    below: 0,
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
  }
  for (const [at, i] of order.entries()) {
    const value = numberOf(values[i]!)
    const isDrawable = Number.isFinite(value)
    if (!isDrawable)
      series.odd.push({ x: series.x[at]!, kind: Number.isNaN(value) ? 'nan' : value > 0 ? 'high' : 'low' })
    else {
      series.least = Math.min(series.least, value)
      series.greatest = Math.max(series.greatest, value)
    }
    const isHidden = log && isDrawable && value <= 0
    if (isHidden) series.below += 1
    series.y.push(isDrawable && !isHidden ? value : null)
  }
  return series
}

/** Steps from which and up to which points are shown, as addresses write them. */
export interface Range {
  from: string | undefined
  to: string | undefined
}

export const ALL: Range = { from: undefined, to: undefined }

/** The ends of the axis for a range of steps; undefined for all there is. */
export function endsOf({ x, order }: Series, { steps }: Points, axis: Axis, { from, to }: Range): Ends | undefined {
  if (from === undefined && to === undefined) return undefined
  if (axis === 'step')
    return orNone([from === undefined ? x[0] : Number(from), to === undefined ? x.at(-1) : Number(to)])
  const [low, high] = [from === undefined ? undefined : BigInt(from), to === undefined ? undefined : BigInt(to)]
  const inside = x.filter((_, at) => {
    const step = steps[order[at]!]!
    return (low === undefined || step >= low) && (high === undefined || step <= high)
  })
  return orNone([inside[0], inside.at(-1)])
}

const orNone = ([from, to]: [number | undefined, number | undefined]): Ends | undefined =>
  from === undefined || to === undefined || !(from < to) ? undefined : [from, to]

/** The steps between two places on the axis, with the points just outside: nothing at an edge is lost. */
export function stepsBetween(series: Series, points: Points, axis: Axis, from: number, to: number): Range | undefined {
  const { x, order } = series
  if (!x.length) return undefined
  if (axis === 'step') return toRange(Math.ceil(from), Math.floor(to))
  const before = x.findLastIndex((at) => at <= from)
  const after = x.findIndex((at) => at >= to)
  const inside = order.slice(Math.max(0, before), after < 0 ? x.length : after + 1).map((i) => points.steps[i]!)
  if (!inside.length) return undefined
  const least = inside.reduce((a, b) => (b < a ? b : a))
  const greatest = inside.reduce((a, b) => (b > a ? b : a))
  const range = { from: String(least), to: String(greatest) }
  // Beyond what is loaded, steps are guessed from the pace of what is.
  if (before >= 0 && after >= 0) return range.from === range.to ? undefined : range
  const pace = (Number(greatest) - Number(least)) / (x.at(-1)! - x[0]! || 1)
  return toRange(
    before >= 0 ? Number(least) : Math.floor(Number(least) - (x[0]! - from) * pace),
    after >= 0 ? Number(greatest) : Math.ceil(Number(greatest) + (to - x.at(-1)!) * pace),
  )
}

const toRange = (from: number, to: number): Range | undefined =>
  Number.isFinite(from) && Number.isFinite(to) && from < to
    ? { from: String(BigInt(from)), to: String(BigInt(to)) }
    : undefined
