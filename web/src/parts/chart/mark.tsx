/** A line's look beside its name: colour, dash and shape, as in the chart. */
import { shape } from './draw.ts'
import type { LineStyle } from './line.ts'

export function LineMark({ style: { color, dash, marker } }: { style: LineStyle }) {
  const path: string[] = []
  shape(
    {
      moveTo: (x, y) => path.push(`M${x.toFixed(2)} ${y.toFixed(2)}`),
      lineTo: (x, y) => path.push(`L${x.toFixed(2)} ${y.toFixed(2)}`),
    },
    marker,
    11,
    6,
    4,
  )
  return (
    <svg className="line-mark" width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
      <path d="M0 6H22" stroke={`var(${color})`} strokeWidth="1.5" strokeDasharray={dash.join(' ')} />
      <path d={`${path.join('')}Z`} fill={`var(${color})`} />
    </svg>
  )
}
