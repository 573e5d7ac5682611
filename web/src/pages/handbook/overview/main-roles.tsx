/** The roles that documents are about, as large links; the reader's own comes first. */

import { useOwnRole } from '../../../parts/here.ts'
import { To } from '../../../parts/link.tsx'
import type { RoleHead } from '../asks.ts'
import { LEVEL_WORDS } from '../words.ts'

export function MainRoles({ roles }: { roles: RoleHead[] }) {
  const own = useOwnRole()
  const main = roles
    .filter(({ main, source }) => main || source === 'team')
    .sort((a, b) => Number(b.id === own) - Number(a.id === own))
  return (
    <ul className="main-roles">
      {main.map(({ id, name, level, sources, summary, lines, source }) => (
        <li key={id}>
          <To to={`/handbook/roles/${id}`}>
            <b>{name}</b>
            <span>{summary}</span>
            <small>
              {LEVEL_WORDS[level]} · {lines} lines · {source === 'team' ? 'your team' : sources.join(', ')}
              {id === own && <span className="chip busy">yours</span>}
            </small>
          </To>
        </li>
      ))}
    </ul>
  )
}
