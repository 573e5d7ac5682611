/** What pay is made of where a document takes it apart, and what a team's own bands say. */
import { To } from '../../../parts/link.tsx'
import type { Band, Figure } from '../asks.ts'
import { FigureRows } from '../lines/figure-rows.tsx'
import { capital } from '../words.ts'
import { formatPay, sumOf } from './words.ts'

export function Components({ figures }: { figures: Figure[] }) {
  const roles = Map.groupBy(
    figures.filter(({ component }) => component !== undefined),
    ({ role }) => role ?? 'No role named',
  )
  if (!roles.size) return null
  return (
    <section aria-label="Components of pay">
      <h2>Components of pay</h2>
      <div className="components">
        {[...roles].map(([role, parts]) => (
          <div key={role} className="panel">
            <h3>{role}</h3>
            <FigureRows figures={parts.map((part) => ({ ...part, label: capital(part.component!) }))} />
            {sumOf(parts) && <p className="why">{sumOf(parts)}</p>}
          </div>
        ))}
      </div>
    </section>
  )
}

const amount = ({ low, high }: { low: number; high: number }, currency: string): string => {
  const money = (n: number) =>
    currency === 'USD'
      ? formatPay(n)
      : n.toLocaleString('en', { style: 'currency', currency, maximumFractionDigits: 0 })
  return low === high ? money(low) : `${money(low)} to ${money(high)}`
}

export function Bands({ bands }: { bands: Band[] }) {
  if (!bands.length) return null
  return (
    <section aria-label="Bands of your team">
      <h2>
        Bands of your team <small>only admins see them</small>
      </h2>
      <table className="table">
        <thead>
          <tr>
            <th>Depends on</th>
            <th>Base</th>
            <th>Total</th>
            <th className="wide">From</th>
          </tr>
        </thead>
        <tbody>
          {bands.map(({ id, basis, base, total, currency, per, source, date }) => (
            <tr key={id}>
              <td>{basis}</td>
              <td className="num">{amount(base, currency)}</td>
              <td className="num">
                {amount(total, currency)} a {per}
              </td>
              <td className="wide">
                {source}, {date}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Advice stands beside the figures it is about. */
export const MORE_ADVICE = (
  <p className="role-pay-more">
    <To to="/handbook/advice">What moves pay, and all other advice</To>
  </p>
)
