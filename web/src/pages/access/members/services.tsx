/** Service accounts of the workspace with their tokens, and the tokens that people bound to it. */
import { useState } from 'react'
import { tokens } from '../../../../../src/features/access/contract/tokens.ts'
import { RIGHTS } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { workspaceName } from '../../../place.ts'
import { type Made, type Member, type Roles, type Token, useDoing, useTokensHere } from '../asks.ts'
import { NewToken } from '../once.tsx'
import type { MembersQuery } from '../routes.ts'
import { TokenForm, type Wanted } from '../token-form.tsx'
import { TokenTable } from '../token-table.tsx'

interface ServicesOf {
  members: Member[]
  table: Roles
  query: MembersQuery
  change: (patch: Partial<MembersQuery>) => void
}

export function Services({ members, table, query, change }: ServicesOf) {
  const { data, error, refetch } = useTokensHere(true)
  const [made, setMade] = useState<Made>()
  const making = useDoing((input: Wanted & { account: string }) => call(tokens.createHere, input))
  const revoking = useDoing(({ id }: Token) => call(tokens.revokeHere, { id }))
  const services = members.filter(({ kind }) => kind === 'service')
  const isOfService = ({ account_id }: Token): boolean => services.some((service) => service.account_id === account_id)
  const chosen =
    query.form === 'token' ? services.find(({ account_id }) => String(account_id) === query.open) : undefined
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const end = (): void => {
    change({ form: undefined, open: undefined })
    making.reset()
  }
  const rights = new Set<string>(RIGHTS)
  const people = data?.tokens.filter((token) => !isOfService(token)) ?? []
  return (
    <>
      <Section title="Service accounts" note={formatCount(services.length)}>
        {services.length === 0 ? (
          <p className="low">
            None. A service account is for programs that log on their own: an owner makes it under Accounts, with
            somebody who answers for it; you add it here and give it tokens.
          </p>
        ) : (
          <table className="table access-table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col" className="wide">
                  Role
                </th>
                <th scope="col">Who answers for it</th>
                <th scope="col" className="access-verbs">
                  <span className="seen-by-readers">What can be done</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {services.map(({ account_id, account, role, contact, is_disabled }) => (
                <tr key={account_id}>
                  <th scope="row">{account}</th>
                  <td className="wide">{role}</td>
                  <td>{contact}</td>
                  <td className="access-verbs">
                    {!is_disabled && (
                      <button
                        type="button"
                        className="button small bare"
                        aria-expanded={chosen?.account_id === account_id}
                        onClick={() => change({ form: 'token', open: String(account_id) })}
                      >
                        Make a token<span className="seen-by-readers"> for {account}</span>
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {chosen && (
          <TokenForm
            offered={table.rights.filter(({ id }) => rights.has(id))}
            all={`all that ${chosen.account} may as ${chosen.role}, in ${workspaceName} only`}
            making={{
              ...making,
              mutate: (wanted, options) => making.mutate({ ...wanted, account: chosen.account }, options),
            }}
            onMade={(reply) => {
              setMade(reply)
              end()
            }}
            end={end}
          />
        )}
        {made && <NewToken made={made} done={() => setMade(undefined)} />}
        {services.length > 0 && (
          <>
            <h3 className="access-part">Their tokens for this workspace only</h3>
            <TokenTable
              tokens={data?.tokens.filter(isOfService)}
              hasAccount
              hasUse
              revoking={revoking}
              none={`No token works in ${workspaceName} only.`}
            />
          </>
        )}
      </Section>
      {people.length > 0 && (
        <Section title="Tokens of people for this workspace only" note={formatCount(people.length)}>
          <TokenTable tokens={people} hasAccount revoking={revoking} none="" />
        </Section>
      )}
    </>
  )
}
