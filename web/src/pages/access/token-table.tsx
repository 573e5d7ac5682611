/** Tokens: what each is for, what it grants and where, until when; withdrawn in their row. */
import { Fragment, useState } from 'react'
import { formatAbsolute } from '../../format/times.ts'
import { BoneRows } from '../../parts/bone.tsx'
import { Ago } from '../../parts/time.tsx'
import { Asked, Below } from './asked.tsx'
import type { Doing, Token } from './asks.ts'
import { dateOf } from './dates.ts'
import { scopesWords } from './words.ts'

interface TableOf {
  tokens: Token[] | undefined
  /** Whose they are, where that is not one account. */
  hasAccount?: boolean
  /** When each was last used: for one's own, and for those of machines. */
  hasUse?: boolean
  /** Absent where the reader may not. */
  revoking?: Doing<Token>
  none: string
}

const ROWS_WAITING = 2

export function TokenTable({ tokens, hasAccount = false, hasUse = false, revoking, none }: TableOf) {
  const [asked, setAsked] = useState<number>()
  const span = 4 + Number(hasAccount) + Number(hasUse) + Number(Boolean(revoking))
  if (tokens?.length === 0) return <p className="low">{none}</p>
  const end = (): void => {
    setAsked(undefined)
    revoking?.reset()
  }
  return (
    <table className="table dense access-table" aria-busy={!tokens}>
      <thead>
        <tr>
          <th scope="col">For</th>
          {hasAccount && <th scope="col">Account</th>}
          <th scope="col" className="wide">
            Grants
          </th>
          <th scope="col" className="wide">
            Works in
          </th>
          {hasUse && (
            <th scope="col" className="wide">
              Last used
            </th>
          )}
          <th scope="col">Ends</th>
          {revoking && (
            <th scope="col" className="access-verbs">
              <span className="seen-by-readers">What can be done</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {tokens ? (
          tokens.map((token) => (
            <Fragment key={token.id}>
              <tr data-row="">
                <th scope="row">
                  {token.label}
                  <div className="narrow-only low">
                    {scopesWords(token.scopes)}; {token.workspace ?? 'every workspace'}
                  </div>
                </th>
                {hasAccount && <td>{token.account}</td>}
                <td className="wide">{scopesWords(token.scopes)}</td>
                <td className="wide">{token.workspace ?? <span className="low">every workspace</span>}</td>
                {hasUse && (
                  <td className="wide low">
                    {token.last_used_at === null ? 'never' : <Ago at={token.last_used_at} />}
                  </td>
                )}
                <td>
                  <Ends at={token.expires_at} />
                </td>
                {revoking && (
                  <td className="access-verbs">
                    <button
                      type="button"
                      className="button small bare"
                      aria-expanded={asked === token.id}
                      onClick={() => setAsked(token.id)}
                    >
                      Revoke<span className="seen-by-readers"> the token {token.label}</span>
                    </button>
                  </td>
                )}
              </tr>
              {revoking && asked === token.id && (
                <Below span={span}>
                  <Asked
                    question={`Revoke “${token.label}”? Whatever uses it is refused from now on, and log-ins that it opened end. This cannot be undone.`}
                    verb="Revoke it"
                    isPending={revoking.isPending}
                    error={revoking.error}
                    act={() => revoking.mutate(token, { onSuccess: end })}
                    end={end}
                  />
                </Below>
              )}
            </Fragment>
          ))
        ) : (
          <BoneRows rows={ROWS_WAITING} columns={span} />
        )}
      </tbody>
    </table>
  )
}

/** One that never ends wants a look now and then. */
function Ends({ at }: { at: Token['expires_at'] }) {
  if (at === null)
    return (
      <span className="chip warn" title="It works until somebody revokes it.">
        <i aria-hidden="true">▲</i>never
      </span>
    )
  return <time title={formatAbsolute(Number(at))}>{dateOf(at)}</time>
}
