/** Figures as the documents have them: label, value word for word, place, age. */
import type { Figure } from '../asks.ts'
import { Refs } from './refs.tsx'

interface Rows {
  figures: Figure[]
  /** Ids of those that are of the workspace's sector. */
  ofSector?: string[] | undefined
}

export const FigureRows = ({ figures, ofSector = [] }: Rows) => (
  <ul className="figure-rows">
    {figures.map(({ id, label, value, ref, year, implausible }) => (
      <li key={id}>
        <span>
          {label}
          {year !== undefined && <span className="year"> {year}</span>}
        </span>
        <span className="figure-value">
          {ofSector.includes(id) && <span className="chip">your sector</span>}
          <b className="num">{value}</b>
          {implausible && <span className="chip warn">▲ implausible</span>}
          <Refs id={id} refs={[ref]} />
        </span>
      </li>
    ))}
  </ul>
)
