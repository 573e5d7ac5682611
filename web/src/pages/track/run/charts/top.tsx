/** The head of a chart: metric, unit, and the value at the cursor or at the end. */
import { middleCut } from '../../../../format/names.ts'
import { formatCount, formatDuration, formatValue, numberOf } from '../../../../format/numbers.ts'
import { formatAbsolute } from '../../../../format/times.ts'
import { unitOf } from '../../../../format/units.ts'
import type { Axis } from '../../../../parts/chart/axis.ts'
import type { Points } from '../../../../parts/chart/series.ts'

interface TopOf {
  metric: string
  log?: boolean
  points?: Points
  /** Where the cursor is; the end without one. */
  at?: number | undefined
  /** What the smoothed line has there. */
  smoothed?: number | null | undefined
  axis?: Axis
  origin?: number
}

export function Top({ metric, log, points, at, smoothed, axis, origin = 0 }: TopOf) {
  const i = at ?? (points ? points.values.length - 1 : -1)
  const value = points?.values[i]
  const time = points && i >= 0 ? Number(points.timestamps[i]) : 0
  const unit = unitOf(metric)
  return (
    <header>
      <h3 title={metric}>
        {middleCut(metric, 36)}
        {unit && <span className="low">, {unit}</span>}
        {log && <span className="low"> (log)</span>}
      </h3>
      {value !== undefined && (
        <span className="num chart-value" title={`${numberOf(value)} at ${formatAbsolute(time)}`}>
          <b className={Number.isFinite(numberOf(value)) ? '' : 'nan'}>{formatValue(value)}</b>{' '}
          <span className="low">
            {smoothed != null && `${formatValue(smoothed)} smoothed · `}
            {axis === 'relative' ? formatDuration(time - origin) : `step ${formatCount(points!.steps[i]!)}`}
          </span>
        </span>
      )}
    </header>
  )
}
