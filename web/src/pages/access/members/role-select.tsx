/** Chooses a role, and says at once what it may do. */
import type { Role, Roles } from '../asks.ts'
import { roleWords } from '../words.ts'

interface SelectOf {
  table: Roles
  role: Role
  choose: (role: Role) => void
}

export function RoleSelect({ table, role, choose }: SelectOf) {
  const chosen = table.roles.find(({ id }) => id === role)
  return (
    <>
      <label>
        Role
        <select className="field" name="role" value={role} onChange={({ target }) => choose(target.value as Role)}>
          {table.roles.map(({ id, about }) => (
            <option key={id} value={id}>
              {id}: {about}
            </option>
          ))}
        </select>
      </label>
      <p className="access-role-words" aria-live="polite">
        {chosen && roleWords(chosen, table)}
      </p>
    </>
  )
}
