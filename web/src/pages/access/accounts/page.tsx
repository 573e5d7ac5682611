/** The accounts of the installation: who may use the server at all; without any, the form that makes the first. */
import { type ReactNode, useRef, useState } from 'react'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { useMe } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { moveFocus } from '../../track/move-focus.ts'
import '../access.css'
import '../forms.css'
import { codeOf } from '../as-code.ts'
import { useAccounts, useIdentities, useRoles } from '../asks.ts'
import { LoggedOut, Needs } from '../needs.tsx'
import { type AccountsQuery, accountsRoute } from '../routes.ts'
import { Waiting } from '../waiting.tsx'
import { ACCOUNTS_TITLE, accountsAnswer, NO_ACCOUNTS } from '../words.ts'
import { AccountTable } from './account-table.tsx'
import { Filters } from './filters.tsx'
import { FirstOwner, type Owner, OwnerMade } from './first-owner.tsx'
import { Identities } from './identities.tsx'
import { NewAccount } from './new-account.tsx'

export function AccountsPage() {
  const query = accountsRoute.useSearch()
  const navigate = accountsRoute.useNavigate()
  const find = useRef<HTMLInputElement>(null)
  const [owner, setOwner] = useState<Owner>()
  const me = useMe()
  const mayInstall = me.data?.mode === 'accounts' && me.data.may.includes('install')
  const accounts = useAccounts(mayInstall)
  const roles = useRoles(mayInstall)
  const identities = useIdentities(mayInstall)
  usePage(ACCOUNTS_TITLE, [{ label: ACCOUNTS_TITLE }])
  useKeys({
    j: () => moveFocus('[data-row] button', 1),
    k: () => moveFocus('[data-row] button', -1),
    '/': () => find.current?.focus(),
  })
  const change = (patch: Partial<AccountsQuery>): void =>
    void navigate({ search: (before) => ({ ...before, ...patch }), replace: true, resetScroll: false })
  // From the moment it is made the server knows the reader no more: what is shown once must stay.
  if (owner)
    return (
      <Frame answer={`This server has an owner now: ${owner.name}. From here on it asks everybody to log in.`}>
        <OwnerMade owner={owner} />
      </Frame>
    )
  if (me.error && !me.data) return <Problem error={me.error} retry={() => void me.refetch()} />
  if (!me.data) return <Frame answer="" />
  if (me.data.mode === 'open')
    return (
      <Frame
        answer={`${NO_ACCOUNTS} The first account becomes its owner and ends that; then it may listen for others too.`}
      >
        <FirstOwner onMade={setOwner} />
      </Frame>
    )
  if (!me.data.account) return <LoggedOut />
  if (!mayInstall)
    return (
      <Needs
        kind="Installation"
        title={ACCOUNTS_TITLE}
        what="Seeing and making accounts"
        right="install"
        me={me.data}
      />
    )
  const parts = [accounts, roles, identities]
  const error = parts.find((part) => part.error && !part.data)?.error
  if (error) return <Problem error={error} retry={() => void Promise.all(parts.map((part) => part.refetch()))} />
  if (!accounts.data || !roles.data || !identities.data) return <Frame answer="" />
  const all = accounts.data.accounts
  const people = all.filter(({ kind, disabled_at }) => kind === 'person' && disabled_at === null)
  const known = identities.data.identities
  return (
    <Frame
      answer={accountsAnswer(all, known)}
      actions={
        <>
          <button type="button" className="button go" onClick={() => change({ form: 'account', open: undefined })}>
            Make an account
          </button>
          <More doings={[]} code={codeOf('/api/v1/access/accounts', ['accounts', 'ls'])} />
        </>
      }
    >
      {query.form === 'account' && (
        <NewAccount
          table={roles.data}
          workspaces={me.data.workspaces.map(({ workspace }) => workspace)}
          people={people}
          onMade={({ id }) => change({ form: undefined, open: String(id), show: undefined, find: undefined })}
          end={() => change({ form: undefined })}
        />
      )}
      <Filters accounts={all} query={query} change={change} find={find} />
      <AccountTable accounts={all} query={query} myId={me.data.account_id} table={roles.data} change={change} />
      {known.length > 0 && <Identities identities={known} people={people} />}
    </Frame>
  )
}

interface FrameOf {
  answer: string
  actions?: ReactNode
  children?: ReactNode
}

const Frame = ({ answer, actions, children }: FrameOf) => (
  <>
    <Head kind="Installation" title={ACCOUNTS_TITLE} actions={actions} answer={answer} phoneLines={[5, 0]} />
    {answer === '' ? <Waiting /> : children}
  </>
)
