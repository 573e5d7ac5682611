/** Filters of pay: each value exactly as the documents name it, with the number of figures behind it. */
import { OWN_SECTOR } from '../../../../../src/features/handbook/contract/shapes.ts'
import { To } from '../../../parts/link.tsx'
import { PAY_FILTERS, type SalariesQuery, salariesRoute } from '../routes.ts'
import { FILTER_WORDS, type Pay } from './words.ts'

interface Shown {
  search: SalariesQuery
  pay: Pay | undefined
}

export function Filters({ search, pay }: Shown) {
  const navigate = salariesRoute.useNavigate()
  const isAny = PAY_FILTERS.some((filter) => search[filter])
  return (
    <search className="pay-filters">
      {PAY_FILTERS.map((filter) => {
        const { label, any } = FILTER_WORDS[filter]
        const chosen = search[filter] ?? ''
        const values = pay?.facets[filter] ?? []
        const own = filter === 'sector' ? pay?.workspace_sector : undefined
        return (
          <select
            key={filter}
            className="field"
            aria-label={label}
            value={chosen}
            onChange={({ target }) =>
              void navigate({ search: { ...search, [filter]: target.value || undefined }, resetScroll: false })
            }
          >
            <option value="">{any}</option>
            {own && (
              <option value={OWN_SECTOR}>
                Your sector: {own.sector} ({own.figures.length})
              </option>
            )}
            {values.map(({ value, figures }) => (
              <option key={value} value={value}>
                {value} ({figures})
              </option>
            ))}
            {chosen === OWN_SECTOR && !own && <option value={OWN_SECTOR}>Your sector</option>}
            {chosen && chosen !== OWN_SECTOR && !values.some(({ value }) => value === chosen) && (
              <option value={chosen}>{chosen} (0)</option>
            )}
          </select>
        )
      })}
      {isAny && <To to="/handbook/salaries">Clear filters</To>}
    </search>
  )
}
