/** All metrics of a run, found by name: values of one point, then charts in groups, one axis and one range for all. */
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { counted, formatCount } from '../../../../format/numbers.ts'
import type { Axis } from '../../../../parts/chart/axis.ts'
import { ChartBar, MetricSearch, readSmoothing, ZoomNote } from '../../../../parts/chart/bar.tsx'
import '../../../../parts/chart/cards.css'
import { ALL, type Range } from '../../../../parts/chart/series.ts'
import { useKeys } from '../../../../parts/keys.ts'
import { type RunQuery, runRoute } from '../../routes.ts'
import { ON_FIRST_SCREEN } from '../queries.ts'
import { NO_METRICS, type Run } from '../words.ts'
import { ChartCard, type StepNote } from './card.tsx'
import { FIRST, toGroups } from './groups.ts'
import { Singles } from './singles.tsx'

interface Grid {
  run: string
  runName: string
  metrics: string[]
  /** Those of them that have one point. */
  single: string[]
  latest: Run['metrics']
  /** Drawn on every chart, for those whose steps it names. */
  notes: readonly StepNote[]
  origin: number
  isLive: boolean
}

const NONE: string[] = []
/** Among the names of open groups, which have no digits: the values of one point. */
const SINGLES = '1'
/** From here on a search field helps. */
const MANY = 6

const toggle = (list: string[], item: string): string[] | undefined => {
  const next = list.includes(item) ? list.filter((each) => each !== item) : [...list, item]
  return next.length ? next : undefined
}

export function ChartGrid({ run, runName, metrics, single, latest, notes, origin, isLive }: Grid) {
  const query = runRoute.useSearch()
  const { axis = 'step', log = NONE, table = NONE, big = NONE, all = NONE, metric = '', from, to, smooth, clip } = query
  const navigate = runRoute.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const change = useCallback(
    (make: (before: RunQuery) => RunQuery, replace = true) =>
      void navigate({ search: (before: RunQuery) => ({ ...before, ...make(before) }), replace, resetScroll: false }),
    [navigate],
  )
  const onToggle = useCallback(
    (what: 'log' | 'table' | 'big', name: string) =>
      change((before) => ({ [what]: toggle(before[what] ?? NONE, name) })),
    [change],
  )
  const onZoom = useCallback((range: Range) => change(() => range, false), [change])
  useKeys({ '/': () => field.current?.focus(), '0': () => onZoom(ALL) })
  const range = useMemo(() => ({ from, to }), [from, to])
  // While the run reports, a new metric gets its chart at once: it would leave the values again with its second point.
  const [atFirst] = useState(() => new Set(single))
  const wanted = useDeferredValue(metric.toLowerCase())
  const { groups, singles } = useMemo(() => {
    const found = metrics.filter((name) => name.toLowerCase().includes(wanted))
    const apart = new Set(isLive ? single.filter((name) => atFirst.has(name)) : single)
    const charted = found.filter((name) => !apart.has(name))
    return {
      groups: charted.length ? toGroups(charted) : [],
      singles: toGroups(found.filter((name) => apart.has(name))).flatMap((group) => group.metrics),
    }
  }, [metrics, single, atFirst, isLive, wanted])
  const smoothing = readSmoothing(smooth)
  if (!metrics.length) return <p className="answer-more nothing">{NO_METRICS}</p>
  const hasCharts = groups.length > 0
  const onOpen = (name: string) => change((before) => ({ all: toggle(before.all ?? NONE, name) }))
  const search = (metrics.length > MANY || metric) && (
    <MetricSearch
      ref={field}
      count={formatCount(metrics.length)}
      value={metric}
      onChange={(text) => change(() => ({ metric: text || undefined }))}
    />
  )
  return (
    <section aria-label="Metrics">
      {hasCharts ? (
        <ChartBar
          axis={axis}
          smoothing={smoothing}
          clip={clip !== undefined}
          onAxis={(next: Axis) => change(() => ({ axis: next === 'step' ? undefined : next }))}
          onSmoothing={(amount) => change(() => ({ smooth: amount ? String(amount) : undefined }))}
          onClip={(isOn) => change(() => ({ clip: isOn ? '1' : undefined }))}
        >
          {search}
          {(from || to) && <ZoomNote from={from} to={to} unit="steps" onAll={() => onZoom(ALL)} />}
          <span className="low hint wide">drag to zoom, double-click for all</span>
        </ChartBar>
      ) : (
        search && <div className="chart-bar">{search}</div>
      )}
      {singles.length > 0 && (
        <Singles names={singles} latest={latest} isOpen={all.includes(SINGLES)} onOpen={() => onOpen(SINGLES)} />
      )}
      {groups.map(({ name, metrics: list }, g) => {
        const isOpen = all.includes(name || '-') || list.length <= FIRST
        const shown = isOpen ? list : list.slice(0, FIRST)
        return (
          <div key={name} className="chart-group">
            {groups.length > 1 && (
              <h2>
                {name || 'Metrics'} <small>{counted(list.length, 'metric')}</small>
              </h2>
            )}
            <div className="charts">
              {shown.map((each, i) => (
                <ChartCard
                  key={each}
                  run={run}
                  runName={runName}
                  metric={each}
                  axis={axis}
                  range={range}
                  log={log.includes(each)}
                  clip={clip !== undefined}
                  smoothing={smoothing}
                  asTable={table.includes(each)}
                  isLarge={big.includes(each)}
                  isFirst={g === 0 && i < ON_FIRST_SCREEN}
                  notes={notes}
                  origin={origin}
                  isLive={isLive}
                  onZoom={onZoom}
                  onToggle={onToggle}
                />
              ))}
            </div>
            {!isOpen && (
              <button type="button" className="button small more-charts" onClick={() => onOpen(name || '-')}>
                Show {formatCount(list.length - FIRST)} more
              </button>
            )}
          </div>
        )
      })}
      {!hasCharts && !singles.length && <p className="answer-more nothing">No metric has “{metric}” in its name.</p>}
    </section>
  )
}
