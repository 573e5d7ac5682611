/** The frame of a chart: uPlot's axes, cursor and selection; the inside is drawn by draw.ts. */
import uPlot from 'uplot'
import { nearest } from '../../../../src/lib/curve.ts'
import { formatValue } from '../../format/numbers.ts'
import { type Axis, axisTitle, incrementsOf, tickNames } from './axis.ts'
import { draw, labelWidthOf } from './draw.ts'
import type { Drawing, Ends } from './line.ts'
import { FONT, onCanvas } from './surface.ts'

export interface PlotOptions {
  box: HTMLElement
  height: number
  drawing: Drawing
  axis: Axis
  log: boolean
  /** Charts of a key show the same place under the cursor. */
  syncKey: string
  /** Where the cursor is on the axis; `isHere` unless it is another chart's. */
  onCursor: (at: number | null, isHere: boolean) => void
  onZoom: (from: number, to: number) => void
  onReset: () => void
}

export interface Tick {
  at: number
  name: string
}

export interface Plot {
  readonly width: number
  show(drawing: Drawing): void
  resize(width: number): void
  /** Moves the cursor to a place on the axis. */
  point(at: number): void
  /** What stands at the axes now. */
  ticks(): { x: Tick[]; y: Tick[] }
  color(name: string): string
  destroy(): void
}

const AXIS_FONT = `11px ${FONT}`

const colors = () => {
  const style = getComputedStyle(document.documentElement)
  const known = new Map<string, string>()
  return (name: string): string => {
    const found = known.get(name) ?? style.getPropertyValue(name).trim()
    known.set(name, found)
    return found
  }
}

export function makePlot(options: PlotOptions): Plot {
  const { box, height, axis, log, syncKey, onCursor, onZoom, onReset } = options
  let drawing = options.drawing
  const color = colors()
  const ticks: { x: Tick[]; y: Tick[] } = { x: [], y: [] }
  const named = (side: 'x' | 'y', at: number[], names: string[]): string[] => {
    ticks[side] = at.flatMap((value, i) => (names[i] ? [{ at: value, name: names[i] }] : []))
    return names
  }
  const grid = { stroke: color('--line'), width: 1 }
  const base = { stroke: color('--text-3'), font: AXIS_FONT, grid, ticks: { show: false } }
  const increments = incrementsOf(axis)
  const mutable = ([from, to]: Ends): [number, number] => [from, to]

  const chart = new uPlot(
    {
      width: box.clientWidth,
      height,
      padding: [10, () => (drawing.hasLabels ? labelWidthOf(drawing) : 24), 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        // Others follow the cursor, not the selection: a zoom comes from one chart only.
        sync: {
          key: syncKey,
          setSeries: false,
          scales: ['x', null],
          filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
        },
        points: { show: false },
        bind: {
          dblclick: () => () => {
            onReset()
            return null
          },
        },
      },
      scales: {
        x: { time: axis === 'time', range: () => mutable(drawing.x) },
        y: { distr: log ? 3 : 1, range: () => mutable(drawing.y) },
      },
      axes: [
        {
          ...base,
          size: 22,
          gap: 4,
          space: 60,
          label: axisTitle(axis),
          labelSize: 16,
          labelGap: 0,
          labelFont: AXIS_FONT,
          ...(increments && { incrs: increments }),
          values: (_: uPlot, at: number[], _axis: number, _space: number, apart: number) =>
            named('x', at, tickNames(axis, at, apart)),
        },
        {
          ...base,
          size: (_: uPlot, names: string[] | null) =>
            Math.max(44, ...(names ?? []).map((name) => 14 + name.length * 6.4)),
          gap: 6,
          space: 28,
          values: (_: uPlot, at: (number | null)[]) => {
            const names = at.map((value) => (value === null ? '' : formatValue(value)))
            return named('y', at as number[], names)
          },
        },
      ],
      series: [{}, { show: true, points: { show: false } }],
      hooks: {
        setCursor: [(u) => tell(u)],
        setSelect: [
          (u) => {
            const { left, width } = u.select
            if (width > 3) onZoom(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'))
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
        draw: [(u) => inside(u)],
      },
    },
    dataOf(drawing),
    box,
  )

  function inside(u: uPlot): void {
    const { ctx, bbox } = u
    const dense = devicePixelRatio
    ctx.save()
    ctx.translate(bbox.left, bbox.top)
    ctx.scale(dense, dense)
    draw(onCanvas(ctx), drawing, {
      width: bbox.width / dense,
      height: bbox.height / dense,
      toX: (x) => u.valToPos(x, 'x'),
      toY: (y) => u.valToPos(y, 'y'),
      color,
    })
    ctx.restore()
  }

  const dots: HTMLElement[] = []
  function tell(u: uPlot): void {
    const { left = -1 } = u.cursor
    const at = left >= 0 ? u.posToVal(left, 'x') : null
    moveDots(u, at)
    onCursor(at, u.over.matches(':hover') || box.contains(document.activeElement))
  }
  /** A dot on each line, at its point nearest to the cursor. */
  function moveDots(u: uPlot, at: number | null): void {
    for (const [n, { x, y, style }] of drawing.lines.entries()) {
      const i = at === null ? -1 : nearest(x, at)
      const value = i < 0 ? null : y[i]
      let dot = dots[n]
      if (!dot) {
        dot = document.createElement('i')
        dot.className = 'chart-dot'
        u.over.append(dot)
        dots[n] = dot
      }
      dot.hidden =
        value == null || value < drawing.y[0] || value > drawing.y[1] || x[i]! < drawing.x[0] || x[i]! > drawing.x[1]
      if (dot.hidden) continue
      dot.style.background = `var(${style.color})`
      dot.style.translate = `${u.valToPos(x[i]!, 'x')}px ${u.valToPos(value!, 'y')}px`
    }
    for (const dot of dots.slice(drawing.lines.length)) dot.hidden = true
  }

  return {
    get width() {
      return chart.width
    },
    show(next) {
      drawing = next
      chart.setData(dataOf(next))
      if (chart.cursor.left !== undefined && chart.cursor.left >= 0) tell(chart)
    },
    resize: (width) => chart.setSize({ width, height }),
    point: (at) => chart.setCursor({ left: chart.valToPos(at, 'x'), top: 10 }),
    ticks: () => ticks,
    color,
    destroy: () => chart.destroy(),
  }
}

/** The library needs a series for its scales; what is drawn it does not see. */
const dataOf = ({ x }: Drawing): uPlot.AlignedData => [
  [x[0], x[1]],
  [null, null],
]
