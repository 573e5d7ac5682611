/** Shapes of metrics over training, as points with the times at which they were logged. */
import type { Random } from '../../lib/random.ts'
import type { Point } from './plan.ts'

/** Six digits, as programs print them. */
export const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(6)) : value)

interface When {
  from: number
  to: number
}

/** A metric logged `n` times between two moments; the shape is asked for 0 < x ≤ 1. Steps are those of the training. */
export function curve(
  key: string,
  { from, to }: When,
  n: number,
  shape: (x: number) => number,
  steps: number = n,
): Point[] {
  return Array.from({ length: n }, (_, i) => {
    const x = (i + 1) / n
    return {
      key,
      value: rounded(shape(x)),
      step: Math.round(x * steps) - 1,
      timestamp: Math.round(from + x * (to - from)),
    }
  })
}

/** A metric logged once, at the end. */
export const once = (key: string, value: number, at: number, step = 0): Point => ({
  key,
  value: rounded(value),
  step,
  timestamp: Math.round(at),
})

/** Rises to its last value and ends exactly there. */
export const rising =
  (r: Random, last: number, by: number, noise = 0.004) =>
  (x: number): number =>
    x >= 1 ? last : last - by * (Math.exp(-5 * x) - Math.exp(-5)) + r.normal(0, noise * (1 - x))

/** Falls to its last value and ends exactly there. */
export const falling =
  (r: Random, last: number, by: number, noise = 0.02) =>
  (x: number): number =>
    x >= 1 ? last : last + by * (Math.exp(-5 * x) - Math.exp(-5)) + Math.abs(r.normal(0, noise))

/** Falls, then rises again: it begins to learn by heart. */
export const overfitting =
  (r: Random, least: number, by: number, noise = 0.004) =>
  (x: number): number =>
    least + by * Math.exp(-6 * x) + 0.05 * x * x + Math.abs(r.normal(0, noise))

/** The learning rate: warms up, then falls by the cosine. */
export const cosine =
  (peak: number) =>
  (x: number): number =>
    x < 0.05 ? (peak * x) / 0.05 : peak * 0.5 * (1 + Math.cos((Math.PI * (x - 0.05)) / 0.95))
