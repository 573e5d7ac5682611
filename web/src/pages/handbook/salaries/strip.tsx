/** Every figure of pay as the document has it: a bar for a range, a dot for an amount, an arrow for an open end. */
import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { Figure } from '../asks.ts'
import { Plotted } from '../lines/plotted.tsx'
import { groupOf, heightOf, isNarrow, rowHeight } from './rows.ts'

interface Row {
  id: string
  label: string
  value: string
  ref: string
  from: number
  to: number
  /** An end that the document leaves open. */
  isOpenLow: boolean
  isOpenHigh: boolean
}

const toRow = ({ id, label, value, ref, shape, low, high, amount, open_top }: Figure): Row => {
  const from = low ?? amount ?? high!
  const to = high ?? amount ?? low!
  return {
    id,
    label,
    value,
    ref,
    from,
    to,
    isOpenLow: shape === 'up-to',
    isOpenHigh: shape === 'from' || open_top === true,
  }
}

/** What an arrow stands for has no length; it is drawn so long. */
const ARROW_PX = 18
const VALUE_PX = 232

export function Strip({ figures }: { figures: Figure[] }) {
  const draw = useMemo(() => (width: number) => picture(figures, width), [figures])
  return (
    <Plotted
      draw={draw}
      label={`${figures.length} figures of pay, in US dollars a year. The same as a table: "Show as table".`}
    />
  )
}

function picture(figures: Figure[], width: number): Element {
  const narrow = isNarrow(width)
  const rows = figures.map(toRow)
  const groups = Map.groupBy(figures, groupOf)
  const lines = [...groups].flatMap(([group, members]) => [group, ...members.map(({ id }) => id)])
  const marginLeft = narrow ? 0 : Math.min(290, width * 0.34)
  const marginRight = narrow ? 8 : VALUE_PX
  const greatest = Math.max(...rows.map(({ to }) => to))
  const perPx = greatest / Math.max(1, width - marginLeft - marginRight - 2 * ARROW_PX)
  const right = greatest + 2 * ARROW_PX * perPx
  const at = { y: 'id' } as const
  const barDy = narrow ? 18 : 0
  const arrows = rows.flatMap((row) => [
    ...(row.isOpenLow
      ? [{ ...row, x1: row.to - ARROW_PX * perPx, x2: row.to, end: row.to - ARROW_PX * perPx, sign: '◂' }]
      : []),
    ...(row.isOpenHigh
      ? [{ ...row, x1: row.to, x2: row.to + ARROW_PX * perPx, end: row.to + ARROW_PX * perPx, sign: '▸' }]
      : []),
  ])
  const href = ({ id }: Row): string => `/handbook/figures/${id}`
  const size = rowHeight(width)
  return Plot.plot({
    width,
    height: heightOf(figures, width),
    marginLeft,
    marginRight,
    marginTop: 26,
    marginBottom: 4,
    x: { domain: [0, right], axis: null },
    y: { type: 'band', domain: lines, axis: null, padding: 0, round: false },
    marks: [
      Plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: narrow ? 4 : 6 }),
      Plot.axisX({
        anchor: 'top',
        label: null,
        ticks: narrow ? 4 : 6,
        tickSize: 0,
        tickFormat: (n: number) => (n === 0 ? '$0' : `$${n / 1_000}k`),
      }),
      Plot.text([...groups.keys()], {
        y: (group: string) => group,
        text: (group: string) => group,
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: -marginLeft,
        dy: Math.min(8, size / 4),
        fill: 'var(--text-2)',
        fontWeight: 600,
      }),
      Plot.ruleY(rows, { ...at, x1: 'from', x2: 'to', stroke: 'var(--accent-line)', strokeWidth: 7, dy: barDy }),
      Plot.ruleY(arrows, { ...at, x1: 'x1', x2: 'x2', stroke: 'var(--accent)', strokeWidth: 1.5, dy: barDy }),
      Plot.text(arrows, { ...at, x: 'end', text: 'sign', fill: 'var(--accent)', dy: barDy, fontSize: 11 }),
      Plot.dot(rows, {
        ...at,
        x: 'from',
        r: 3.5,
        fill: 'var(--accent)',
        dy: barDy,
        filter: ({ isOpenLow }: Row) => !isOpenLow,
      }),
      Plot.dot(rows, { ...at, x: 'to', r: 3.5, fill: 'var(--accent)', dy: barDy }),
      Plot.text(rows, {
        ...at,
        text: 'label',
        title: 'label',
        href,
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: -marginLeft,
        dy: narrow ? -16 : 0,
        lineWidth: narrow ? width / 12 : marginLeft / 12.5,
        textOverflow: 'ellipsis',
        fill: 'var(--text)',
      }),
      Plot.text(rows, {
        ...at,
        text: 'value',
        frameAnchor: narrow ? 'left' : 'right',
        textAnchor: 'start',
        dx: narrow ? 0 : 12,
        dy: narrow ? 1 : 0,
        fill: 'var(--text)',
        fontWeight: 550,
        fontVariant: 'tabular-nums',
      }),
      Plot.text(rows, {
        ...at,
        text: 'ref',
        frameAnchor: 'right',
        textAnchor: 'end',
        dx: narrow ? 0 : marginRight,
        dy: narrow ? 1 : 0,
        fill: 'var(--text-3)',
        fontFamily: 'var(--mono)',
      }),
    ],
  })
}
