/** What was sent to one program, newest first, and sending it once more. */
import { webhooks } from '../../../../src/features/webhooks/contract.ts'
import { KINDS, type Kind } from '../../../../src/lib/vocabulary.ts'
import { To } from '../../parts/link.tsx'
import { pageOf } from '../../parts/nodes.ts'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/time.tsx'
import { type Delivery, useDo } from './asks.ts'
import { DELIVERY } from './words.ts'

const About = ({ subject_kind, subject_id }: Delivery['event']) =>
  KINDS.includes(subject_kind as Kind) ? (
    <To to={pageOf({ kind: subject_kind as Kind, id: subject_id })}>
      {subject_kind} {subject_id.slice(0, 8)}
    </To>
  ) : (
    <>
      {subject_kind} {subject_id.slice(0, 8)}
    </>
  )

export function Deliveries({ hook, rows, mayRepeat }: { hook: number; rows: Delivery[]; mayRepeat: boolean }) {
  const repeat = useDo(webhooks.repeat)
  return (
    <>
      {repeat.error && <Problem error={repeat.error} />}
      <section className="hook-table" aria-label="Deliveries">
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">About</th>
              <th scope="col">When</th>
              <th scope="col">State</th>
              <th scope="col" className="n">
                Attempts
              </th>
              <th scope="col">What came back</th>
              <th scope="col">
                <span className="seen-by-readers">Send again</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, event, created_at, state, attempts, at, status, took_ms, error }) => (
              <tr key={String(id)}>
                <th scope="row">{event.name}</th>
                <td>
                  <About {...event} />
                </td>
                <td>
                  <Ago at={created_at} />
                </td>
                <td>
                  {state === 'waiting' && attempts > 0 ? (
                    <>
                      again <Ago at={at} />
                    </>
                  ) : (
                    DELIVERY[state]
                  )}
                </td>
                <td className="n">{attempts}</td>
                <td className="said">{error ?? (status === null ? '' : `${status} after ${took_ms} ms`)}</td>
                <td>
                  {mayRepeat && state !== 'waiting' && (
                    <button
                      type="button"
                      className="button small bare"
                      aria-label={`Send ${event.name} of ${event.subject_id} again`}
                      onClick={() => repeat.mutate({ id: hook, delivery: id })}
                    >
                      Send again
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
