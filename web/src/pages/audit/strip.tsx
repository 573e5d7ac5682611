/** Events of the last year by group, as bars over time; brushing them, with the pointer or with keys, chooses days. */
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { counted, formatCount } from '../../format/numbers.ts'
import { To } from '../../parts/link.tsx'
import type { Days } from './asks.ts'
import { type Bin, OTHERS, stripOf } from './bins.ts'
import { groupWord, spanWords } from './words.ts'

interface Props {
  days: Days
  since: string | undefined
  until: string | undefined
  group: string | undefined
  choose: (span: { since?: string; until?: string }) => void
  toGroup: (group: string | undefined) => string
}

const describe = ({ from, to, total, counts }: Bin, groups: string[]): string => {
  const parts = groups.flatMap((group, i) => (counts[i] ? [`${formatCount(counts[i])} of ${wordOf(group)}`] : []))
  return `${spanWords(from, to)}: ${counted(total, 'event')}${parts.length ? `, ${parts.join(', ')}` : ''}`
}

const wordOf = (group: string): string => (group === OTHERS ? OTHERS : groupWord(group))

export function Strip({ days, since, until, group, choose, toGroup }: Props) {
  const strip = useMemo(() => stripOf(days), [days])
  const { bins, groups, most, isWeekly } = strip
  const plot = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(bins.length - 1)
  /** Where brushing began, while it goes on. */
  const [from, setFrom] = useState<number>()
  const isIn = (bin: Bin, i: number): boolean =>
    from !== undefined
      ? i >= Math.min(from, at) && i <= Math.max(from, at)
      : (!since || bin.to >= since) && (!until || bin.from <= until)
  const isChosen = from !== undefined || since !== undefined || until !== undefined
  const span = (a: number, b: number): void =>
    choose({ since: bins[Math.min(a, b)]!.from, until: bins[Math.max(a, b)]!.to })

  const binUnder = ({ clientX }: PointerEvent): number => {
    const { left, width } = plot.current!.getBoundingClientRect()
    return Math.min(bins.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * bins.length)))
  }
  function onDown(event: PointerEvent): void {
    event.currentTarget.setPointerCapture(event.pointerId)
    const i = binUnder(event)
    setAt(i)
    setFrom(i)
  }
  function onUp(event: PointerEvent): void {
    if (from !== undefined) span(from, binUnder(event))
    setFrom(undefined)
  }
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 7, PageDown: -7, Home: -bins.length, End: bins.length }[
      event.key
    ]
    if (step !== undefined) {
      const next = Math.min(bins.length - 1, Math.max(0, at + step))
      setFrom(event.shiftKey ? (from ?? at) : undefined)
      setAt(next)
    } else if (event.key === 'Enter' || event.key === ' ') {
      span(from ?? at, at)
      setFrom(undefined)
    } else if (event.key === 'Escape' && isChosen) {
      setFrom(undefined)
      choose({})
    } else return
    event.preventDefault()
  }

  const now = bins[Math.min(at, bins.length - 1)]!
  return (
    <section className="panel strip" aria-label="Events over time">
      <h3>
        Events of each {isWeekly ? 'week' : 'day'} <small>by UTC; drag over bars, or choose with ← → and Enter</small>
      </h3>
      <ul className="strip-legend">
        {groups.map((each, i) => (
          <li key={each}>
            {each === OTHERS ? (
              <span className="chip">
                <i className={`dot g${i}`} aria-hidden="true" />
                {OTHERS}
              </span>
            ) : (
              <To
                to={toGroup(each === group ? undefined : each)}
                className="chip"
                {...(each === group && { 'aria-current': 'true' as const })}
              >
                <i className={`dot g${i}`} aria-hidden="true" />
                {groupWord(each)}
              </To>
            )}
          </li>
        ))}
      </ul>
      <div
        ref={plot}
        className="strip-plot"
        role="slider"
        tabIndex={0}
        aria-label={isWeekly ? 'Week' : 'Day'}
        aria-valuemin={0}
        aria-valuemax={bins.length - 1}
        aria-valuenow={at}
        aria-valuetext={describe(now, groups)}
        onPointerDown={onDown}
        onPointerMove={(event) => setAt(binUnder(event))}
        onPointerUp={onUp}
        onPointerCancel={() => setFrom(undefined)}
        onKeyDown={onKey}
      >
        {bins.map((bin, i) => (
          <span
            key={bin.from}
            className={`bin${isChosen && !isIn(bin, i) ? ' out' : ''}${i === at ? ' at' : ''}`}
            aria-hidden="true"
          >
            {bin.counts.map((n, g) =>
              n ? (
                <i
                  key={groups[g]}
                  className={`g${g}${group && groups[g] !== group ? ' other' : ''}`}
                  style={{ height: `${(n / most) * 100}%` }}
                />
              ) : null,
            )}
          </span>
        ))}
      </div>
      <div className="strip-axis" aria-hidden="true">
        <span>{spanWords(bins[0]!.from, bins[0]!.from)}</span>
        <span>today</span>
      </div>
      <p className="strip-said" aria-live="polite">
        {describe(now, groups)}
      </p>
      <details className="strip-table">
        <summary>View as table</summary>
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">{isWeekly ? 'Week' : 'Day'}</th>
              {groups.map((each) => (
                <th key={each} scope="col" className="n">
                  {wordOf(each)}
                </th>
              ))}
              <th scope="col" className="n">
                all
              </th>
            </tr>
          </thead>
          <tbody>
            {bins
              .filter(({ total }) => total > 0)
              .toReversed()
              .map((bin) => (
                <tr key={bin.from}>
                  <th scope="row">{spanWords(bin.from, bin.to)}</th>
                  {bin.counts.map((n, g) => (
                    <td key={groups[g]} className="n">
                      {formatCount(n)}
                    </td>
                  ))}
                  <td className="n">{formatCount(bin.total)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
