/** Who is compared: the look of each, what it has of the telling metric; hidden, pinned or taken out by a button or a key. */
import type { KeyboardEvent } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatFixed } from '../../../format/numbers.ts'
import { LineMark } from '../../../parts/chart/mark.tsx'
import { To } from '../../../parts/link.tsx'
import { MARKS } from '../../../parts/state.tsx'
import { decimalsFor, signed } from './metric-rows.tsx'
import { type Party, standingOf } from './subjects.ts'

interface LegendOf {
  parties: Party[]
  base: string
  metric: string | undefined
  onHide: (id: string) => void
  onPin: (id: string) => void
  /** Absent when two are left. */
  onRemove: ((party: Party) => void) | undefined
}

export function Legend(legend: LegendOf) {
  const { parties, metric } = legend
  const known = parties.flatMap((party) => (metric === undefined ? [] : (standingOf(party, metric) ?? [])))
  const decimals = decimalsFor(known.map((of) => of.mean))
  return (
    <section aria-label="Compared" className="compared">
      {metric && <p className="low compared-by">by {middleCut(metric, 60)}</p>}
      <ul>
        {parties.map((party) => (
          <Item key={party.id} party={party} decimals={decimals} {...legend} />
        ))}
      </ul>
    </section>
  )
}

function Item({
  party,
  parties,
  base,
  metric,
  decimals,
  onHide,
  onPin,
  onRemove,
}: LegendOf & { party: Party; decimals: number | undefined }) {
  const { id, label, to, style, isHidden, runs } = party
  const isBase = id === base
  const of = metric === undefined ? undefined : standingOf(party, metric)
  const baseline = parties.find((each) => each.id === base)
  const against = metric === undefined || isBase || !baseline ? undefined : standingOf(baseline, metric)
  const open = runs.find(({ state }) => state !== 'finished')
  function onKeyDown({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    if (ctrlKey || metaKey || altKey) return
    if (key === 'b') onPin(id)
    else if (key === 'h') onHide(id)
    else if (key === 'Delete') onRemove?.(party)
  }
  return (
    <li className={`${isHidden ? 'is-hidden' : ''}${isBase ? ' is-base' : ''}`} onKeyDown={onKeyDown}>
      <button
        type="button"
        className="compared-mark"
        aria-pressed={!isHidden}
        aria-label={`${isHidden ? 'Show' : 'Hide'} ${label}`}
        title={`${isHidden ? 'Show' : 'Hide'} (h)`}
        onClick={() => onHide(id)}
      >
        <LineMark style={style} />
      </button>
      <span className="compared-name">
        {to ? (
          <To to={to} title={label}>
            {middleCut(label, 26)}
          </To>
        ) : (
          <span title={runs.map(({ name }) => name).join(', ')}>{middleCut(label, 34)}</span>
        )}
        {open && runs.length === 1 && (
          <i className={`state-mark ${MARKS[open.state].tone}`} title={MARKS[open.state].word}>
            {MARKS[open.state].shape}
            <span className="seen-by-readers"> {MARKS[open.state].word}</span>
          </i>
        )}
      </span>
      <span className="num compared-value">
        {of?.n ? (
          formatFixed(of.mean, decimals)
        ) : of ? (
          <span className="nan">NaN</span>
        ) : metric ? (
          <span className="unknown">—</span>
        ) : (
          ''
        )}
        <small className="low">
          {isBase ? 'baseline' : of?.n && against?.n ? signed(of.mean - against.mean, decimals) : ''}
        </small>
      </span>
      <button
        type="button"
        className="button small bare"
        aria-pressed={isBase}
        aria-label={`Make ${label} the baseline`}
        title="Make it the baseline (b)"
        onClick={() => onPin(id)}
      >
        <span aria-hidden="true">⚑</span>
      </button>
      <button
        type="button"
        className="button small bare"
        disabled={!onRemove}
        aria-label={`Take ${label} out`}
        title={onRemove ? 'Take it out (Delete)' : 'Two are needed to compare'}
        onClick={() => onRemove?.(party)}
      >
        <span aria-hidden="true">✕</span>
      </button>
    </li>
  )
}
