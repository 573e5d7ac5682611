/** Where you are logged in: the browser, since when, last used; ended one by one, or all but this one. */
import { Fragment, useState } from 'react'
import { tokens } from '../../../../../src/features/access/contract/tokens.ts'
import { call } from '../../../api.ts'
import { counted } from '../../../format/numbers.ts'
import { BoneRows } from '../../../parts/bone.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Asked, Below } from '../asked.tsx'
import { type Session, useDoing, useSessions } from '../asks.ts'

const SPAN = 5

export function Sessions() {
  const { data, error, refetch } = useSessions()
  const [asked, setAsked] = useState<number | 'others'>()
  const ending = useDoing(async (ids: number[]) => {
    for (const id of ids) await call(tokens.endSession, { id })
  })
  const sessions = data?.sessions
  const others = sessions?.filter(({ is_this }) => !is_this) ?? []
  const end = (): void => {
    setAsked(undefined)
    ending.reset()
  }
  const endOf = (of: Session[]): void =>
    ending.mutate(
      of.map(({ id }) => id),
      { onSuccess: end },
    )
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  return (
    <Section
      title="Where you are logged in"
      note={sessions && counted(sessions.length, 'browser')}
      action={
        others.length > 1 && (
          <button
            type="button"
            className="button small bare"
            aria-expanded={asked === 'others'}
            onClick={() => setAsked('others')}
          >
            End all others
          </button>
        )
      }
    >
      {asked === 'others' && (
        <Asked
          question={`End ${counted(others.length, 'log-in')}, all but this one? Those browsers must log in again.`}
          verb="End them"
          isPending={ending.isPending}
          error={ending.error}
          act={() => endOf(others)}
          end={end}
        />
      )}
      {sessions?.length === 0 ? (
        <p className="low">In no browser. You use a token or a password with every request.</p>
      ) : (
        <table className="table dense access-table" aria-busy={!sessions}>
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col" className="wide">
                Opened with
              </th>
              <th scope="col" className="wide">
                Since
              </th>
              <th scope="col">Last used</th>
              <th scope="col" className="access-verbs">
                <span className="seen-by-readers">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions ? (
              sessions.map((session) => (
                <Fragment key={session.id}>
                  <tr data-row="">
                    <th scope="row">
                      {session.label}{' '}
                      {session.is_this && (
                        <span className="chip good">
                          <i aria-hidden="true">●</i>this one
                        </span>
                      )}
                    </th>
                    <td className="wide low">{openedWith(session)}</td>
                    <td className="wide low">
                      <Ago at={session.created_at} />
                    </td>
                    <td className="low">
                      {session.last_used_at === null ? 'not since' : <Ago at={session.last_used_at} />}
                    </td>
                    <td className="access-verbs">
                      <button
                        type="button"
                        className="button small bare"
                        aria-expanded={asked === session.id}
                        onClick={() => setAsked(session.id)}
                      >
                        End<span className="seen-by-readers"> the log-in of {session.label}</span>
                      </button>
                    </td>
                  </tr>
                  {asked === session.id && (
                    <Below span={SPAN}>
                      <Asked
                        question={
                          session.is_this
                            ? 'End the log-in of this browser? You must log in again to go on here.'
                            : `End the log-in of ${session.label}? That browser must log in again.`
                        }
                        verb="End it"
                        isPending={ending.isPending}
                        error={ending.error}
                        act={() => endOf([session])}
                        end={end}
                      />
                    </Below>
                  )}
                </Fragment>
              ))
            ) : (
              <BoneRows rows={1} columns={SPAN} />
            )}
          </tbody>
        </table>
      )}
    </Section>
  )
}

const openedWith = ({ opened_by, by_provider }: Session): string =>
  by_provider ? 'single sign-on' : opened_by ? `the token ${opened_by}` : 'your password'
