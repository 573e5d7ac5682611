/** One duty: what it is, how often, whether it is done in this period and by what, and its history. */
import { useState } from 'react'
import { CADENCES, type Cadence } from '../../../../../src/features/handbook/contract/team.ts'
import { KINDS, type Kind } from '../../../../../src/lib/vocabulary.ts'
import { formatAbsolute } from '../../../format/times.ts'
import { To } from '../../../parts/link.tsx'
import { useMay } from '../../../parts/may.ts'
import { pageOf, wordOf } from '../../../parts/nodes.ts'
import { useNow } from '../../../parts/now.ts'
import { Ago } from '../../../parts/time.tsx'
import { Anchor, Anchored } from '../lines/line.tsx'
import { Refs } from '../lines/refs.tsx'
import { TEAM } from '../words.ts'
import { type Duty, useChange, useHistory } from './asks.ts'
import { CADENCE_WORDS, NO_CADENCE, STATE_LOOKS, tickOf } from './words.ts'

export function DutyLine({ duty }: { duty: Duty }) {
  const { id, text, refs, cadence_words, source, ticked_by, state, every, done, last_done } = duty
  const change = useChange(id)
  const mayWrite = useMay('write')
  const { shape, tone, word } = STATE_LOOKS[state]
  return (
    <Anchored id={id} className="duty">
      <div>
        <p>
          {text}
          {source === 'team' && <span className="chip team">{TEAM}</span>}
        </p>
        <p className="duty-why">
          {cadence_words && <>“{cadence_words}”</>}
          {ticked_by.length > 0 && <> · ticked off when {ticked_by.map(tickOf).join(' or ')}</>}
        </p>
      </div>
      <Refs id={id} refs={refs} />
      <Anchor id={id} />
      <div className="duty-state">
        <select
          className="field small"
          aria-label={`How often: ${text}`}
          value={every ?? ''}
          disabled={change.isPending || !mayWrite}
          onChange={({ target }) =>
            change.mutate({ to: 'cadence', every: (target.value || undefined) as Cadence | undefined })
          }
        >
          <option value="">{NO_CADENCE}</option>
          {CADENCES.map((each) => (
            <option key={each} value={each}>
              {CADENCE_WORDS[each]}
            </option>
          ))}
        </select>
        {state !== 'never-scheduled' && (
          <span className={`chip ${tone}`}>
            <i aria-hidden="true">{shape}</i>
            {word}
          </span>
        )}
        {duty.period && <PeriodBar period={duty.period} doneAt={done?.at} />}
        {mayWrite && state === 'due' && (
          <button
            type="button"
            className="button small"
            disabled={change.isPending}
            onClick={() => change.mutate({ to: 'done' })}
          >
            Mark as done
          </button>
        )}
        {done && <Done done={done} />}
        {!done && last_done && (
          <span className="low">
            last <Ago at={last_done.at} />
          </span>
        )}
        {mayWrite && done?.by === 'hand' && (
          <button
            type="button"
            className="button small bare"
            disabled={change.isPending}
            onClick={() => change.mutate({ to: 'reopen' })}
          >
            Take back
          </button>
        )}
        <History id={id} />
        {change.error && (
          <span className="mistake" role="alert">
            {(change.error as Error).message}
          </span>
        )}
      </div>
    </Anchored>
  )
}

interface PeriodBar {
  period: NonNullable<Duty['period']>
  doneAt: NonNullable<Duty['done']>['at'] | undefined
}

/** How far the period is, and when in it the duty was done. */
function PeriodBar({ period, doneAt }: PeriodBar) {
  const now = useNow()
  const [from, to] = [Number(period.from), Number(period.to)]
  const at = (ms: number): string => `${Math.min(100, Math.max(0, (100 * (ms - from)) / (to - from)))}%`
  return (
    <span className="period" title={`${formatAbsolute(from)} to ${formatAbsolute(to)}`}>
      <span className="period-gone" style={{ width: at(now) }} />
      {doneAt !== undefined && <span className="period-done" style={{ left: at(Number(doneAt)) }} />}
      <span className="seen-by-readers">
        from {formatAbsolute(from)} to {formatAbsolute(to)}
      </span>
    </span>
  )
}

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind)

function Done({ done: { at, by, event, subject, account, note } }: { done: NonNullable<Duty['done']> }) {
  return (
    <span className="duty-done">
      {by === 'hand' ? (
        <>by hand{account && ` by ${account}`}</>
      ) : subject && isKind(subject.kind) ? (
        <>
          {tickOf(event)}:{' '}
          <To to={pageOf({ kind: subject.kind, id: subject.id })}>
            {wordOf(subject.kind)} {subject.id.slice(0, 12)}
          </To>
        </>
      ) : (
        tickOf(event)
      )}
      {', '}
      <Ago at={at} />
      {note && ` · ${note}`}
    </span>
  )
}

function History({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false)
  const { data, error } = useHistory(id, isOpen)
  return (
    <details className="duty-history" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>History</summary>
      {error && <p className="mistake">{(error as Error).message}</p>}
      {data?.length === 0 && <p className="low">Nothing has happened to this duty yet.</p>}
      {data && data.length > 0 && (
        <ol>
          {data.map(({ seq, at, name, account, details }) => (
            <li key={seq}>
              <Ago at={at} /> · {tickOf(name)}
              {typeof details?.every === 'string' && `: ${CADENCE_WORDS[details.every as Cadence].toLowerCase()}`}
              {typeof details?.note === 'string' && ` · ${details.note}`}
              {account && ` · ${account}`}
            </li>
          ))}
        </ol>
      )}
    </details>
  )
}
