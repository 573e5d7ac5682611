/** A chart's points as a table, and as CSV for elsewhere. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { formatValue, numberOf } from '../../../../format/numbers.ts'
import type { Points } from '../../../../parts/chart/series.ts'

const ROW = 24

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

export const pointsCsv = ({ steps, timestamps, values }: Points): string =>
  ['step,timestamp,value', ...steps.map((step, i) => `${step},${timestamps[i]},${values[i]}`), ''].join('\n')

interface TableOf {
  metric: string
  points: Points
  height: number
}

export function PointsTable({ metric, points, height }: TableOf) {
  const box = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: points.steps.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div className="plot points" style={{ height }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section ref={box} tabIndex={0} aria-label={`Points of ${metric}`}>
        <table className="table dense" aria-rowcount={points.steps.length + 1}>
          <thead>
            <tr>
              <th className="n">Step</th>
              <th className="n">Time</th>
              <th className="n">Value</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr style={{ height: above }} />}
            {items.map(({ index }) => (
              <tr key={index} style={{ height: ROW }}>
                <td className="n">{String(points.steps[index])}</td>
                <td className="n">{clock.format(Number(points.timestamps[index]))}</td>
                <td className="n" title={String(numberOf(points.values[index]!))}>
                  {formatValue(points.values[index]!)}
                </td>
              </tr>
            ))}
            {below > 0 && <tr style={{ height: below }} />}
          </tbody>
        </table>
      </section>
    </div>
  )
}
