/** The rail in the order of the loop; an entry appears when there is something behind it. */
import { useLocation } from '@tanstack/react-router'
import { basePath } from '../place.ts'
import { To } from './link.tsx'

interface Entry {
  label: string
  to: string
  /** Is a page of this entry open? */
  holds: (path: string) => boolean
}

const SECTIONS: { label: string; entries: Entry[] }[] = [
  {
    label: 'Build',
    entries: [{ label: 'Experiments', to: '/experiments', holds: (path) => /^\/(experiments|runs|diff)/.test(path) }],
  },
]

export function Rail() {
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
          {SECTIONS.map(({ label, entries }) => (
            <div key={label}>
              <span className="section">{label}</span>
              {entries.map((entry) => (
                <To
                  key={entry.to}
                  to={entry.to}
                  className="entry"
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

const Bell = () => (
  <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
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
