/** Figures that contradict each other, side by side and never merged. */
import { To } from '../../../parts/link.tsx'
import type { Contradiction } from '../asks.ts'

export function Contradictions({ contradictions }: { contradictions: Contradiction[] }) {
  return contradictions.map(({ id, topic, why, figures }) => (
    <section key={id} id={id} aria-label={`Contradiction: ${topic}`} className="contradiction">
      <h2>
        {topic} {figures.length > 1 && <small>the documents disagree</small>}
      </h2>
      <ul className="side-by-side">
        {figures.map((figure) => (
          <li key={figure.id} className={figure.implausible ? 'is-implausible' : ''}>
            <b className="num">{figure.value}</b>
            <span>{figure.label}</span>
            <small>
              <To to={`/handbook/figures/${figure.id}`} className="refs">
                {figure.ref}
              </To>
              {figure.publisher && ` according to ${figure.publisher}`}
              {figure.year !== undefined && ` · ${figure.year}`}
            </small>
            {figure.implausible && (
              <span className="chip warn">
                <i aria-hidden="true">▲</i> implausible, counts nowhere
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className="why">{why}</p>
    </section>
  ))
}
