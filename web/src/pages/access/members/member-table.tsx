/** Members by name, each with the role; an open row gives another one, or ends the membership. */
import { Fragment } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Below } from '../asked.tsx'
import type { Member, Role, Roles } from '../asks.ts'
import { KindChips } from '../chips.tsx'
import type { MembersQuery } from '../routes.ts'
import { MemberDetails } from './member-details.tsx'

interface TableOf {
  members: Member[]
  /** Unknown to who logged in with less than an account. */
  table: Roles | undefined
  query: MembersQuery
  myId: number | null
  mayChange: boolean
  change: (patch: Partial<MembersQuery>) => void
}

export function countsOf(members: Member[]): Map<Role, number> {
  const counts = new Map<Role, number>()
  for (const { role, is_disabled } of members) if (!is_disabled) counts.set(role, (counts.get(role) ?? 0) + 1)
  return counts
}

const SPAN = 4

export function MemberTable({ members, table, query, myId, mayChange, change }: TableOf) {
  const words = query.find?.toLowerCase() ?? ''
  const shown = members.filter(({ account, role }) => `${account} ${role}`.toLowerCase().includes(words))
  const isOpen = (id: number): boolean => query.form !== 'token' && query.open === String(id)
  return (
    <Section
      title="Members"
      note={
        shown.length < members.length
          ? `${formatCount(shown.length)} of ${formatCount(members.length)}`
          : formatCount(members.length)
      }
    >
      {shown.length === 0 ? (
        <p className="low">
          {members.length
            ? `No member has “${query.find}” in name or role.`
            : 'None yet. Owners of the installation see and change everything here; all others must be added.'}
        </p>
      ) : (
        <table className="table access-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col" className="wide">
                Member since
              </th>
              {mayChange && (
                <th scope="col" className="access-verbs">
                  <span className="seen-by-readers">What can be done</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((member) => (
              <Fragment key={member.account_id}>
                <tr data-row="" className={query.role === member.role ? 'access-at' : ''}>
                  <th scope="row">
                    {member.account}{' '}
                    <KindChips
                      kind={member.kind}
                      isDisabled={member.is_disabled}
                      isYou={member.account_id === myId}
                      isByGroup={member.by_group}
                    />
                  </th>
                  <td>{member.role}</td>
                  <td className="wide low">
                    <Ago at={member.since} />
                  </td>
                  {mayChange && (
                    <td className="access-verbs">
                      <button
                        type="button"
                        className="button small bare"
                        aria-expanded={isOpen(member.account_id)}
                        onClick={() =>
                          change({
                            open: isOpen(member.account_id) ? undefined : String(member.account_id),
                            form: undefined,
                          })
                        }
                      >
                        Change<span className="seen-by-readers"> {member.account}</span>
                      </button>
                    </td>
                  )}
                </tr>
                {mayChange && table && isOpen(member.account_id) && (
                  <Below span={SPAN}>
                    <MemberDetails
                      member={member}
                      table={table}
                      isYou={member.account_id === myId}
                      choose={(role) => change({ role })}
                      end={() => change({ open: undefined, role: undefined })}
                    />
                  </Below>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
