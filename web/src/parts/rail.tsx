/** The rail in the order of the loop. */
import { useLocation } from '@tanstack/react-router'
import { basePath } from '../place.ts'
import { useOwnRole } from './here.ts'
import { To } from './link.tsx'
import { usePlaces } from './own-places.ts'
import { toFor } from './places.ts'
import './rail.css'

export function Rail() {
  const own = useOwnRole()
  const pathname = useLocation({ select: (location) => location.pathname })
  const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) || '/' : pathname
  return (
    <div className="rail">
      <nav aria-label="Pages">
        <To to="/" className="brand">
          <Bell />
          Bellwether
        </To>
        <div className="entries">
          {usePlaces().map(({ label, entries }) => (
            <div key={label ?? entries[0]!.to}>
              {label && <span className="section">{label}</span>}
              {entries.map((entry) => (
                <To
                  key={entry.to}
                  to={toFor(entry, own)}
                  className={entry.isWide ? 'entry wide' : 'entry'}
                  title={`g ${entry.key}`}
                  {...(entry.holds(path) && { 'aria-current': 'page' as const })}
                >
                  {entry.label}
                </To>
              ))}
            </div>
          ))}
        </div>
      </nav>
    </div>
  )
}

export const Bell = ({ size = 18 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
    <path
      d="M3 13c1.6-.8 2-2.4 2-5a4 4 0 0 1 8 0c0 2.6.4 4.2 2 5z"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.6"
      strokeLinejoin="round"
    />
    <circle cx="9" cy="15.3" r="1.4" fill="var(--accent)" />
  </svg>
)
