/** All charts of a run: one axis and one range for all of them, found by name, in groups. */
import { useCallback, useDeferredValue, useMemo, useRef } from 'react'
import { counted, formatCount } from '../../../../format/numbers.ts'
import { useKeys } from '../../../../parts/keys.ts'
import { AXES, type Axis, type RunQuery, runRoute } from '../../routes.ts'
import { NO_METRICS } from '../words.ts'
import { ChartCard } from './card.tsx'
import './charts.css'
import { toGroups } from './groups.ts'
import type { Range } from './use-points.ts'

interface Grid {
  run: string
  metrics: string[]
  origin: number
  isLive: boolean
}

const AXIS_WORDS: Record<Axis, string> = { step: 'Step', time: 'Time', relative: 'Since start' }
const NONE: string[] = []
/** Larger groups open on demand. */
const FIRST = 9
/** From here on a search field helps. */
const MANY = 6

const toggle = (list: string[], item: string): string[] | undefined => {
  const next = list.includes(item) ? list.filter((each) => each !== item) : [...list, item]
  return next.length ? next : undefined
}

export function ChartGrid({ run, metrics, origin, isLive }: Grid) {
  const { axis = 'step', log = NONE, table = NONE, all = NONE, metric = '', from, to } = runRoute.useSearch()
  const navigate = runRoute.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const change = useCallback(
    (make: (before: RunQuery) => RunQuery, replace = true) =>
      void navigate({ search: (before: RunQuery) => ({ ...before, ...make(before) }), replace, resetScroll: false }),
    [navigate],
  )
  const onLog = useCallback((name: string) => change((before) => ({ log: toggle(before.log ?? NONE, name) })), [change])
  const onTable = useCallback(
    (name: string) => change((before) => ({ table: toggle(before.table ?? NONE, name) })),
    [change],
  )
  const onZoom = useCallback((range: Range) => change(() => range, false), [change])
  useKeys({ '/': () => field.current?.focus(), '0': () => onZoom({ from: undefined, to: undefined }) })
  const range = useMemo(() => ({ from, to }), [from, to])
  const wanted = useDeferredValue(metric.toLowerCase())
  const groups = useMemo(
    () => toGroups(metrics.filter((name) => name.toLowerCase().includes(wanted))),
    [metrics, wanted],
  )
  if (!metrics.length) return <p className="answer-more nothing">{NO_METRICS}</p>
  return (
    <section aria-label="Metrics">
      <div className="chart-bar">
        <fieldset className="segments" aria-label="Horizontal axis">
          {AXES.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={axis === each}
              onClick={() => change(() => ({ axis: each === 'step' ? undefined : each }))}
            >
              {AXIS_WORDS[each]}
            </button>
          ))}
        </fieldset>
        {(metrics.length > MANY || metric) && (
          <input
            ref={field}
            type="search"
            className="field small"
            placeholder={`Find one of ${formatCount(metrics.length)} metrics`}
            aria-label="Find a metric"
            value={metric}
            onChange={({ target }) => change(() => ({ metric: target.value || undefined }))}
          />
        )}
        {(from || to) && (
          <span className="zoomed">
            steps <span className="num">{from ?? 'first'}</span> to <span className="num">{to ?? 'last'}</span>
            <button type="button" className="button small" onClick={() => onZoom({ from: undefined, to: undefined })}>
              Show all
            </button>
          </span>
        )}
        <span className="low hint wide">drag to zoom, double-click for all</span>
      </div>
      {groups.map(({ name, metrics: list }) => {
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
              {shown.map((each) => (
                <ChartCard
                  key={each}
                  run={run}
                  metric={each}
                  axis={axis}
                  range={range}
                  log={log.includes(each)}
                  asTable={table.includes(each)}
                  origin={origin}
                  isLive={isLive}
                  onZoom={onZoom}
                  onLog={onLog}
                  onTable={onTable}
                />
              ))}
            </div>
            {!isOpen && (
              <button
                type="button"
                className="button small more-charts"
                onClick={() => change((before) => ({ all: toggle(before.all ?? NONE, name || '-') }))}
              >
                Show {formatCount(list.length - FIRST)} more
              </button>
            )}
          </div>
        )
      })}
      {groups.length === 1 && !groups[0]!.metrics.length && (
        <p className="answer-more nothing">No metric has “{metric}” in its name.</p>
      )}
    </section>
  )
}
