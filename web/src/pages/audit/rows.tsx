/** Events as sentences; what else is known of one opens below it. */
import { EVENTS } from '../../../../src/lib/vocabulary.ts'
import { formatAbsolute } from '../../format/times.ts'
import { pathOf, To } from '../../parts/link.tsx'
import { Ago } from '../../parts/time.tsx'
import type { Event } from './asks.ts'
import { sentenceOf } from './words.ts'

interface Props {
  events: Event[]
  open: string | undefined
  toggle: (seq: string | undefined) => void
}

export const Rows = ({ events, open, toggle }: Props) => (
  <ol className="audit-rows">
    {events.map((event) => {
      const isOpen = open === String(event.seq)
      return (
        <li key={event.seq} className={isOpen ? 'open' : ''}>
          <div className="audit-row">
            <span className="low when">
              <Ago at={event.at} />
            </span>
            <Sentence event={event} />
            <button
              type="button"
              className="button small bare"
              data-row=""
              aria-expanded={isOpen}
              onClick={() => toggle(isOpen ? undefined : String(event.seq))}
            >
              <span className="num">{event.seq}</span> <span aria-hidden="true">{isOpen ? '▴' : '▾'}</span>
              <span className="seen-by-readers">details of this event</span>
            </button>
          </div>
          {isOpen && <Details event={event} />}
        </li>
      )
    })}
  </ol>
)

function Sentence({ event }: { event: Event }) {
  const { who, before, subject, after } = sentenceOf(event)
  return (
    <span className="sentence">
      {who && <b>{who}</b>}
      {spaced(who ? before : '')}
      {who ? spaced(subject.noun) : upper(subject.noun)}
      {subject.label && ' '}
      {subject.to && subject.label ? (
        <To to={subject.to} title={subject.hint}>
          {subject.label}
        </To>
      ) : (
        <span title={subject.hint}>{subject.label}</span>
      )}
      {after.startsWith(':') ? after : spaced(after)}.
    </span>
  )
}

const spaced = (words: string): string => words && ` ${words}`

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function Details({ event }: { event: Event }) {
  const { seq, at, name, subject_kind, subject_id, account, account_id, details, erased } = event
  return (
    <div className="audit-details">
      <dl>
        <Fact name="Event">
          <code>{name}</code> <span className="low">{EVENTS[name]}</span>
        </Fact>
        <Fact name="When">{formatAbsolute(Number(at))}</Fact>
        <Fact name="Place in the log">
          <span className="num">{seq}</span>
        </Fact>
        <Fact name="About">
          <code>
            {subject_kind} {subject_id}
          </code>
        </Fact>
        {account_id !== null && (
          <Fact name="By">
            {account ?? <span className="low">an account that is gone</span>} <code>number {account_id}</code>
          </Fact>
        )}
        {Object.entries(details ?? {}).map(([key, value]) => (
          <Fact key={key} name={key}>
            <span className="said">{shown(value)}</span>
          </Fact>
        ))}
      </dl>
      {erased && <p className="low">What it said was erased. That it happened stays, and the chain with it.</p>}
      <p className="audit-only">
        Only: <To to={pathOf('/audit', { kind: subject_kind, id: subject_id })}>what is about this</To> ·{' '}
        {account_id !== null && (
          <>
            <To to={pathOf('/audit', { account: account ?? String(account_id) })}>
              what {account ?? 'this account'} did
            </To>{' '}
            ·{' '}
          </>
        )}
        <To to={pathOf('/audit', { name })}>{name}</To>
      </p>
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
