/** The rail in the order of the loop. */
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
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
  const places = usePlaces()
  const bar = useOpenInView(path, places.length)
  return (
    <div className="rail">
      <nav aria-label="Pages">
        <To to="/" className="brand">
          <Bell />
          Bellwether
        </To>
        <div className="entries" ref={bar}>
          {places.map(({ label, entries }) => (
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

/** On a phone the bar may hold more than fits: the open entry is brought to its middle. */
function useOpenInView(path: string, count: number): React.RefObject<HTMLDivElement | null> {
  const bar = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open, and what stands beside it, changes with these.
  useEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>('[aria-current]')
    const { left = 0, width = 0 } = open?.getBoundingClientRect() ?? {}
    if (!bar.current || width === 0) return
    const around = bar.current.getBoundingClientRect()
    bar.current.scrollLeft += left + width / 2 - (around.left + around.width / 2)
  }, [path, count])
  return bar
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
