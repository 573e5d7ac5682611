/** Filters of pay: each value exactly as the documents name it, with the number of figures behind it. */
import { To } from '../../../parts/link.tsx'
import { PAY_FILTERS, type SalariesQuery, salariesRoute } from '../routes.ts'
import { FILTER_WORDS, type Pay } from './words.ts'

export function Filters({ search, facets }: { search: SalariesQuery; facets: Pay['facets'] | undefined }) {
  const navigate = salariesRoute.useNavigate()
  const isAny = PAY_FILTERS.some((filter) => search[filter])
  return (
    <search className="pay-filters">
      {PAY_FILTERS.map((filter) => {
        const { label, any } = FILTER_WORDS[filter]
        const chosen = search[filter] ?? ''
        const values = facets?.[filter] ?? []
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
            {values.map(({ value, figures }) => (
              <option key={value} value={value}>
                {value} ({figures})
              </option>
            ))}
            {chosen && !values.some(({ value }) => value === chosen) && <option value={chosen}>{chosen} (0)</option>}
          </select>
        )
      })}
      {isAny && <To to="/handbook/salaries">Clear filters</To>}
    </search>
  )
}
