/** What the axes of a chart show. */
import { middleOf } from '../../../../src/lib/curve.ts'
import type { Band, Ends, Line } from './line.ts'

interface Wanted {
  lines: readonly Line[]
  bands?: readonly Band[]
  /** The part that is zoomed into. */
  range?: Ends | undefined
  log: boolean
  /** Leave outliers out of the axis. */
  clip: boolean
}

export interface Limits {
  x: Ends
  y: Ends
  /** Points that lie outside of the axis. */
  beyond: number
}

const PAD = 0.06

/** Undefined when there is nothing that could be drawn. */
export function limitsOf({ lines, bands = [], range, log, clip }: Wanted): Limits | undefined {
  const x = range ?? endsOf(lines.map((line) => line.x))
  if (!x) return undefined
  const values: number[] = []
  const take = (places: readonly number[], heights: readonly (number | null)[]): void => {
    for (let i = 0; i < places.length; i++)
      if (heights[i] != null && places[i]! >= x[0] && places[i]! <= x[1]) values.push(heights[i]!)
  }
  for (const line of lines) {
    take(line.x, line.y)
    if (line.raw) take(line.x, line.raw)
  }
  for (const band of bands) {
    take(band.x, band.low)
    take(band.x, band.high)
  }
  const shown = log ? values.filter((v) => v > 0) : values
  if (!shown.length) return undefined
  const [low, high] = clip ? middleOf(shown) : extremesOf(shown)
  const y = log ? loggedEnds(low, high) : paddedEnds(low, high)
  return { x: x[0] < x[1] ? x : [x[0] - 1, x[1] + 1], y, beyond: clip ? beyondOf(lines, x, y) : 0 }
}

function endsOf(columns: (readonly number[])[]): Ends | undefined {
  const full = columns.filter((column) => column.length)
  if (!full.length) return undefined
  return [Math.min(...full.map((column) => column[0]!)), Math.max(...full.map((column) => column.at(-1)!))]
}

function extremesOf(values: number[]): [number, number] {
  let [low, high] = [values[0]!, values[0]!]
  for (const v of values) {
    if (v < low) low = v
    if (v > high) high = v
  }
  return [low, high]
}

/** A little air; what is never negative does not go below zero for it. */
function paddedEnds(low: number, high: number): Ends {
  const pad = high > low ? (high - low) * PAD : Math.abs(high) * PAD || 1
  return [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad]
}

function loggedEnds(low: number, high: number): Ends {
  const pad = high > low ? (high / low) ** PAD : 2
  return [low / pad, high * pad]
}

function beyondOf(lines: readonly Line[], x: Ends, y: Ends): number {
  let count = 0
  for (const { x: places, y: own, raw } of lines) {
    const heights = raw ?? own
    for (let i = 0; i < places.length; i++) {
      const v = heights[i]
      if (v != null && places[i]! >= x[0] && places[i]! <= x[1] && (v < y[0] || v > y[1])) count++
    }
  }
  return count
}
