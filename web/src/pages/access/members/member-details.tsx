/** One member: another role, or an end of the membership. */
import { type FormEvent, useState } from 'react'
import { members as contract } from '../../../../../src/features/access/contract/members.ts'
import { call } from '../../../api.ts'
import { workspaceName } from '../../../place.ts'
import { Asked, Mistake, onEscape } from '../asked.tsx'
import { type Member, type Role, type Roles, useDoing } from '../asks.ts'
import { useTakenFocus } from '../take-focus.ts'
import { RoleSelect } from './role-select.tsx'

interface DetailsOf {
  member: Member
  table: Roles
  isYou: boolean
  choose: (role: Role) => void
  end: () => void
}

export function MemberDetails({ member, table, isYou, choose, end }: DetailsOf) {
  const { account, account_id } = member
  const ref = useTakenFocus<HTMLFormElement>()
  const [role, setRole] = useState(member.role)
  const [isAsked, setAsked] = useState(false)
  const giving = useDoing((role: Role) => call(contract.put, { account, role }))
  const removing = useDoing((account_id: number) => call(contract.remove, { account_id }))
  const give = (event: FormEvent): void => {
    event.preventDefault()
    giving.mutate(role, { onSuccess: end })
  }
  return (
    <div className="access-details">
      <form
        ref={ref}
        className="access-form"
        aria-label={`Role of ${account}`}
        onSubmit={give}
        onKeyDown={onEscape(end)}
      >
        <div className="access-fields">
          <RoleSelect
            table={table}
            role={role}
            choose={(next) => {
              setRole(next)
              choose(next)
            }}
          />
        </div>
        {isYou && role !== member.role && role !== 'admin' && (
          <p className="access-warning">
            This is you: as {role} you can change nobody’s role any more, your own included.
          </p>
        )}
        <p className="access-buttons">
          <button type="submit" className="button" disabled={role === member.role || giving.isPending}>
            Make {account} {role}
          </button>
          <button type="button" className="button bare" onClick={end}>
            Close
          </button>
          <button type="button" className="button bare takes" aria-expanded={isAsked} onClick={() => setAsked(true)}>
            Remove from {workspaceName}
          </button>
        </p>
        <Mistake error={giving.error} />
      </form>
      {isAsked && (
        <Asked
          question={`Remove ${isYou ? 'yourself' : account} from workspace ${workspaceName}? Nothing here can be seen any more with that account, and its tokens stop working here. What was logged stays.`}
          verb="Remove"
          isPending={removing.isPending}
          error={removing.error}
          act={() => removing.mutate(account_id, { onSuccess: end })}
          end={() => setAsked(false)}
        />
      )}
    </div>
  )
}
