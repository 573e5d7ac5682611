/** One metric of all compared runs in one chart. */
import { Menu } from '@mantine/core'
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { counted, formatCount } from '../../../format/numbers.ts'
import { titleOf } from '../../../format/units.ts'
import { Bone } from '../../../parts/bone.tsx'
import { type Axis, axisTitle } from '../../../parts/chart/axis.ts'
import { ChartCanvas } from '../../../parts/chart/canvas.tsx'
import { type Limits, limitsOf } from '../../../parts/chart/limits.ts'
import type { Drawing, Ends } from '../../../parts/chart/line.ts'
import { LinesTable } from '../../../parts/chart/lines-table.tsx'
import { useNear } from '../../../parts/chart/near.ts'
import type { Picture } from '../../../parts/chart/picture.ts'
import type { Plot } from '../../../parts/chart/plot.ts'
import { Readout } from '../../../parts/chart/readout.tsx'
import { ChartMenu, toCsv } from '../../../parts/chart/save.tsx'
import { Toggle } from '../../../parts/chart/toggle.tsx'
import { CLIPPED, EXTREMES_KEPT, SMOOTHED } from '../../../parts/chart/words.ts'
import { useIsPhone } from '../../../parts/phone.ts'
import { csvUrl } from '../csv.ts'
import { type Drawn, linesOf } from './lines.ts'
import type { Party } from './subjects.ts'
import { useCurves } from './use-comparison.ts'
import { BAND } from './words.ts'

export interface CardOf {
  metric: string
  ids: string[]
  parties: Party[]
  axis: Axis
  /** On the axis: steps, or milliseconds. */
  from: string | undefined
  to: string | undefined
  log: boolean
  clip: boolean
  smoothing: number
  asTable: boolean
  isLarge: boolean
  isFirst: boolean
  onZoom: (from: number | undefined, to: number | undefined) => void
  onToggle: (what: 'log' | 'table' | 'big', metric: string) => void
}

const HEIGHT = 196
const LARGE_HEIGHT = 340
/** So many lines are named where they end; more have the legend above. */
const MOST_NAMED = 5

export const CompareCard = memo(function CompareCard(chart: CardOf) {
  const card = useRef<HTMLElement>(null)
  const isNear = useNear(card, chart.isFirst)
  return (
    <section ref={card} className={`panel chart${chart.isLarge ? ' wide-chart' : ''}`} aria-label={chart.metric}>
      <header>
        <h3 title={chart.metric}>{middleCut(titleOf(chart.metric, chart.log), 60)}</h3>
      </header>
      {isNear && <Body chart={chart} />}
    </section>
  )
})

/** Places in milliseconds become seconds, as charts have them. */
const scaleOf = (axis: Axis): number => (axis === 'step' ? 1 : 1000)

function endsOf({ axis, from, to }: CardOf, whole: Ends | undefined): Ends | undefined {
  if (from === undefined && to === undefined) return undefined
  const [least, greatest] = whole ?? [0, 1]
  const scale = scaleOf(axis)
  const ends: Ends = [
    from === undefined ? least : Number(from) / scale,
    to === undefined ? greatest : Number(to) / scale,
  ]
  return ends[0] < ends[1] ? ends : undefined
}

function Body({ chart }: { chart: CardOf }) {
  const { metric, ids, parties, axis, from, to, log, clip, asTable, isLarge, onZoom, onToggle } = chart
  const { data: curves, error, refetch, isPlaceholderData } = useCurves(ids, metric, { axis, from, to })
  const smoothing = useDeferredValue(chart.smoothing)
  // Names at the ends would leave no room for the lines.
  const isPhone = useIsPhone()
  const plot = useRef<Plot>(undefined)
  const [cursor, setCursor] = useState<number | null>(null)
  const drawn = useMemo(
    () => curves && linesOf({ curves, parties, axis, log, smoothing }),
    [curves, parties, axis, log, smoothing],
  )
  const height = isLarge ? LARGE_HEIGHT : HEIGHT
  const hasLabels = isLarge && !isPhone && (drawn?.lines.length ?? 0) > 1 && drawn!.lines.length <= MOST_NAMED
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the chart only the range counts
  const shown = useMemo(() => {
    if (!drawn) return undefined
    const whole = limitsOf({ lines: drawn.lines, log, clip: false })
    const limits = limitsOf({ lines: drawn.lines, bands: drawn.bands, range: endsOf(chart, whole?.x), log, clip })
    const drawing: Drawing | undefined = limits && { ...drawn, notes: [], x: limits.x, y: limits.y, hasLabels }
    return { limits, drawing }
  }, [drawn, from, to, log, clip, hasLabels])
  if (error && !curves)
    return (
      <p className="plot chart-says" style={{ height }}>
        This chart could not be loaded: {(error as Error).message}{' '}
        <button type="button" className="button small" onClick={() => void refetch()}>
          Try again
        </button>
      </p>
    )
  if (!drawn || !shown)
    return (
      <div className="plot" style={{ height }}>
        <Bone width="calc(100% - 8px)" height={height - 30} />
      </div>
    )
  const { drawing, limits } = shown
  const { note, more } = notesOf(drawn, limits, smoothing)
  const scale = scaleOf(axis)
  const zoom = (start: number, end: number): void => onZoom(Math.round(start * scale), Math.round(end * scale))
  const all = parties.flatMap(({ runs }) => runs)
  const picture = (): Picture | undefined =>
    drawing &&
    plot.current && {
      title: titleOf(metric, log),
      axisTitle: axisTitle(axis),
      note,
      url: location.href,
      log,
      drawing,
      plot: plot.current,
    }
  return (
    <>
      {asTable ? (
        <LinesTable label={`${metric} as a table`} lines={drawn.lines} axis={axis} height={height} />
      ) : drawing ? (
        <ChartCanvas
          plot={plot}
          label={`${metric} of ${counted(drawn.lines.length, 'line')}. Arrow keys move the cursor, plus zooms in, minus out, 0 shows all.`}
          drawing={drawing}
          height={height}
          axis={axis}
          log={log}
          syncKey={`compare ${axis}`}
          onCursor={(at, isHere) => setCursor(isHere ? at : null)}
          onZoom={zoom}
          onReset={() => onZoom(undefined, undefined)}
        />
      ) : (
        <p className="plot chart-says" style={{ height }} onDoubleClick={() => onZoom(undefined, undefined)}>
          {whyEmpty(drawn, parties, log)}
        </p>
      )}
      {drawing && cursor !== null && !asTable && (
        <Readout
          drawing={drawing}
          axis={axis}
          at={cursor}
          extra={({ id }, i) => (drawn.counts.has(id) && `n = ${drawn.counts.get(id)![i]}`) || undefined}
        />
      )}
      <footer aria-busy={isPlaceholderData || undefined}>
        <p className="chart-note" title={more}>
          {note}
        </p>
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
          csv={() => toCsv(drawn.lines, axis)}
          all={all.map(({ run_id, name }) => ({
            label: `Save every point of ${middleCut(name, 24)}`,
            href: csvUrl(run_id, metric),
          }))}
        >
          <Menu.Item onClick={() => onToggle('table', metric)}>
            {asTable ? 'Show as curves' : 'Show as a table'}
          </Menu.Item>
        </ChartMenu>
      </footer>
    </>
  )
}

function notesOf({ shown, total, odd, below, bands }: Drawn, limits: Limits | undefined, smoothing: number) {
  const parts = [
    ...(bands.length ? ['mean ± sd, least to greatest'] : []),
    ...(smoothing ? [`smoothed ${smoothing.toFixed(2)}`] : []),
    ...(shown < total ? [`${formatCount(shown)} of ${formatCount(total)} points, extremes kept`] : []),
    ...(odd ? [`${formatCount(odd)} NaN or infinite`] : []),
    ...(below ? [`${formatCount(below)} at or below zero not drawn`] : []),
    ...(limits?.beyond ? [`${formatCount(limits.beyond)} beyond the axis ▲`] : []),
  ]
  const more = [
    ...(bands.length ? [BAND] : []),
    ...(smoothing ? [SMOOTHED] : []),
    ...(shown < total ? [EXTREMES_KEPT] : []),
    ...(limits?.beyond ? [CLIPPED] : []),
  ]
  return { note: parts.join(' · '), more: [parts.join(' · '), ...more].filter(Boolean).join('\n') }
}

function whyEmpty({ lines, below }: Drawn, parties: Party[], log: boolean): string {
  if (parties.every(({ isHidden }) => isHidden)) return 'All are hidden.'
  if (log && below) return 'No value is above zero, so a logarithmic axis has no place for them.'
  return lines.length ? 'There are no points here.' : 'None of those shown has this metric.'
}
