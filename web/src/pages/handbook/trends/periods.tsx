/** Which years each growth figure is about, as a picture. */
import * as Plot from '@observablehq/plot'
import { useMemo } from 'react'
import type { Figure } from '../asks.ts'
import { Plotted } from '../lines/plotted.tsx'
import { periodOf } from './period.ts'

const ROW = 44

export function Periods({ figures }: { figures: Figure[] }) {
  const rows = useMemo(
    () =>
      figures
        .map(({ id, value, label, ref, period }) => ({ id, value, label, ref, ...periodOf(period)! }))
        .sort((a, b) => a.from - b.from),
    [figures],
  )
  const draw = useMemo(
    () => (width: number) =>
      Plot.plot({
        width,
        height: rows.length * ROW + 32,
        marginLeft: 0,
        marginRight: 0,
        marginTop: 4,
        marginBottom: 24,
        x: {
          domain: [Math.min(...rows.map(({ from }) => from)) - 0.2, Math.max(...rows.map(({ to }) => to)) + 0.2],
          tickFormat: 'd',
          ticks: width < 500 ? 4 : 8,
          label: null,
        },
        y: { type: 'band', domain: rows.map(({ id }) => id), axis: null, padding: 0 },
        marks: [
          Plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
          Plot.ruleY(rows, { x1: 'from', x2: 'to', y: 'id', stroke: 'var(--accent)', strokeWidth: 2, dy: 8 }),
          Plot.dot(rows, { x: 'from', y: 'id', r: 3.5, fill: 'var(--accent)', dy: 8 }),
          Plot.dot(rows, { x: 'to', y: 'id', r: 3.5, fill: 'var(--accent)', dy: 8 }),
          Plot.text(rows, {
            ...(width < 600 ? { frameAnchor: 'left' as const } : { x: 'from' as const }),
            y: 'id',
            text: ({ value, ref }: (typeof rows)[number]) => `${value}   ${ref}`,
            textAnchor: 'start',
            dy: -8,
            fill: 'var(--text)',
            href: ({ id }: (typeof rows)[number]) => `/handbook/figures/${id}`,
          }),
        ],
      }),
    [rows],
  )
  return (
    <Plotted
      draw={draw}
      label={`Years that ${rows.length} growth figures are about: ${rows.map(({ value, from, to }) => `${value}, ${from} to ${to}`).join('; ')}`}
    />
  )
}
