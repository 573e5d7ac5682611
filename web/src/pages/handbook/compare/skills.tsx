/** The skills of two roles as need, have and gap; the ticks are the reader's own. */
import { To } from '../../../parts/link.tsx'
import type { Compared } from '../asks.ts'
import { PRIVATE, STANDING, standingOf, type Ticks, toggled } from '../skills/ticks.ts'

interface SkillsOfTwo {
  compared: Compared
  ticks: Ticks
  tick: (next: Ticks) => void
}

const RANK = { both: 0, left: 1, right: 2 } as const

export function SkillsOfTwo({ compared: { left, right, skills }, ticks, tick }: SkillsOfTwo) {
  const sorted = skills.toSorted((a, b) => RANK[a.needed_by] - RANK[b.needed_by])
  const had = skills.filter(({ skill }) => ticks.has(skill.id)).length
  return (
    <section aria-label="Skills of both">
      <h2>
        Skills <small>{ticks.size ? `you have ${had} of ${skills.length}` : `${skills.length} needed`}</small>
      </h2>
      <p className="low ticks-note">{PRIVATE}</p>
      <table className="table skills-of-two">
        <thead>
          <tr>
            <th scope="col">
              <span className="wide">I have it</span>
              <span className="seen-by-readers narrow-only">I have it</span>
            </th>
            <th scope="col">Skill</th>
            {[left.name, right.name].map((name, i) => (
              <th key={name} scope="col" title={name}>
                <span className="wide">{name}</span>
                <span className="narrow-only">{i === 0 ? 'First' : 'Second'}</span>
              </th>
            ))}
            <th scope="col">You</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ skill, needed_by }) => {
            const { shape, tone, word } = STANDING[standingOf(true, ticks, skill.id)]
            return (
              <tr key={skill.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`I have it: ${skill.name}`}
                    checked={ticks.has(skill.id)}
                    onChange={() => tick(toggled(ticks, skill.id))}
                  />
                </td>
                <th scope="row">
                  <To to={`/handbook/skills#${skill.id}`}>{skill.name}</To>
                </th>
                <td>{needed_by !== 'right' && <Need />}</td>
                <td>{needed_by !== 'left' && <Need />}</td>
                <td>
                  <span className={`chip ${tone}`}>
                    <i aria-hidden="true">{shape}</i>
                    {word}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const Need = () => (
  <>
    <i className="need-dot" aria-hidden="true" />
    <span className="seen-by-readers">needed</span>
  </>
)
