/** Draws a chart's inside: bands, lines, what cannot be drawn as a line, notes, and names at the ends. */
import { nearest, type Pen, trace } from '../../../../src/lib/curve.ts'
import { middleCut } from '../../format/names.ts'
import type { Band, Drawing, Line, Marker } from './line.ts'
import type { Surface } from './surface.ts'

/** What names at the ends of lines need beside the plot. */
export const labelWidthOf = ({ lines }: Drawing): number =>
  20 + LETTER * Math.min(LABEL_LETTERS, Math.max(0, ...lines.map((line) => line.label.length)))

/** Where the inside lies, and how values become places in it. */
export interface Place {
  width: number
  height: number
  toX: (x: number) => number
  toY: (y: number) => number
  /** The colour of a variable of the style sheet. */
  color: (name: string) => string
}

/** Below this distance between points, in pixels, a thinner line shows more. */
const DENSE = 1.5
/** From this distance on each point is a dot of its own. */
const SPARSE = 14
/** Arrows for values beyond the axis stand at least so far apart. */
const ARROWS = 7
const LABEL_STEP = 14
const LABEL_LETTERS = 26
const LETTER = 6.1

export function draw(on: Surface, drawing: Drawing, place: Place): void {
  const { width, height } = place
  on.clipped(0, -1, width, height + 2, () => {
    for (const note of drawing.notes) drawNote(on, note.x, note.label, place)
    for (const band of drawing.bands) drawBand(on, band, drawing, place)
    for (const line of drawing.lines) if (line.raw) drawStrokes(on, line, line.raw, drawing, place, 0.32)
    for (const line of drawing.lines) drawStrokes(on, line, line.y, drawing, place, 1)
    for (const line of drawing.lines) {
      drawOdd(on, line, place)
      drawBeyond(on, line, drawing, place)
    }
  })
  drawEnds(on, drawing, place)
}

/** Indexes of the points that are seen, with one more on either side, whose strokes lead out of sight. */
function seen(x: readonly number[], [from, to]: Drawing['x']): [number, number] {
  return [Math.max(0, nearest(x, from) - 1), Math.min(x.length, nearest(x, to) + 2)]
}

function drawStrokes(
  on: Surface,
  { x, style }: Line,
  y: Line['y'],
  drawing: Drawing,
  { width, toX, toY, color }: Place,
  opacity: number,
): void {
  const [from, to] = seen(x, drawing.x)
  const apart = width / Math.max(1, to - from)
  const ink = color(style.color)
  on.stroke((pen) => trace(pen, x, y, toX, toY, from, to), {
    color: ink,
    width: apart < DENSE ? 1 : 1.5,
    dash: style.dash,
    ...(opacity < 1 && { opacity }),
  })
  if (apart < SPARSE || opacity < 1) return
  for (let i = from; i < to; i++)
    if (y[i] !== null) on.fill((pen) => shape(pen, 'circle', toX(x[i]!), toY(y[i]!), 2.5), { color: ink })
}

function drawBand(on: Surface, { x, low, high, style, opacity }: Band, drawing: Drawing, place: Place): void {
  const [from, to] = seen(x, drawing.x)
  const { toX, color } = place
  // What lies outside would make a logarithmic axis infinite.
  const toY = (v: number): number => place.toY(Math.min(Math.max(v, drawing.y[0]), drawing.y[1]))
  for (let i = from; i < to; i++) {
    const start = i
    while (i < to && low[i] != null && high[i] != null) i++
    if (i - start < 2) continue
    const end = i
    on.fill(
      (pen) => {
        for (let k = start; k < end; k++)
          k === start ? pen.moveTo(toX(x[k]!), toY(high[k]!)) : pen.lineTo(toX(x[k]!), toY(high[k]!))
        for (let k = end - 1; k >= start; k--) pen.lineTo(toX(x[k]!), toY(low[k]!))
      },
      { color: color(style.color), opacity },
    )
  }
}

/** NaN as crosses at the foot, infinities as arrows at the edge: seen, though nothing can be drawn there. */
function drawOdd(on: Surface, { odd = [] }: Line, place: Place): void {
  let last = Number.NEGATIVE_INFINITY
  for (const { x, kind } of odd) {
    const at = place.toX(x)
    if (at - last < 1 && kind === 'nan') continue
    last = at
    if (kind === 'nan')
      on.stroke((pen) => cross(pen, at, place.height - 3, 3), { color: place.color('--warn'), width: 1.5 })
    else drawArrow(on, at, kind === 'high', place.color('--warn'), place)
  }
}

const drawArrow = (on: Surface, at: number, isUp: boolean, color: string, { height }: Place): void =>
  on.fill((pen) => shape(pen, isUp ? 'up' : 'down', at, isUp ? 3 : height - 3, 4), { color })

/** Values outside of the axis, as an axis without outliers has them. */
function drawBeyond(on: Surface, { x, y, raw, style }: Line, drawing: Drawing, place: Place): void {
  const values = raw ?? y
  const [from, to] = seen(x, drawing.x)
  const [low, high] = drawing.y
  const last = { up: Number.NEGATIVE_INFINITY, down: Number.NEGATIVE_INFINITY }
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (value == null || (value >= low && value <= high)) continue
    const side = value > high ? 'up' : 'down'
    const at = place.toX(x[i]!)
    if (at - last[side] < ARROWS) continue
    last[side] = at
    drawArrow(on, at, side === 'up', place.color(style.color), place)
  }
}

function drawNote(on: Surface, x: number, label: string, { toX, width, height, color }: Place): void {
  const at = Math.round(toX(x)) + 0.5
  if (at < 0 || at > width) return
  on.stroke(
    (pen) => {
      pen.moveTo(at, 0)
      pen.lineTo(at, height)
    },
    { color: color('--line-strong'), width: 1, dash: [2, 3] },
  )
  const isRight = at > width * 0.7
  on.text(middleCut(label, 28), at + (isRight ? -4 : 4), 6, {
    color: color('--text-3'),
    size: 11,
    align: isRight ? 'right' : 'left',
  })
}

/** The last point of each line that is seen: marked, and named when there is room for names. */
function drawEnds(on: Surface, { lines, x: [, to], y: [low, high], hasLabels }: Drawing, place: Place): void {
  const ends = lines.flatMap((line) => {
    let i = Math.min(line.x.length - 1, nearest(line.x, to))
    while (i >= 0 && (line.y[i] === null || line.x[i]! > to)) i--
    if (i < 0) return []
    const value = Math.min(Math.max(line.y[i]!, low), high)
    return [{ line, x: place.toX(line.x[i]!), y: place.toY(value) }]
  })
  for (const { line, x, y } of ends)
    if (x >= 0 && (hasLabels || line.isLive || lines.length > 1))
      on.fill((pen) => shape(pen, line.isLive ? 'circle' : line.style.marker, x, y, 4), {
        color: place.color(line.style.color),
      })
  if (!hasLabels) return
  const named = ends.toSorted((a, b) => a.y - b.y).map((end) => ({ ...end, at: end.y }))
  for (let i = 1; i < named.length; i++) named[i]!.at = Math.max(named[i]!.at, named[i - 1]!.at + LABEL_STEP)
  // Pushed below the foot they are pushed back up, as one.
  let room = place.height + 4
  for (const end of named.toReversed()) {
    end.at = Math.min(end.at, room)
    room = end.at - LABEL_STEP
  }
  for (const { line, at } of named)
    on.text(middleCut(line.label, LABEL_LETTERS), place.width + 10, at, { color: place.color('--text-2'), size: 11 })
}

function cross(pen: Pen, x: number, y: number, r: number): void {
  pen.moveTo(x - r, y - r)
  pen.lineTo(x + r, y + r)
  pen.moveTo(x + r, y - r)
  pen.lineTo(x - r, y + r)
}

/** Corners of each shape around (0, 0), within one unit. */
const CORNERS: Record<Marker, [number, number][]> = {
  circle: Array.from({ length: 20 }, (_, i) => [Math.cos((i * Math.PI) / 10), Math.sin((i * Math.PI) / 10)]),
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  up: [
    [0, -1],
    [1, 0.8],
    [-1, 0.8],
  ],
  down: [
    [0, 1],
    [1, -0.8],
    [-1, -0.8],
  ],
  diamond: [
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0],
  ],
  plus: [
    [-0.3, -1],
    [0.3, -1],
    [0.3, -0.3],
    [1, -0.3],
    [1, 0.3],
    [0.3, 0.3],
    [0.3, 1],
    [-0.3, 1],
    [-0.3, 0.3],
    [-1, 0.3],
    [-1, -0.3],
    [-0.3, -0.3],
  ],
  cross: [
    [0, -0.45],
    [0.6, -1.05],
    [1.05, -0.6],
    [0.45, 0],
    [1.05, 0.6],
    [0.6, 1.05],
    [0, 0.45],
    [-0.6, 1.05],
    [-1.05, 0.6],
    [-0.45, 0],
    [-1.05, -0.6],
    [-0.6, -1.05],
  ],
  star: Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 ? 0.5 : 1.2
    return [r * Math.sin((i * Math.PI) / 5), -r * Math.cos((i * Math.PI) / 5)]
  }),
}

export function shape(pen: Pen, marker: Marker, x: number, y: number, r: number): void {
  for (const [i, [dx, dy]] of CORNERS[marker].entries())
    i === 0 ? pen.moveTo(x + dx * r, y + dy * r) : pen.lineTo(x + dx * r, y + dy * r)
}
