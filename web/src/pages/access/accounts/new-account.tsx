/** The form that makes an account: a person or a service, and what it is in which workspaces. */
import { type FormEvent, useState } from 'react'
import { access } from '../../../../../src/features/access/contract/accounts.ts'
import type { Input } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { workspaceName } from '../../../place.ts'
import { Mistake, onEscape } from '../asked.tsx'
import { type Account, type Role, type Roles, useDoing } from '../asks.ts'
import { RoleSelect } from '../members/role-select.tsx'
import { useTakenFocus } from '../take-focus.ts'
import { ContactFields, contactIn } from './contact.tsx'

interface FormOf {
  table: Roles
  workspaces: string[]
  people: Account[]
  onMade: (account: Account) => void
  end: () => void
}

export function NewAccount({ table, workspaces, people, onMade, end }: FormOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const [kind, setKind] = useState<Account['kind']>('person')
  const [place, setPlace] = useState(workspaces.includes(workspaceName) ? workspaceName : '')
  const [role, setRole] = useState<Role>('contributor')
  const making = useDoing((input: Input<typeof access.createAccount>) => call(access.createAccount, input))
  const make = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const input = {
      name: String(form.get('name')),
      kind,
      ...(kind === 'service' && contactIn(form, people)),
      ...(place && { memberships: [{ workspace: place, role }] }),
    }
    making.mutate(input, { onSuccess: ({ account }) => onMade(account) })
  }
  return (
    <form
      ref={ref}
      className="panel access-form"
      aria-label="Make an account"
      onSubmit={make}
      onKeyDown={onEscape(end)}
    >
      <div className="access-fields">
        <label>
          Name
          <input className="field" name="name" required maxLength={100} autoComplete="off" />
        </label>
        <label>
          For
          <select className="field" value={kind} onChange={({ target }) => setKind(target.value as Account['kind'])}>
            <option value="person">a person, who logs in</option>
            <option value="service">a service: programs with tokens</option>
          </select>
        </label>
        {kind === 'service' && <ContactFields people={people} />}
        <label>
          Member of
          <select className="field" value={place} onChange={({ target }) => setPlace(target.value)}>
            <option value="">no workspace yet</option>
            {workspaces.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {place && <RoleSelect table={table} role={role} choose={setRole} />}
      </div>
      <p className="access-buttons">
        <button type="submit" className="button go" disabled={making.isPending}>
          Make the account
        </button>
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
        <span className="low">
          {kind === 'person'
            ? 'Next you get a link to send: by it the person sets a password that nobody else knows.'
            : 'Next you make its first token.'}
        </span>
      </p>
      <Mistake error={making.error} />
    </form>
  )
}
