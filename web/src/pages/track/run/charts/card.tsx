/** One metric: its name, its value at the cursor or at the end, its curve, and what the curve does not show. */
import { Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react'
import { nearest, smooth } from '../../../../../../src/lib/curve.ts'
import { formatCount, formatValue } from '../../../../format/numbers.ts'
import { titleOf } from '../../../../format/units.ts'
import { Bone } from '../../../../parts/bone.tsx'
import { type Axis, axisTitle } from '../../../../parts/chart/axis.ts'
import { ChartCanvas } from '../../../../parts/chart/canvas.tsx'
import { limitsOf } from '../../../../parts/chart/limits.ts'
import { type Drawing, type Line, type Note, styleOf } from '../../../../parts/chart/line.ts'
import { useNear } from '../../../../parts/chart/near.ts'
import type { Picture } from '../../../../parts/chart/picture.ts'
import type { Plot } from '../../../../parts/chart/plot.ts'
import { ChartMenu, toCsv } from '../../../../parts/chart/save.tsx'
import {
  ALL,
  endsOf,
  type Points,
  type Range,
  type Series,
  stepsBetween,
  toSeries,
} from '../../../../parts/chart/series.ts'
import { Toggle } from '../../../../parts/chart/toggle.tsx'
import { CopyButton } from '../../../../parts/copy.tsx'
import { csvUrl } from '../../csv.ts'
import { PointsTable, pointsCsv } from './points-table.tsx'
import { Top } from './top.tsx'
import { knownPoints, usePoints } from './use-points.ts'
import { notes, summary, whyEmpty } from './words.ts'

/** Something to know about a step of the run. */
export interface StepNote {
  step: bigint | number
  label: string
}

export interface ChartOf {
  run: string
  runName: string
  metric: string
  axis: Axis
  range: Range
  log: boolean
  clip: boolean
  /** In [0, 1); 0 draws what was logged. */
  smoothing: number
  asTable: boolean
  isLarge: boolean
  /** It stands on the first screen. */
  isFirst: boolean
  notes: readonly StepNote[]
  /** When the run started, in milliseconds. */
  origin: number
  isLive: boolean
  onZoom: (range: Range) => void
  onToggle: (what: 'log' | 'table' | 'big', metric: string) => void
}

const HEIGHT = 196
const LARGE_HEIGHT = 420

export const ChartCard = memo(function ChartCard(chart: ChartOf) {
  const card = useRef<HTMLElement>(null)
  const isNear = useNear(card, chart.isFirst)
  return (
    <section ref={card} className={`panel chart${chart.isLarge ? ' large' : ''}`} aria-label={chart.metric}>
      {isNear ? <Body chart={chart} /> : <Top metric={chart.metric} />}
    </section>
  )
})

function Body({ chart }: { chart: ChartOf }) {
  const { run, runName, metric, axis, range, log, clip, asTable, isLarge, origin, isLive, onZoom, onToggle } = chart
  const { data: points, error, refetch, isPlaceholderData } = usePoints(run, metric, range)
  const client = useQueryClient()
  const plot = useRef<Plot>(undefined)
  const [cursor, setCursor] = useState<number | null>(null)
  const smoothing = useDeferredValue(chart.smoothing)
  const series = useMemo(() => points && toSeries(points, axis, log, origin), [points, axis, log, origin])
  const drawn = useMemo(() => {
    if (!points || !series) return undefined
    const line = lineOf(runName, series, smoothing, isLive && !range.to)
    const limits = limitsOf({ lines: [line], range: endsOf(series, points, axis, range), log, clip })
    const drawing: Drawing | undefined = limits && {
      lines: [line],
      bands: [],
      notes: chart.notes.flatMap((note) => toNote(note, points, series, axis)),
      x: limits.x,
      y: limits.y,
      hasLabels: false,
    }
    return { limits, line, drawing }
  }, [points, series, runName, smoothing, isLive, axis, range, log, clip, chart.notes])
  const height = isLarge ? LARGE_HEIGHT : HEIGHT
  if (error && !points)
    return (
      <>
        <Top metric={metric} />
        <p className="plot chart-says" style={{ height }}>
          This chart could not be loaded: {(error as Error).message}{' '}
          <button type="button" className="button small" onClick={() => void refetch()}>
            Try again
          </button>
        </p>
      </>
    )
  if (!points || !series || !drawn)
    return (
      <>
        <Top metric={metric} />
        <div className="plot" style={{ height }}>
          <Bone width="calc(100% - 8px)" height={height - 30} />
        </div>
      </>
    )
  const { drawing, limits, line } = drawn
  const { note, more } = notes({ points, series, limits, smoothing })
  const nearestPoint = cursor === null ? -1 : nearest(series.x, cursor)
  const zoom = (from: number, to: number): void => {
    const steps = stepsBetween(series, points, axis, from, to)
    if (steps) onZoom(withinKnown(steps, knownPoints(client, run, metric)))
  }
  const picture = (): Picture | undefined =>
    drawing &&
    plot.current && {
      title: `${titleOf(metric, log)} · ${runName}`,
      axisTitle: axisTitle(axis),
      note,
      url: location.href,
      log,
      drawing,
      plot: plot.current,
    }
  return (
    <>
      <Top
        metric={metric}
        log={log}
        points={points}
        at={nearestPoint < 0 ? undefined : series.order[nearestPoint]}
        smoothed={line.raw && line.y[nearestPoint < 0 ? line.y.length - 1 : nearestPoint]}
        axis={axis}
        origin={origin}
      />
      {asTable ? (
        <PointsTable metric={metric} points={points} height={height} />
      ) : points.total === 1 ? (
        <p className="plot chart-says" style={{ height }}>
          <b>{formatValue(points.values[0]!)}</b> one point, at step {formatCount(points.steps[0]!)}
        </p>
      ) : drawing ? (
        <ChartCanvas
          plot={plot}
          label={summary(metric, points, series)}
          drawing={drawing}
          height={height}
          axis={axis}
          log={log}
          syncKey={`${run} ${axis}`}
          onCursor={setCursor}
          onZoom={zoom}
          onReset={() => onZoom(ALL)}
        />
      ) : (
        <p className="plot chart-says" style={{ height }} onDoubleClick={() => onZoom(ALL)}>
          {whyEmpty(points, series, log)}
        </p>
      )}
      <footer aria-busy={isPlaceholderData || undefined}>
        <p className="chart-note" title={more}>
          {note}
        </p>
        {asTable && <CopyButton text={pointsCsv(points)} label="Copy CSV" className="button small bare" />}
        <Toggle isOn={log} onClick={() => onToggle('log', metric)} label={`log axis of ${metric}`}>
          log
        </Toggle>
        <Toggle isOn={isLarge} onClick={() => onToggle('big', metric)} label={`larger chart of ${metric}`}>
          ⤢
        </Toggle>
        <ChartMenu
          name={metric}
          isDrawn={drawing !== undefined && !asTable}
          picture={picture}
          csv={() => toCsv([line], axis)}
          all={[{ label: 'Save every point as CSV', href: csvUrl(run, metric) }]}
        >
          <Menu.Item onClick={() => onToggle('table', metric)}>
            {asTable ? 'Show as a curve' : 'Show as a table'}
          </Menu.Item>
        </ChartMenu>
      </footer>
    </>
  )
}

function lineOf(label: string, { x, y, odd }: Series, smoothing: number, isLive: boolean): Line {
  const smoothed = smoothing > 0 ? smooth(x, y, smoothing) : undefined
  return { id: 'run', label, style: styleOf(0), x, y: smoothed ?? y, raw: smoothed && y, odd, isLive }
}

/** A step as a place on the axis; on an axis of time, where the point of that step or the next one lies. */
function toNote({ step, label }: StepNote, points: Points, series: Series, axis: Axis): Note[] {
  if (axis === 'step') return [{ x: Number(step), label }]
  const at = series.order.findIndex((i) => points.steps[i]! >= step)
  return at < 0 ? [] : [{ x: series.x[at]!, label }]
}

/** Zooming out ends at what there is: with all of it in sight, nothing is zoomed. */
function withinKnown({ from, to }: Range, known: Points | undefined): Range {
  const [first, last] = [known?.steps[0], known?.steps.at(-1)]
  if (first === undefined || last === undefined || from === undefined || to === undefined) return { from, to }
  const start = BigInt(from) <= BigInt(first) ? undefined : from
  const end = BigInt(to) >= BigInt(last) ? undefined : to
  return { from: start ?? (end && String(first)), to: end ?? (start && String(last)) }
}
