/** What every line has at the cursor, greatest first. */
import { nearest } from '../../../../src/lib/curve.ts'
import { middleCut } from '../../format/names.ts'
import { formatValue } from '../../format/numbers.ts'
import { type Axis, placeName } from './axis.ts'
import type { Drawing, Line } from './line.ts'
import { LineMark } from './mark.tsx'

interface ReadoutOf {
  drawing: Drawing
  axis: Axis
  at: number
  /** What else is known of a line there. */
  extra?: (line: Line, i: number) => string | undefined
}

/** More would cover the chart. */
const MOST = 12

export function Readout({ drawing: { lines, x }, axis, at, extra }: ReadoutOf) {
  const found = lines
    .flatMap((line) => {
      const i = nearest(line.x, at)
      const value = i < 0 || line.x[i]! < x[0] || line.x[i]! > x[1] ? null : line.y[i]
      return value == null ? [] : [{ line, value, i }]
    })
    .sort((a, b) => b.value - a.value)
  if (!found.length) return null
  const isRight = at > (x[0] + x[1]) / 2
  return (
    <div className={`readout${isRight ? ' left' : ''}`}>
      <b>{placeName(axis, at)}</b>
      {found.slice(0, MOST).map(({ line, value, i }) => (
        <div key={line.id}>
          <LineMark style={line.style} />
          <span>{middleCut(line.label, 26)}</span>
          <span className="num">
            {formatValue(value)}
            {extra?.(line, i) && <small className="low"> {extra(line, i)}</small>}
          </span>
        </div>
      ))}
      {found.length > MOST && <small className="low">and {found.length - MOST} more below</small>}
    </div>
  )
}
