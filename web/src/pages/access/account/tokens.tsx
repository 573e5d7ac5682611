/** Your tokens: made for one purpose each, shown once, withdrawn when they have done their work. */
import { useState } from 'react'
import { tokens } from '../../../../../src/features/access/contract/tokens.ts'
import { call } from '../../../api.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { type Made, type Me, type Roles, type Token, useDoing, useMyTokens } from '../asks.ts'
import { NewToken } from '../once.tsx'
import { TokenForm, type Wanted } from '../token-form.tsx'
import { TokenTable } from '../token-table.tsx'

interface TokensOf {
  me: Me
  table: Roles
  isMaking: boolean
  open: (isOpen: boolean) => void
}

/** What your roles give, wherever you are a member: a token may be for another workspace than this. */
function offeredTo(me: Me, { roles, rights }: Roles): Roles['rights'] {
  if (me.is_owner) return rights
  const given = new Set<string>(['self', ...me.may])
  for (const { role } of me.workspaces)
    for (const right of roles.find(({ id }) => id === role)?.rights ?? []) given.add(right)
  return rights.filter(({ id }) => given.has(id))
}

export function MyTokens({ me, table, isMaking, open }: TokensOf) {
  const { data, error, refetch } = useMyTokens()
  const [made, setMade] = useState<Made>()
  const making = useDoing((wanted: Wanted) => call(tokens.create, wanted))
  const revoking = useDoing(({ id }: Token) => call(tokens.revoke, { id }))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const end = (): void => {
    open(false)
    making.reset()
  }
  return (
    <Section title="Your tokens" note={data && formatCount(data.tokens.length)}>
      {isMaking && (
        <TokenForm
          offered={offeredTo(me, table)}
          workspaces={me.workspaces.map(({ workspace }) => workspace)}
          all="all that you may"
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
        hasUse
        revoking={revoking}
        none="None. Programs that log to this server need one: MLflow's client reads it from MLFLOW_TRACKING_TOKEN."
      />
    </Section>
  )
}
