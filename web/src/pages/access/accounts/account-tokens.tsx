/** The tokens of one account: withdrawn by an owner; made by one for machines only, as people make their own. */
import { useState } from 'react'
import { tokens } from '../../../../../src/features/access/contract/tokens.ts'
import { call } from '../../../api.ts'
import { Problem } from '../../../parts/problem.tsx'
import { type Account, type Made, type Roles, type Token, useDoing, useTokensOf } from '../asks.ts'
import { NewToken } from '../once.tsx'
import { TokenForm, type Wanted } from '../token-form.tsx'
import { TokenTable } from '../token-table.tsx'

export function AccountTokens({ account, table }: { account: Account; table: Roles }) {
  const { id, name, kind, memberships, disabled_at } = account
  const { data, error, refetch } = useTokensOf(id)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<Made>()
  const making = useDoing((wanted: Wanted) => call(tokens.createOf, { account_id: id, ...wanted }))
  const revoking = useDoing((token: Token) => call(tokens.revokeOf, { account_id: id, id: token.id }))
  const isService = kind === 'service'
  const end = (): void => {
    setMaking(false)
    making.reset()
  }
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  return (
    <section aria-label={`Tokens of ${name}`}>
      <h3>
        Tokens
        {isService && disabled_at === null && (
          <button type="button" className="button small bare" aria-expanded={isMaking} onClick={() => setMaking(true)}>
            Make one
          </button>
        )}
      </h3>
      {isMaking && (
        <TokenForm
          offered={table.rights.filter(({ id }) => id !== 'install')}
          workspaces={memberships.map(({ workspace }) => workspace)}
          all={`all that ${name} may`}
          making={making}
          onMade={(reply) => {
            setMade(reply)
            end()
          }}
          end={end}
        />
      )}
      {made && <NewToken made={made} done={() => setMade(undefined)} />}
      <TokenTable
        tokens={data?.tokens}
        hasUse={isService}
        revoking={revoking}
        none={
          isService ? 'None: no program can use this account yet.' : 'None. People make their own under Your account.'
        }
      />
    </section>
  )
}
