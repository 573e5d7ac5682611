/** Which skills a role asks for, by the number of lines that do. */
import { useState } from 'react'
import { To } from '../../../parts/link.tsx'
import type { SkillNeed } from '../asks.ts'

const FEW = 8

export function SkillsAsked({ skills }: { skills: SkillNeed[] }) {
  const [isOpen, setOpen] = useState(false)
  const sorted = skills.toSorted((a, b) => b.lines.length - a.lines.length)
  const most = sorted[0]!.lines.length
  return (
    <section aria-label="Skills it asks for" className="panel">
      <h3>
        Skills it asks for <small>by the number of lines that do</small>
      </h3>
      <ul className="skill-bars">
        {(isOpen ? sorted : sorted.slice(0, FEW)).map(({ skill, lines }) => (
          <li key={skill.id}>
            <To to={`/handbook/skills#${skill.id}`}>{skill.name}</To>
            <span className="skill-bar">
              <span style={{ width: `${(100 * lines.length) / most}%` }} />
            </span>
            <span className="num low">{lines.length}</span>
          </li>
        ))}
      </ul>
      {skills.length > FEW && (
        <button type="button" className="button small bare" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show fewer' : `Show all ${skills.length}`}
        </button>
      )}
    </section>
  )
}
