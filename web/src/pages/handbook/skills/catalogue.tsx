/** Each skill with its levels and what may show it; the level that the reader claims is theirs alone. */
import type { Skill } from '../asks.ts'
import { Anchor, Anchored } from '../lines/line.tsx'
import { Refs } from '../lines/refs.tsx'
import { levelWord, type Ticks } from './ticks.ts'

interface Catalogue {
  skills: Skill[]
  ticks: Ticks
  tick: (next: Ticks) => void
  title: string
}

export const Catalogue = ({ skills, title, ...of }: Catalogue) => (
  <section aria-label={title}>
    <h2>
      {title} <small className="num">{skills.length}</small>
    </h2>
    <ul className="book-lines">
      {skills.map((skill) => (
        <SkillLine key={skill.id} skill={skill} {...of} />
      ))}
    </ul>
  </section>
)

function SkillLine({ skill, ticks, tick }: { skill: Skill } & Omit<Catalogue, 'skills' | 'title'>) {
  const { id, name, about, levels, evidence, evidence_later, refs } = skill
  return (
    <Anchored id={id} className="skill">
      <div>
        <p>
          <b>{name}</b> {about}
        </p>
        <details>
          <summary>Levels and what may show it</summary>
          <fieldset>
            <legend className="seen-by-readers">Your level of {name}</legend>
            {levels.map((level) => (
              <label key={level}>
                <input
                  type="radio"
                  name={`level-${id}`}
                  checked={ticks.get(id) === levelWord(level)}
                  onChange={() => tick(new Map(ticks).set(id, levelWord(level)))}
                />
                {level}
              </label>
            ))}
          </fieldset>
          {evidence.length > 0 && <p className="skill-shown">May be shown by: {evidence.join('; ')}.</p>}
          {evidence_later.length > 0 && (
            <p className="skill-shown">Not there yet in this product: {evidence_later.join('; ')}.</p>
          )}
        </details>
      </div>
      <Refs id={id} refs={refs} />
      <Anchor id={id} />
    </Anchored>
  )
}
