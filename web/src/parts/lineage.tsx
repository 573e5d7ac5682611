/** Where it comes from: the chain of things, each a link, the present one marked. */
import { middleCut } from '../format/names.ts'
import { To } from './link.tsx'

export interface Stop {
  label: string
  title?: string
  to?: string
  here?: boolean
}

export function Lineage({ stops }: { stops: Stop[] }) {
  return (
    <nav aria-label="Lineage">
      <ol className="lineage">
        {stops.map(({ label, title, to, here }, i) => {
          const text = middleCut(label, 48)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the chain is the identity
            <li key={i}>
              {to && !here ? (
                <To to={to} title={title ?? label}>
                  {text}
                </To>
              ) : (
                <span title={title ?? label} {...(here && { 'aria-current': 'page' as const })}>
                  {text}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
