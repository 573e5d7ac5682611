/** What a chart draws: lines with their looks, bands, notes on the axis. */

/** Shapes at the ends of lines and in legends: with the dash they tell lines apart without colour. */
export const MARKERS = ['circle', 'square', 'up', 'diamond', 'down', 'cross', 'plus', 'star'] as const
export type Marker = (typeof MARKERS)[number]

export interface LineStyle {
  /** A variable of the style sheet. */
  color: string
  dash: number[]
  marker: Marker
}

const COLORS = 8
const DASHES: number[][] = [[], [6, 3], [2, 2]]

/** Looks of the n-th line: colours of Okabe and Ito first, then dashes; colour and shape never repeat together. */
export const styleOf = (n: number): LineStyle => ({
  color: `--c${1 + (n % COLORS)}`,
  dash: DASHES[Math.floor(n / COLORS) % DASHES.length]!,
  marker: MARKERS[(n + 3 * Math.floor(n / COLORS)) % MARKERS.length]!,
})

/** A value that is no finite number: nothing can be drawn there, but it must be seen. */
export interface Odd {
  x: number
  kind: 'nan' | 'high' | 'low'
}

export interface Line {
  id: string
  label: string
  style: LineStyle
  x: readonly number[]
  /** null where there is nothing to draw. */
  y: readonly (number | null)[]
  /** What `y` is the smoothed form of: drawn behind it. */
  raw?: readonly (number | null)[] | undefined
  odd?: readonly Odd[]
  /** More is expected at its end. */
  isLive?: boolean
}

/** An area between two heights, null where it is interrupted. */
export interface Band {
  id: string
  style: LineStyle
  opacity: number
  x: readonly number[]
  low: readonly (number | null)[]
  high: readonly (number | null)[]
}

/** Something that happened at a place on the axis: a release, a version of the data, a logged model. */
export interface Note {
  x: number
  label: string
}

export type Ends = readonly [from: number, to: number]

export interface Drawing {
  lines: readonly Line[]
  bands: readonly Band[]
  notes: readonly Note[]
  /** What the axes show. */
  x: Ends
  y: Ends
  /** Names at the ends of the lines. */
  hasLabels: boolean
}
