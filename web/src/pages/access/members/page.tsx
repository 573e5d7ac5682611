/** People and roles of a workspace: what each role may do, who has which, the tokens of its service accounts. */
import { useRef } from 'react'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import { useMe } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { moveFocus } from '../../track/move-focus.ts'
import '../access.css'
import '../forms.css'
import { codeOf } from '../as-code.ts'
import { type Role, useMembers, useRoles } from '../asks.ts'
import { LoggedOut } from '../needs.tsx'
import { RoleGrid } from '../role-grid.tsx'
import { type MembersQuery, membersRoute } from '../routes.ts'
import { Waiting } from '../waiting.tsx'
import { MEMBERS_TITLE, membersAnswer, needed } from '../words.ts'
import { AddMember } from './add-member.tsx'
import { countsOf, MemberTable } from './member-table.tsx'
import { Services } from './services.tsx'

/** From here on a field to find somebody helps. */
const MANY = 10

export function MembersPage() {
  const query = membersRoute.useSearch()
  const navigate = membersRoute.useNavigate()
  const find = useRef<HTMLInputElement>(null)
  const [me, members] = [useMe(), useMembers()]
  const roles = useRoles(me.data?.may.includes('self'))
  usePage(MEMBERS_TITLE, [{ label: MEMBERS_TITLE }])
  useKeys({
    j: () => moveFocus('[data-row] button', 1),
    k: () => moveFocus('[data-row] button', -1),
    '/': () => find.current?.focus(),
  })
  const change = (patch: Partial<MembersQuery>): void =>
    void navigate({ search: (before) => ({ ...before, ...patch }), replace: true, resetScroll: false })
  if (me.data?.mode === 'accounts' && !me.data.account) return <LoggedOut />
  if (members.error && !members.data) return <Problem error={members.error} retry={() => void members.refetch()} />
  if (!me.data || !members.data || (!roles.data && !roles.error && me.data.may.includes('self')))
    return (
      <>
        <Head kind="Workspace" title={MEMBERS_TITLE} answer="" phoneLines={[5, 0]} />
        <Waiting />
      </>
    )
  const isOpen = me.data.mode === 'open'
  const mayChange = !isOpen && me.data.may.includes('admin')
  const choose = (role: Role | undefined): void => change({ role })
  return (
    <>
      <Head
        kind="Workspace"
        title={MEMBERS_TITLE}
        actions={
          <>
            {mayChange && (
              <button type="button" className="button go" onClick={() => change({ form: 'member', open: undefined })}>
                Add a member
              </button>
            )}
            <More doings={[]} code={codeOf('/api/v1/workspace/members', ['members', 'ls'])} />
          </>
        }
        answer={membersAnswer(members.data, isOpen)}
        more={
          isOpen ? (
            <To to="/accounts">Make the first account</To>
          ) : (
            !mayChange && needed('Changing who is here', 'admin', me.data, members.data)
          )
        }
      />
      {mayChange && query.form === 'member' && roles.data && (
        <AddMember
          table={roles.data}
          mayInstall={me.data.may.includes('install')}
          members={members.data.members}
          choose={choose}
          end={() => change({ form: undefined, role: undefined })}
        />
      )}
      {roles.data && (
        <RoleGrid
          table={roles.data}
          {...(!isOpen && { counts: countsOf(members.data.members) })}
          chosen={query.role}
          toRole={(role) => pathOf('/members', { ...query, role })}
        />
      )}
      {!isOpen && (
        <>
          {members.data.members.length > MANY && (
            <input
              ref={find}
              type="search"
              className="field access-find"
              placeholder="Find a name or a role"
              aria-label="Find a name or a role"
              value={query.find ?? ''}
              onChange={({ target }) => change({ find: target.value || undefined })}
            />
          )}
          <MemberTable
            members={members.data.members}
            table={roles.data}
            query={query}
            myId={me.data.account_id}
            mayChange={mayChange}
            change={change}
          />
          {mayChange && roles.data && (
            <Services members={members.data.members} table={roles.data} query={query} change={change} />
          )}
        </>
      )}
    </>
  )
}
