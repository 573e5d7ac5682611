/** Skills by roles: a dot where a role asks for a skill; the reader's own ticks turn it into have or gap. */
import { To } from '../../../parts/link.tsx'
import { STANDING, type Standing, standingOf, type Ticks, toggled } from './ticks.ts'
import { askedBy, type RoleOf, type Skills } from './words.ts'

interface Matrix {
  skills: Skills
  chosen: RoleOf | undefined
  ticks: Ticks
  tick: (next: Ticks) => void
}

export function Matrix({ skills, chosen, ticks, tick }: Matrix) {
  const sorted = skills.skills.toSorted((a, b) => askedBy(skills, b.id) - askedBy(skills, a.id))
  const shown = chosen
    ? sorted.filter(({ id }) => chosen.cells.some((cell) => cell.skill === id && cell.need) || ticks.has(id))
    : sorted
  return (
    <section aria-label="Which role asks for which skill" className="matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">I have it</th>
            <th scope="col">Skill</th>
            {skills.roles.map(({ id, name }) => (
              <th key={id} scope="col" className={`role-name wide${chosen?.id === id ? ' is-chosen' : ''}`}>
                <span>
                  <To to={`/handbook/roles/${id}`}>{name}</To>
                </span>
              </th>
            ))}
            <th scope="col" className="n">
              Roles
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ id, name }) => (
            <tr key={id}>
              <td>
                <input
                  type="checkbox"
                  aria-label={`I have it: ${name}`}
                  checked={ticks.has(id)}
                  onChange={() => tick(toggled(ticks, id))}
                />
              </td>
              <th scope="row">
                <a href={`${location.pathname}${location.search}#${id}`}>{name}</a>
                {chosen && <span className="narrow-only"> {STANDING[stand(chosen, ticks, id)].word}</span>}
              </th>
              {skills.roles.map((role) => (
                <Cell key={role.id} standing={stand(role, ticks, id)} isChosen={role === chosen} />
              ))}
              <td className="n low">{askedBy(skills, id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="matrix-key" aria-hidden="true">
        {(ticks.size ? (['have', 'gap', 'special'] as const) : (['need', 'special'] as const)).map((standing) => (
          <span key={standing} className="matrix-mark">
            <span className="matrix-cell">
              <i className={`mark-${standing}`} />
            </span>
            {KEY_WORDS[standing]}
          </span>
        ))}
      </p>
    </section>
  )
}

const KEY_WORDS = {
  need: 'the role asks for it',
  have: 'the role asks for it, and you have it',
  gap: 'the role asks for it, and you did not tick it',
  special: 'some specialise in it',
} as const

function stand({ cells, specialisations }: RoleOf, ticks: Ticks, skill: string): Standing {
  const standing = standingOf(
    cells.some((cell) => cell.skill === skill && cell.need),
    ticks,
    skill,
  )
  return standing === 'none' && specialisations.some(({ id }) => id === skill) ? 'special' : standing
}

function Cell({ standing, isChosen }: { standing: Standing; isChosen: boolean }) {
  const { word } = STANDING[standing]
  const isShown = standing !== 'none' && standing !== 'extra'
  return (
    <td className={`wide matrix-cell${isChosen ? ' is-chosen' : ''}`} title={word}>
      {isShown && (
        <>
          <i className={`mark-${standing}`} aria-hidden="true" />
          <span className="seen-by-readers">{word}</span>
        </>
      )}
    </td>
  )
}
