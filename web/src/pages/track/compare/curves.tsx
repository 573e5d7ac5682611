/** Curves of all compared runs, the telling metric first and large. */
import { useCallback, useDeferredValue, useMemo, useRef } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import type { Axis } from '../../../parts/chart/axis.ts'
import { ChartBar, MetricSearch, readSmoothing, ZoomNote } from '../../../parts/chart/bar.tsx'
import '../../../parts/chart/cards.css'
import { useKeys } from '../../../parts/keys.ts'
import { byWeight } from '../headline.ts'
import { CompareCard } from './card.tsx'
import { type CompareQuery, compareRoute } from './route.ts'
import type { Party } from './subjects.ts'
import { NO_METRICS } from './words.ts'

interface CurvesOf {
  ids: string[]
  metrics: string[]
  parties: Party[]
  change: (make: (before: CompareQuery) => CompareQuery, replace?: boolean) => void
}

const NONE: string[] = []
/** More charts than these open on demand. */
const FIRST = 7
const MANY = 6

export const toggled = (list: string[] | undefined, item: string): string[] | undefined => {
  const before = list ?? NONE
  const next = before.includes(item) ? before.filter((each) => each !== item) : [...before, item]
  return next.length ? next : undefined
}

export function CompareCurves({ ids, metrics, parties, change }: CurvesOf) {
  const query = compareRoute.useSearch()
  const { axis = 'step', log = NONE, table = NONE, big = NONE, metric = '', charts, from, to, smooth, clip } = query
  const field = useRef<HTMLInputElement>(null)
  const wanted = useDeferredValue(metric.toLowerCase())
  const found = useMemo(
    () => inOrder(metrics, parties).filter((name) => name.toLowerCase().includes(wanted)),
    [metrics, parties, wanted],
  )
  const onToggle = useCallback(
    (what: 'log' | 'table' | 'big', name: string) => change((before) => ({ [what]: toggled(before[what], name) })),
    [change],
  )
  const onZoom = useCallback(
    (start: number | undefined, end: number | undefined) => {
      if (start === undefined || end === undefined || start < end)
        change(() => ({ from: start?.toString(), to: end?.toString() }), false)
    },
    [change],
  )
  const showAll = (): void => onZoom(undefined, undefined)
  useKeys({ '/': () => field.current?.focus(), '0': showAll })
  if (!metrics.length) return <p className="answer-more nothing">{NO_METRICS}</p>
  const shown = charts || found.length <= FIRST + 2 ? found : found.slice(0, FIRST)
  const smoothing = readSmoothing(smooth)
  return (
    <section aria-label="Curves">
      <ChartBar
        axis={axis}
        smoothing={smoothing}
        clip={clip !== undefined}
        // A place on one axis means nothing on another.
        onAxis={(next: Axis) =>
          change(() => ({ axis: next === 'step' ? undefined : next, from: undefined, to: undefined }))
        }
        onSmoothing={(amount) => change(() => ({ smooth: amount ? String(amount) : undefined }))}
        onClip={(isOn) => change(() => ({ clip: isOn ? '1' : undefined }))}
      >
        {(metrics.length > MANY || metric) && (
          <MetricSearch
            ref={field}
            count={formatCount(metrics.length)}
            value={metric}
            onChange={(text) => change(() => ({ metric: text || undefined }))}
          />
        )}
        {(from || to) && <ZoomNote {...zoomWords(axis, from, to)} onAll={showAll} />}
        <span className="low hint wide">drag to zoom, double-click for all</span>
      </ChartBar>
      <div className="charts">
        {shown.map((each, i) => (
          <CompareCard
            key={each}
            metric={each}
            ids={ids}
            parties={parties}
            axis={axis}
            from={from}
            to={to}
            log={log.includes(each)}
            clip={clip !== undefined}
            smoothing={smoothing}
            asTable={table.includes(each)}
            isLarge={(i === 0) !== big.includes(each)}
            isFirst={i === 0}
            onZoom={onZoom}
            onToggle={onToggle}
          />
        ))}
      </div>
      {shown.length < found.length && (
        <button type="button" className="button small more-charts" onClick={() => change(() => ({ charts: 'all' }))}>
          Show {formatCount(found.length - shown.length)} more
        </button>
      )}
      {!found.length && <p className="answer-more nothing">No metric has “{metric}” in its name.</p>}
    </section>
  )
}

/** What several have comes before what there is nothing to compare with. */
function inOrder(metrics: string[], parties: Party[]): string[] {
  const runs = parties.flatMap((party) => party.runs)
  const isAlone = (name: string): boolean => runs.filter((run) => Object.hasOwn(run.metrics, name)).length < 2
  const all = byWeight(metrics)
  return [...all.filter((name) => !isAlone(name)), ...all.filter(isAlone)]
}

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium' })

function zoomWords(axis: Axis, from: string | undefined, to: string | undefined) {
  if (axis === 'step') return { unit: 'steps', from, to }
  const say = (ms: string | undefined): string | undefined =>
    ms === undefined
      ? undefined
      : axis === 'time'
        ? clock.format(Number(ms))
        : `${formatCount(Math.round(Number(ms) / 1000))} s`
  return { unit: axis === 'time' ? 'from' : 'since start,', from: say(from), to: say(to) }
}
