/** Figures of pay as a table: each value exactly as its source has it, beside what it depends on. */
import { To } from '../../../parts/link.tsx'
import type { Figure } from '../asks.ts'

/** What a figure depends on, as the document names it. */
const basisOf = ({ role, level, experience, performance, places, companies, sectors, component }: Figure): string =>
  [role, level, experience, performance, ...places, ...companies, ...sectors, component].filter(Boolean).join(', ')

export function PayTable({ figures }: { figures: Figure[] }) {
  return (
    <table className="table pay-table">
      <thead>
        <tr>
          <th>Value, word for word</th>
          <th>What</th>
          <th className="wide">Depends on</th>
          <th className="n wide">Year</th>
          <th>Source</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.id} id={figure.id}>
            <td>
              {figure.value}
              {figure.implausible && (
                <span className="chip warn">
                  <i aria-hidden="true">▲</i> implausible
                </span>
              )}
            </td>
            <td>{figure.label}</td>
            <td className={`wide${basisOf(figure) ? '' : ' unknown'}`}>{basisOf(figure) || '—'}</td>
            <td
              className={`n wide${figure.year === undefined ? ' unknown' : ''}`}
              title={figure.years_old === undefined ? 'The document gives no year.' : `${figure.years_old} years old`}
            >
              {figure.year ?? '—'}
            </td>
            <td>
              <To to={`/handbook/figures/${figure.id}`} className="refs">
                {figure.ref}
              </To>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
