/** The form that adds an account to the workspace: who, as what, and what that lets them do. */
import { type FormEvent, useState } from 'react'
import { members as contract } from '../../../../../src/features/access/contract/members.ts'
import { call } from '../../../api.ts'
import { workspaceName } from '../../../place.ts'
import { Mistake, onEscape } from '../asked.tsx'
import { type Member, type Role, type Roles, useAccounts, useDoing } from '../asks.ts'
import { useTakenFocus } from '../take-focus.ts'
import { RoleSelect } from './role-select.tsx'

interface FormOf {
  table: Roles
  /** Owners know all accounts, and are offered them. */
  mayInstall: boolean
  members: Member[]
  /** Shows the role in the table of rights. */
  choose: (role: Role | undefined) => void
  end: () => void
}

const FIRST: Role = 'contributor'

export function AddMember({ table, mayInstall, members, choose, end }: FormOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const [role, setRole] = useState<Role>(FIRST)
  const accounts = useAccounts(mayInstall)
  const adding = useDoing((input: { account: string; role: Role }) => call(contract.put, input))
  const here = new Set(members.map(({ account_id }) => account_id))
  const others = accounts.data?.accounts.filter(
    ({ id, disabled_at, is_owner }) => !here.has(id) && disabled_at === null && !is_owner,
  )
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const account = String(new FormData(event.currentTarget).get('account')).trim()
    adding.mutate({ account, role }, { onSuccess: end })
  }
  return (
    <form
      ref={ref}
      className="panel access-form"
      aria-label={`Add a member to ${workspaceName}`}
      onSubmit={add}
      onKeyDown={onEscape(end)}
    >
      <div className="access-fields">
        <label>
          Name of the account
          <input
            className="field"
            name="account"
            required
            maxLength={100}
            autoComplete="off"
            list={others ? 'access-others' : undefined}
          />
          {others && (
            <datalist id="access-others">
              {others.map(({ id, name }) => (
                <option key={id} value={name} />
              ))}
            </datalist>
          )}
        </label>
        <RoleSelect
          table={table}
          role={role}
          choose={(next) => {
            setRole(next)
            choose(next)
          }}
        />
      </div>
      <p className="access-buttons">
        <button type="submit" className="button go" disabled={adding.isPending}>
          Add as {role}
        </button>
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
        {!mayInstall && (
          <span className="low">An owner of the installation makes accounts; you add those there are.</span>
        )}
      </p>
      <Mistake error={adding.error} />
    </form>
  )
}
