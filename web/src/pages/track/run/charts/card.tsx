/** One metric: its name, its value at the cursor or at the end, its curve, and what the curve does not show. */
import { memo, useMemo, useRef, useState } from 'react'
import { middleCut } from '../../../../format/names.ts'
import { formatCount, formatDuration, formatValue, numberOf } from '../../../../format/numbers.ts'
import { formatAbsolute } from '../../../../format/times.ts'
import { Bone } from '../../../../parts/bone.tsx'
import type { Axis } from '../../routes.ts'
import { ChartCanvas } from './canvas.tsx'
import { useNear } from './near.ts'
import { PointsTable } from './points-table.tsx'
import { type Series, stepsBetween, toSeries } from './series.ts'
import { type Points, type Range, usePoints } from './use-points.ts'

export interface ChartOf {
  run: string
  metric: string
  axis: Axis
  range: Range
  log: boolean
  asTable: boolean
  /** When the run started, in milliseconds. */
  origin: number
  isLive: boolean
  onZoom: (range: Range) => void
  onLog: (metric: string) => void
  onTable: (metric: string) => void
}

const ALL: Range = { from: undefined, to: undefined }

export const ChartCard = memo(function ChartCard(chart: ChartOf) {
  const { metric, log, asTable, onLog, onTable } = chart
  const card = useRef<HTMLElement>(null)
  const isNear = useNear(card)
  return (
    <section ref={card} className="panel chart" aria-label={metric}>
      {isNear ? (
        <Body chart={chart} />
      ) : (
        <header>
          <h3 title={metric}>{middleCut(metric, 40)}</h3>
        </header>
      )}
      <div className="chart-tools">
        <button type="button" className="button small bare" aria-pressed={log} onClick={() => onLog(metric)}>
          log<span className="seen-by-readers"> axis of {metric}</span>
        </button>
        <button type="button" className="button small bare" aria-pressed={asTable} onClick={() => onTable(metric)}>
          table<span className="seen-by-readers"> of {metric}</span>
        </button>
      </div>
    </section>
  )
})

function Body({ chart }: { chart: ChartOf }) {
  const { run, metric, axis, range, log, asTable, origin, isLive, onZoom } = chart
  const { data: points, error, refetch } = usePoints(run, metric, range)
  const [cursor, setCursor] = useState<number | null>(null)
  const series = useMemo(() => points && toSeries(points, axis, log, origin), [points, axis, log, origin])
  if (error && !points)
    return (
      <>
        <Top metric={metric} />
        <p className="plot chart-says">
          This chart could not be loaded: {(error as Error).message}{' '}
          <button type="button" className="button small" onClick={() => void refetch()}>
            Try again
          </button>
        </p>
      </>
    )
  if (!points || !series)
    return (
      <>
        <Top metric={metric} />
        <div className="plot">
          <Bone width="calc(100% - 8px)" height={150} />
        </div>
      </>
    )
  const drawable = series.y.some((value) => value !== null)
  const at = cursor !== null && cursor < series.order.length ? series.order[cursor]! : undefined
  return (
    <>
      <Top metric={metric} log={log} points={points} at={at} axis={axis} origin={origin} />
      {asTable ? (
        <PointsTable metric={metric} points={points} />
      ) : points.total === 1 ? (
        <p className="plot chart-says">
          <b>{formatValue(points.values[0]!)}</b> one point, at step {formatCount(points.steps[0]!)}
        </p>
      ) : drawable ? (
        <ChartCanvas
          label={summary(metric, points, series)}
          series={series}
          axis={axis}
          log={log}
          syncKey={`${run} ${axis}`}
          isLive={isLive && !range.to}
          onCursor={setCursor}
          onZoom={(from, to) => {
            const steps = stepsBetween(series, points, from, to)
            if (steps) onZoom({ from: steps[0], to: steps[1] })
          }}
          onReset={() => onZoom(ALL)}
        />
      ) : (
        <p className="plot chart-says" onDoubleClick={() => onZoom(ALL)}>
          {whyEmpty(points, series, log)}
        </p>
      )}
      <p
        className="chart-note"
        title="Of each stretch the least and the greatest value are drawn, so no spike is lost."
      >
        {notes(points, series)}
      </p>
    </>
  )
}

interface TopOf {
  metric: string
  log?: boolean
  points?: Points
  /** Where the cursor is; the end without one. */
  at?: number | undefined
  axis?: Axis
  origin?: number
}

function Top({ metric, log, points, at, axis, origin = 0 }: TopOf) {
  const i = at ?? (points ? points.values.length - 1 : -1)
  const value = points?.values[i]
  const time = points && i >= 0 ? Number(points.timestamps[i]) : 0
  return (
    <header>
      <h3 title={metric}>
        {middleCut(metric, 36)}
        {log && <span className="low"> (log)</span>}
      </h3>
      {value !== undefined && (
        <span className="num chart-value" title={`${numberOf(value)} at ${formatAbsolute(time)}`}>
          <b className={Number.isFinite(numberOf(value)) ? '' : 'nan'}>{formatValue(value)}</b>{' '}
          <span className="low">
            {axis === 'relative' ? formatDuration(time - origin) : `step ${formatCount(points!.steps[i]!)}`}
          </span>
        </span>
      )}
    </header>
  )
}

/** What a reader of the screen hears instead of the curve. */
function summary(metric: string, { values, total }: Points, { least, greatest }: Series): string {
  return `${metric}: ${formatCount(total)} points between ${formatValue(least)} and ${formatValue(greatest)}, the last ${formatValue(values.at(-1)!)}. Arrow keys move the cursor, plus zooms in, 0 shows all.`
}

function whyEmpty({ total }: Points, { odd, below }: Series, log: boolean): string {
  if (!total) return 'It has no points between these steps.'
  if (log && below) return 'No value is above zero, so a logarithmic axis has no place for them.'
  return odd.every(({ kind }) => kind === 'nan')
    ? `All ${formatCount(total)} values are NaN: there is nothing to draw.`
    : 'No value is a finite number: there is nothing to draw.'
}

function notes(points: Points, { odd, below }: Series): string {
  const shown = points.values.length
  const count = (kind: string): number => odd.filter((each) => each.kind === kind).length
  const infinite = odd.length - count('nan')
  return [
    ...(shown < points.total ? [`${formatCount(shown)} of ${formatCount(points.total)} points, extremes kept`] : []),
    ...(count('nan') ? [`${formatCount(count('nan'))} NaN ✕`] : []),
    ...(infinite ? [`${formatCount(infinite)} infinite ▲`] : []),
    ...(below ? [`${formatCount(below)} at or below zero not drawn`] : []),
  ].join(' · ')
}
