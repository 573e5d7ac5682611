/** Lines as a table: a row for each place on the axis, a column for each line. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { middleCut } from '../../format/names.ts'
import { formatValue } from '../../format/numbers.ts'
import { type Axis, placeName } from './axis.ts'
import type { Line } from './line.ts'

const ROW = 24

interface TableOf {
  label: string
  lines: readonly Line[]
  axis: Axis
  height: number
}

export function LinesTable({ label, lines, axis, height }: TableOf) {
  const box = useRef<HTMLElement>(null)
  const places = useMemo(() => [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b), [lines])
  const heights = useMemo(() => lines.map((line) => new Map(line.x.map((at, i) => [at, line.y[i]]))), [lines])
  const rows = useVirtualizer({
    count: places.length,
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
      <section ref={box} tabIndex={0} aria-label={label}>
        <table className="table dense" aria-rowcount={places.length + 1}>
          <thead>
            <tr>
              <th>{axis === 'step' ? 'Step' : axis === 'time' ? 'Time' : 'Since start'}</th>
              {lines.map((line) => (
                <th key={line.id} className="n" title={line.label}>
                  {middleCut(line.label, 18)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr style={{ height: above }} />}
            {items.map(({ index }) => (
              <tr key={index} style={{ height: ROW }}>
                <td className="num">{placeName(axis, places[index]!).replace(/^step /, '')}</td>
                {lines.map((line, l) => {
                  const value = heights[l]!.get(places[index]!)
                  return (
                    <td key={line.id} className="n">
                      {value == null ? '' : formatValue(value)}
                    </td>
                  )
                })}
              </tr>
            ))}
            {below > 0 && <tr style={{ height: below }} />}
          </tbody>
        </table>
      </section>
    </div>
  )
}
