/** The table of rights as a picture: a dot where a role may; choosing a role says it in words. */
import { formatCount } from '../../format/numbers.ts'
import { To } from '../../parts/link.tsx'
import type { Role, Roles } from './asks.ts'
import { roleWords } from './words.ts'

interface GridOf {
  table: Roles
  /** How many members have each; absent where nobody counts them. */
  counts?: Map<Role, number>
  chosen: Role | undefined
  /** Where a choice leads; the same role again takes it back. */
  toRole: (role: Role | undefined) => string
}

/** Everybody has the own account, and only owners the installation: neither tells roles apart. */
const ALIKE = new Set(['self', 'install'])

export function RoleGrid({ table, counts, chosen, toRole }: GridOf) {
  const { roles } = table
  const rights = table.rights.filter(({ id }) => !ALIKE.has(id))
  const role = roles.find(({ id }) => id === chosen)
  const at = (id: Role): string => (id === chosen ? 'at' : '')
  return (
    <figure className="panel access-grid">
      <table>
        <caption className="seen-by-readers">What each role may do in a workspace</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="seen-by-readers">Right</span>
            </th>
            {roles.map(({ id }) => (
              <th key={id} scope="col" className={at(id)}>
                <To to={toRole(id === chosen ? undefined : id)} {...(id === chosen && { 'aria-current': 'true' })}>
                  {id}
                </To>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rights.map(({ id: right, about }) => (
            <tr key={right}>
              <th scope="row">
                <span className="access-right">
                  <b>{right}</b> <span className="low wide">{about}</span>
                </span>
              </th>
              {roles.map(({ id, rights: given }) => {
                const may = given.some((each) => each === right)
                return (
                  <td key={id} className={at(id)} title={`${id}: ${may ? about : 'not this'}`}>
                    <i className={may ? 'dot may' : 'dot'} aria-hidden="true" />
                    <span className="seen-by-readers">{may ? 'yes' : 'no'}</span>
                  </td>
                )
              })}
            </tr>
          ))}
          {counts && (
            <tr className="count">
              <th scope="row">members here</th>
              {roles.map(({ id }) => (
                <td key={id} className={at(id)}>
                  {formatCount(counts.get(id) ?? 0)}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      <figcaption aria-live="polite">
        {role
          ? roleWords(role, table)
          : 'Choose a role to read what it may do. Owners of the installation may do everything, in every workspace.'}
      </figcaption>
    </figure>
  )
}
