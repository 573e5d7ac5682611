/** Pictures of params and metrics with Observable Plot; comes on demand. */
import * as Plot from '@observablehq/plot'
import { middleCut } from '../../../format/names.ts'
import { formatValue } from '../../../format/numbers.ts'
import { titleOf } from '../../../format/units.ts'
import { shape } from '../../../parts/chart/draw.ts'
import type { Marker } from '../../../parts/chart/line.ts'
import { isNumeric, type Point } from './relations.tsx'
import { type Party, standingOf } from './subjects.ts'

const HEIGHT = 280
/** From this ratio on, sizes are told apart by their powers. */
const WIDE = 30
/** More words than these are no axis. */
const MOST_WORDS = 12
const STYLE = {
  background: 'transparent',
  color: 'var(--text-3)',
  fontFamily: 'var(--font)',
  fontSize: '11px',
  overflow: 'visible',
}

/** Our markers as symbols of the library, whose sizes are areas. */
const symbolOf = (marker: Marker) => ({
  draw(
    context: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; closePath(): void },
    size: number,
  ) {
    shape(context, marker, 0, 0, Math.sqrt(size / Math.PI) * 1.1)
    context.closePath()
  },
})

const inkOf = ({ style }: Party): string => `var(${style.color})`

interface Scale {
  isNumber: boolean
  isLog: boolean
}

function scaleOf(values: (number | string)[]): Scale {
  const isNumber = values.every((value) => isNumeric(String(value)))
  const numbers = isNumber ? values.map(Number) : []
  const isLog = isNumber && Math.min(...numbers) > 0 && Math.max(...numbers) / Math.min(...numbers) >= WIDE
  return { isNumber, isLog }
}

export function scatter(points: Point[], param: string, metric: string, width: number): Element {
  const { isNumber, isLog } = scaleOf(points.map((point) => point.x))
  const at = (point: Point): number | string => (isNumber ? Number(point.x) : String(point.x))
  return Plot.plot({
    width,
    height: HEIGHT,
    marginLeft: 54,
    marginBottom: 40,
    marginTop: 24,
    style: STYLE,
    x: {
      type: isLog ? 'log' : isNumber ? 'linear' : 'point',
      label: `${param}${isLog ? ' (log)' : ''}`,
      labelAnchor: 'center',
      labelArrow: false,
      grid: false,
      inset: 12,
      ...(isNumber && { ticks: 5, tickFormat: (value: number) => formatValue(value) }),
    },
    y: {
      label: titleOf(metric, false),
      labelArrow: false,
      grid: true,
      inset: 8,
      ticks: 5,
      tickFormat: (value: number) => formatValue(value),
    },
    marks: [
      Plot.ruleX(
        points.filter((point) => point.low !== undefined),
        { x: at, y1: 'low', y2: 'high', stroke: ({ party }: Point) => inkOf(party), strokeWidth: 1.5 },
      ),
      ...points.map((point) =>
        Plot.dot([point], {
          x: at,
          y: 'y',
          r: 5,
          symbol: symbolOf(point.party.style.marker),
          fill: inkOf(point.party),
          stroke: 'none',
        }),
      ),
      Plot.tip(
        points,
        Plot.pointer({
          x: at,
          y: 'y',
          title: wordsOf(param, metric),
          fill: 'var(--raised)',
          stroke: 'var(--line-strong)',
        }),
      ),
    ],
  })
}

const wordsOf =
  (param: string, metric: string) =>
  ({ party, x, y, low, high }: Point): string =>
    [
      party.label,
      `${param} ${x}`,
      `${metric} ${formatValue(y)}${low === undefined ? '' : `, ${formatValue(low)} to ${formatValue(high!)}`}`,
    ].join('\n')

interface Stop {
  axis: string
  party: Party
  /** From 0 at the foot to 1 at the top. */
  height: number
}

interface Tick {
  axis: string
  height: number
  text: string
}

/** Places of the values of one axis, and the words that stand beside it. */
function axisOf(axis: string, values: (string | undefined)[], parties: Party[]): { stops: Stop[]; ticks: Tick[] } {
  const known = values.filter((value) => value !== undefined)
  const { isNumber, isLog } = scaleOf(known)
  const words = [...new Set(known)].sort()
  const numbers = known.map((value) => (isLog ? Math.log(Number(value)) : Number(value)))
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const place = (value: string): number => {
    if (!isNumber) return words.length > 1 ? words.indexOf(value) / (words.length - 1) : 0.5
    const n = isLog ? Math.log(Number(value)) : Number(value)
    return high > low ? (n - low) / (high - low) : 0.5
  }
  const telling = isNumber ? [...known].sort((a, b) => Number(a) - Number(b)) : words
  const shown = isNumber ? [telling[0]!, telling.at(-1)!] : telling.slice(0, MOST_WORDS)
  const name = isLog ? `${axis} (log)` : axis
  return {
    stops: values.flatMap((value, i) =>
      value === undefined ? [] : [{ axis: name, party: parties[i]!, height: place(value) }],
    ),
    ticks: [...new Set(shown)].map((value) => ({
      axis: name,
      height: place(value),
      text: isNumber ? formatValue(Number(value)) : middleCut(value, 14),
    })),
  }
}

/** As many as fit beside each other. */
const MOST_AXES = 7

export function parallel(parties: Party[], params: string[], metric: string, width: number): Element {
  const many = Math.max(2, Math.min(MOST_AXES, Math.floor(width / 84)))
  const axes = [
    ...params.slice(0, many - 1).map((name) =>
      axisOf(
        name,
        parties.map(({ runs }) => runs[0]!.params[name]),
        parties,
      ),
    ),
    axisOf(
      metric,
      parties.map((party) => {
        const of = standingOf(party, metric)
        return of?.n ? String(of.mean) : undefined
      }),
      parties,
    ),
  ]
  const ticks = axes.flatMap((axis) => axis.ticks)
  const names = [...new Set(ticks.map(({ axis }) => axis))]
  return Plot.plot({
    width,
    height: HEIGHT,
    marginTop: 28,
    marginBottom: 14,
    marginLeft: 30,
    marginRight: 64,
    style: STYLE,
    x: {
      type: 'point',
      domain: names,
      axis: 'top',
      label: null,
      tickSize: 0,
      tickFormat: (name: string) => middleCut(name, 14),
    },
    y: { domain: [0, 1], axis: null },
    marks: [
      Plot.ruleX(names, { stroke: 'var(--line-strong)' }),
      ...parties.map((party) =>
        Plot.line(
          axes.flatMap(({ stops }) => stops.filter((stop) => stop.party === party)),
          {
            x: 'axis',
            y: 'height',
            stroke: inkOf(party),
            strokeDasharray: party.style.dash.join(' '),
            strokeWidth: 1.5,
            strokeOpacity: 0.85,
          },
        ),
      ),
      Plot.text(ticks, {
        x: 'axis',
        y: 'height',
        text: 'text',
        dx: 6,
        textAnchor: 'start',
        fill: 'var(--text-2)',
        stroke: 'var(--raised)',
        strokeWidth: 4,
      }),
    ],
  })
}
