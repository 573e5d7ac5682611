/** Draws one series with uPlot in the page's colours. */
import uPlot from 'uplot'
import { formatDuration, formatValue } from '../../../../format/numbers.ts'
import { formatTick } from '../../../../format/times.ts'
import type { Axis } from '../../routes.ts'
import type { Series } from './series.ts'

export interface PlotOptions {
  box: HTMLElement
  series: Series
  axis: Axis
  log: boolean
  /** Charts of a key show the same place under the cursor. */
  syncKey: string
  isLive: boolean
  onCursor: (at: number | null) => void
  onZoom: (from: number, to: number) => void
  onReset: () => void
}

const HEIGHT = 178
/** From here on a thinner line shows more. */
const MANY_POINTS = 400
const FONT = '11px "Inter Variable", sans-serif'

const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Ticks in minutes and hours for relative time. */
const RELATIVE_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800,
]

export function plot({ box, series, axis, log, syncKey, isLive, onCursor, onZoom, onReset }: PlotOptions): uPlot {
  const line = color('--c1')
  const grid = { stroke: color('--line'), width: 1 }
  const base = { stroke: color('--text-3'), font: FONT, grid, ticks: { show: false } }
  const chart = new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      padding: [10, 8, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        sync: { key: syncKey, setSeries: false },
        points: { size: 7, fill: line, stroke: color('--raised'), width: 2 },
        bind: {
          dblclick: () => () => {
            onReset()
            return null
          },
        },
      },
      scales: {
        x: {
          time: axis === 'time',
          range: (_, least, greatest) => (least === greatest ? [least - 1, greatest + 1] : [least, greatest]),
        },
        y: { distr: log ? 3 : 1 },
      },
      axes: [
        {
          ...base,
          size: 24,
          gap: 4,
          space: 56,
          ...(axis === 'relative' && {
            incrs: RELATIVE_STEPS,
            values: (_: uPlot, ticks: number[]) => ticks.map((s) => (s === 0 ? '0' : formatDuration(s * 1000))),
          }),
          ...(axis === 'time' && {
            values: (_: uPlot, ticks: number[], _axis: number, _space: number, step: number) =>
              ticks.map((s) => formatTick(s * 1000, step)),
          }),
          ...(axis === 'step' && {
            incrs: wholeSteps(),
            values: (_: uPlot, ticks: number[]) => ticks.map(formatValue),
          }),
        },
        {
          ...base,
          size: 48,
          gap: 6,
          space: 28,
          values: (_: uPlot, ticks: (number | null)[]) => ticks.map((tick) => (tick === null ? '' : formatValue(tick))),
        },
      ],
      series: [
        {},
        {
          stroke: line,
          width: series.x.length > MANY_POINTS ? 1 : 1.5,
          spanGaps: false,
          points: { size: 5, fill: line, stroke: line },
        },
      ],
      hooks: {
        setCursor: [(u) => onCursor(u.cursor.left !== undefined && u.cursor.left >= 0 ? (u.cursor.idx ?? null) : null)],
        setSelect: [
          (u) => {
            const { left, width } = u.select
            if (width > 3) onZoom(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'))
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
        draw: [(u) => drawOdd(u, series, isLive)],
      },
    },
    [series.x, series.y],
    box,
  )
  return chart
}

function wholeSteps(): number[] {
  const steps: number[] = []
  for (let power = 1; power <= 1e15; power *= 10) steps.push(power, 2 * power, 5 * power)
  return steps
}

/** NaN as crosses at the foot, infinities as arrows at the edge: seen, though nothing can be drawn there. */
function drawOdd(u: uPlot, { odd, x, y }: Series, isLive: boolean): void {
  const { ctx, bbox } = u
  const scale = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = color('--warn')
  ctx.fillStyle = color('--warn')
  ctx.lineWidth = 1.5 * scale
  const r = 3 * scale
  for (const { x: at, kind } of odd) {
    const left = u.valToPos(at, 'x', true)
    if (left < bbox.left - r || left > bbox.left + bbox.width + r) continue
    const top = kind === 'high' ? bbox.top + r : bbox.top + bbox.height - r
    ctx.beginPath()
    if (kind === 'nan') {
      ctx.moveTo(left - r, top - r)
      ctx.lineTo(left + r, top + r)
      ctx.moveTo(left + r, top - r)
      ctx.lineTo(left - r, top + r)
      ctx.stroke()
    } else {
      const tip = kind === 'high' ? -r : r
      ctx.moveTo(left, top + tip)
      ctx.lineTo(left - r, top - tip)
      ctx.lineTo(left + r, top - tip)
      ctx.fill()
    }
  }
  const last = y.findLastIndex((value) => value !== null)
  if (isLive && last >= 0) {
    ctx.fillStyle = color('--c1')
    ctx.beginPath()
    ctx.arc(u.valToPos(x[last]!, 'x', true), u.valToPos(y[last]!, 'y', true), 3.5 * scale, 0, 2 * Math.PI)
    ctx.fill()
  }
  ctx.restore()
}
