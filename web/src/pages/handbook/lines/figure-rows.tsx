/** Figures as the documents have them: label, value word for word, place, age. */
import type { Figure } from '../asks.ts'
import { Refs } from './refs.tsx'

export const FigureRows = ({ figures }: { figures: Figure[] }) => (
  <ul className="figure-rows">
    {figures.map(({ id, label, value, ref, year, implausible }) => (
      <li key={id}>
        <span>
          {label}
          {year !== undefined && <span className="year"> {year}</span>}
        </span>
        <b className="num">{value}</b>
        {implausible && <span className="chip warn">▲ implausible</span>}
        <Refs id={id} refs={[ref]} />
      </li>
    ))}
  </ul>
)
