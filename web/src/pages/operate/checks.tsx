/** Each thing that must be well, with its mark, what was found, and what to do. */
import { To } from '../../parts/link.tsx'
import type { Check } from './asks.ts'
import { labelOf, MARKS } from './words.ts'

const ORDER: Check['status'][] = ['bad', 'attention', 'unknown', 'ok']

export const Checks = ({ checks }: { checks: Check[] }) => (
  <section className="panel operate-checks" aria-label="Health">
    <ul>
      {checks
        .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
        .map(({ check, status, message, fix }) => (
          <li key={check + message}>
            <span className={`chip ${MARKS[status].tone}`}>
              <i aria-hidden="true">{MARKS[status].shape}</i>
              {MARKS[status].word}
            </span>
            <b>{check === 'event log' ? <To to="/audit">{labelOf(check)}</To> : labelOf(check)}</b>
            <span className="said">
              {message}
              {fix && status !== 'ok' && <span className="fix"> {fix}</span>}
            </span>
          </li>
        ))}
    </ul>
  </section>
)
