/** The conditions that are joined by AND, each with a button that takes it away. */
import { middleCut } from '../../../../format/names.ts'
import { partsOf } from './parts.ts'

export function Chips({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const parts = filter ? partsOf(filter) : undefined
  if (!parts) return null
  return (
    <ul className="conditions" aria-label="Conditions">
      {parts.map((part, i) => (
        <li key={part}>
          <span className="mono" title={part}>
            {middleCut(part, 60)}
          </span>
          <button
            type="button"
            aria-label={`Remove ${part}`}
            onClick={() => onFilter(parts.filter((_, other) => other !== i).join(' AND '))}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  )
}
