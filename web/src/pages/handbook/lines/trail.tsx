/** Where something of the handbook comes from and where it leads: document, line, page. */
import { middleCut } from '../../../format/names.ts'
import { To } from '../../../parts/link.tsx'

export interface Stop {
  label: string
  to?: string
  here?: boolean
}

const MOST_LETTERS = 48

export const Trail = ({ stops }: { stops: Stop[] }) => (
  <nav aria-label="Where it comes from">
    <ol className="lineage">
      {stops.map(({ label, to, here }) => (
        <li key={label}>
          {to && !here ? (
            <To to={to} title={label}>
              {middleCut(label, MOST_LETTERS)}
            </To>
          ) : (
            <span title={label} {...(here && { 'aria-current': 'page' as const })}>
              {middleCut(label, MOST_LETTERS)}
            </span>
          )}
        </li>
      ))}
    </ol>
  </nav>
)
