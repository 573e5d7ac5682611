/** Where the role stands on the ladders of the documents: what leads to it, what it leads to. */
import { To } from '../../../parts/link.tsx'
import type { RoleLink } from '../asks.ts'
import { PlainRefs } from '../lines/refs.tsx'

interface Way {
  before: RoleLink[]
  name: string
  next: RoleLink[]
}

export function Way({ before, name, next }: Way) {
  if (!before.length && !next.length)
    return (
      <p className="way-none">No document puts this role on a ladder: nothing is said of what leads to it or on.</p>
    )
  return (
    <section aria-label="The way through this role" className="way">
      <Steps title="Comes from" steps={before} none="It is a first rung." />
      <div className="way-here">
        <b>{name}</b>
        <To to="/handbook/paths">All paths</To>
      </div>
      <Steps title="Leads to" steps={next} none="Nothing is said of what follows." />
    </section>
  )
}

const Steps = ({ title, steps, none }: { title: string; steps: RoleLink[]; none: string }) => (
  <div className="way-steps">
    <small>{title}</small>
    {steps.length === 0 && <span className="low">{none}</span>}
    <ul>
      {steps.map(({ id, name, role, refs }) => (
        <li key={id}>
          {role ? <To to={`/handbook/roles/${role}`}>{name}</To> : <span>{name}</span>} <PlainRefs refs={refs} />
        </li>
      ))}
    </ul>
  </div>
)
