/** Links to the parts of a long page; they stay in sight. */
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type MouseEvent, useEffect, useRef } from 'react'
import { formatCount } from '../../../format/numbers.ts'

export interface Part {
  id: string
  label: string
  count?: number
}

export function OnThisPage({ parts }: { parts: Part[] }) {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  // What the address names is there only once the page is: the browser has looked for it in vain.
  const wanted = useRef(hash)
  useEffect(() => {
    if (wanted.current) document.getElementById(wanted.current)?.scrollIntoView()
    wanted.current = ''
  }, [])
  const go = (event: MouseEvent, id: string): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    void navigate({ to: '.', search: (before: object) => before as never, hash: id, replace: true, resetScroll: false })
    const place = document.getElementById(id)
    place?.scrollIntoView()
    // The keyboard goes on from there.
    place?.setAttribute('tabindex', '-1')
    place?.focus({ preventScroll: true })
  }
  return (
    <nav aria-label="On this page" className="on-this-page">
      <ul>
        {parts.map(({ id, label, count }) => (
          <li key={id}>
            <a
              href={`${location.pathname}${location.search}#${id}`}
              onClick={(event) => go(event, id)}
              {...(hash === id && { 'aria-current': 'true' as const })}
            >
              {label}
              {count !== undefined && <small>{formatCount(count)}</small>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
