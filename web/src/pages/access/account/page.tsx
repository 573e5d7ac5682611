/** Your account: who you are here and what that lets you do, your password, your log-ins, your tokens. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Head } from '../../../parts/head.tsx'
import { To } from '../../../parts/link.tsx'
import { useMe } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Waiting } from '../waiting.tsx'
import '../access.css'
import '../forms.css'
import { codeOf } from '../as-code.ts'
import { useLooks, useMine, useMyTokens, useRoles, useSessions } from '../asks.ts'
import { LoggedOut } from '../needs.tsx'
import { type AccountQuery, accountRoute } from '../routes.ts'
import { ACCOUNT_TITLE, NO_ACCOUNTS, standing } from '../words.ts'
import { Looks } from './looks.tsx'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'
import { Standings } from './standings.tsx'
import { takeAlong } from './take-along.ts'
import { MyTokens } from './tokens.tsx'

export function AccountPage() {
  const { form } = accountRoute.useSearch()
  const navigate = accountRoute.useNavigate()
  const me = useMe()
  const mayOwn = me.data?.mode === 'accounts' && me.data.may.includes('self')
  const roles = useRoles(mayOwn)
  // All at once, so that nothing moves when the last of them comes.
  const parts = [useMyTokens(mayOwn), useMine(mayOwn), useSessions(mayOwn), useLooks(mayOwn)]
  const taking = useMutation({ mutationFn: takeAlong })
  usePage(ACCOUNT_TITLE, [{ label: ACCOUNT_TITLE }])
  const open = (form: AccountQuery['form']): void =>
    void navigate({ search: { form }, replace: true, resetScroll: false })
  const error = me.error ?? roles.error
  if (error && !(me.data && roles.data))
    return <Problem error={error} retry={() => void Promise.all([me.refetch(), roles.refetch()])} />
  if (!me.data) return <Frame answer="" />
  if (me.data.mode === 'open')
    return (
      <Frame
        answer={
          <>
            {NO_ACCOUNTS} <To to="/accounts">Make the first account</To>, and it asks everybody to log in.
          </>
        }
      />
    )
  if (!me.data.account) return <LoggedOut />
  if (!mayOwn)
    return (
      <Frame
        answer={`You are ${me.data.account}. What you logged in with leaves the account itself alone: it lacks the right “self”. Log in with your password to see it.`}
      />
    )
  if (!roles.data || parts.some(({ isPending }) => isPending)) return <Frame answer="" />
  return (
    <Frame
      answer={standing(me.data, roles.data)}
      actions={
        <>
          <button type="button" className="button go" onClick={() => open('token')}>
            Make a token
          </button>
          <More
            doings={[
              { label: 'Change the password', act: () => open('password') },
              { label: 'Take along what is kept of you', act: () => taking.mutate() },
            ]}
            code={codeOf('/api/v1/access/tokens', ['tokens', 'ls'])}
          />
        </>
      }
    >
      {taking.error && <Problem error={taking.error} />}
      <Standings me={me.data} table={roles.data} />
      <MyTokens
        me={me.data}
        table={roles.data}
        isMaking={form === 'token'}
        open={(is) => open(is ? 'token' : undefined)}
      />
      <Password isChanging={form === 'password'} open={(is) => open(is ? 'password' : undefined)} />
      <Sessions />
      <Looks />
    </Frame>
  )
}

interface FrameOf {
  answer: ReactNode
  actions?: ReactNode
  children?: ReactNode
}

const Frame = ({ answer, actions, children }: FrameOf) => (
  <>
    <Head kind="You" title={ACCOUNT_TITLE} actions={actions} answer={answer} phoneLines={[7, 0]} />
    {answer === '' ? <Waiting /> : children}
  </>
)
