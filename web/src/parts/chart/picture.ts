/** A chart as a picture to keep: title, axes, legend and where it comes from; the inside is what the page drew. */
import { middleCut } from '../../format/names.ts'
import { draw, labelWidthOf, type Place, shape } from './draw.ts'
import type { Drawing } from './line.ts'
import type { Plot, Tick } from './plot.ts'
import { escaped, FONT, onCanvas, onSvg, type Surface } from './surface.ts'

export interface Picture {
  title: string
  /** What the horizontal axis is. */
  axisTitle: string
  /** What the curve does not show. */
  note: string
  /** Where the chart lives. */
  url: string
  log: boolean
  drawing: Drawing
  plot: Plot
}

const WIDTH = 960
const HEIGHT = 540
const TOP = 46
const LEFT = 72
const FOOT = 74
const LEGEND_ROW = 18
/** Of the address; the whole of it is in the description of an SVG. */
const URL_LETTERS = 150

export function toSvg(picture: Picture): string {
  const on = onSvg()
  paint(on, picture)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family='${FONT}'>`,
    `<title>${escaped(picture.title)}</title><desc>${escaped(picture.url)}</desc>`,
    on.toString(),
    '</svg>\n',
  ].join('\n')
}

/** Twice as fine as it is large, for slides. */
export async function toPng(picture: Picture): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = 2 * WIDTH
  canvas.height = 2 * HEIGHT
  const ctx = canvas.getContext('2d')!
  ctx.scale(2, 2)
  paint(onCanvas(ctx), picture)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))), 'image/png'),
  )
}

function paint(on: Surface, picture: Picture): void {
  const { title, axisTitle, note, url, drawing, plot } = picture
  const { color } = plot
  const text = color('--text')
  const low = color('--text-3')
  const isNamed = drawing.lines.length > 1 && !drawing.hasLabels
  const rows = isNamed ? legendRows(drawing) : []
  const top = TOP + rows.length * LEGEND_ROW
  const right = drawing.hasLabels ? labelWidthOf(drawing) + 8 : 24
  const place = placeOf(picture, WIDTH - LEFT - right, HEIGHT - top - FOOT)
  const { x, y } = plot.ticks()

  on.fill((pen) => box(pen, 0, 0, WIDTH, HEIGHT), { color: color('--raised') })
  on.text(title, 20, 22, { color: text, size: 16, weight: 600 })
  drawLegend(on, rows, picture)
  on.moved(LEFT, top, () => {
    for (const tick of within(y, drawing.y)) {
      const at = Math.round(place.toY(tick.at)) + 0.5
      on.stroke((pen) => rule(pen, 0, at, place.width, at), { color: color('--line'), width: 1 })
      on.text(tick.name, -8, at, { color: low, size: 12, align: 'right' })
    }
    for (const tick of within(x, drawing.x)) {
      const at = Math.round(place.toX(tick.at)) + 0.5
      on.stroke((pen) => rule(pen, at, 0, at, place.height), { color: color('--line'), width: 1 })
      on.text(tick.name, at, place.height + 14, { color: low, size: 12, align: 'center' })
    }
    on.text(axisTitle, place.width / 2, place.height + 32, { color: low, size: 12, align: 'center' })
    draw(on, drawing, place)
  })
  if (note) on.text(note, 20, HEIGHT - 32, { color: low, size: 11 })
  on.text(middleCut(url, URL_LETTERS), 20, HEIGHT - 15, { color: low, size: 11 })
}

const within = (ticks: Tick[], [from, to]: Drawing['x']): Tick[] => ticks.filter(({ at }) => at >= from && at <= to)

function placeOf({ drawing, log, plot }: Picture, width: number, height: number): Place {
  const [left, right] = drawing.x
  const scale = log ? Math.log : (v: number) => v
  const [foot, head] = [scale(drawing.y[0]), scale(drawing.y[1])]
  return {
    width,
    height,
    toX: (x) => ((x - left) / (right - left)) * width,
    toY: (y) => height - ((scale(y) - foot) / (head - foot)) * height,
    color: plot.color,
  }
}

/** Names of lines, as many a row as there is room for. */
function legendRows({ lines }: Drawing): Drawing['lines'][] {
  const rows: Drawing['lines'][number][][] = [[]]
  let used = 0
  for (const line of lines) {
    const width = 34 + line.label.length * 6.6
    if (used > 0 && used + width > WIDTH - 40) {
      rows.push([])
      used = 0
    }
    rows.at(-1)!.push(line)
    used += width
  }
  return rows
}

function drawLegend(on: Surface, rows: Drawing['lines'][], { plot: { color } }: Picture): void {
  for (const [r, row] of rows.entries()) {
    let at = 20
    const y = TOP - 4 + r * LEGEND_ROW
    for (const { label, style } of row) {
      const from = at
      on.stroke((pen) => rule(pen, from, y, from + 18, y), { color: color(style.color), width: 1.5, dash: style.dash })
      on.fill((pen) => shape(pen, style.marker, from + 9, y, 4), { color: color(style.color) })
      on.text(label, from + 24, y, { color: color('--text-2'), size: 12 })
      at += 34 + label.length * 6.6
    }
  }
}

type Line = Parameters<Parameters<Surface['stroke']>[0]>[0]

function rule(pen: Line, x0: number, y0: number, x1: number, y1: number): void {
  pen.moveTo(x0, y0)
  pen.lineTo(x1, y1)
}

function box(pen: Line, x: number, y: number, width: number, height: number): void {
  pen.moveTo(x, y)
  pen.lineTo(x + width, y)
  pen.lineTo(x + width, y + height)
  pen.lineTo(x, y + height)
}
