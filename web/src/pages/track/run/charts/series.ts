/** Points as a chart draws them: what can be drawn, and what cannot but must be seen. */
import { numberOf } from '../../../../format/numbers.ts'
import type { Axis } from '../../routes.ts'
import type { Points } from './use-points.ts'

export interface Series {
  x: number[]
  /** null where there is nothing to draw. */
  y: (number | null)[]
  /** From the place in the series to the place in the points. */
  order: number[]
  /** Values that are no finite numbers. */
  odd: { x: number; kind: 'nan' | 'high' | 'low' }[]
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

/** The steps between two places on the axis, as the server wants them. */
export function stepsBetween(series: Series, points: Points, from: number, to: number): [string, string] | undefined {
  const inside = series.order
    .filter((_, at) => series.x[at]! >= from && series.x[at]! <= to)
    .map((i) => points.steps[i]!)
  if (inside.length < 2) return undefined
  const least = inside.reduce((a, b) => (b < a ? b : a))
  const greatest = inside.reduce((a, b) => (b > a ? b : a))
  return least === greatest ? undefined : [String(least), String(greatest)]
}
