/** The frame around every page. */
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { formatMoment } from '../format/times.ts'
import { KeyboardSheet } from './keyboard-sheet.tsx'
import { useKeys } from './keys.ts'
import { useGo } from './link.tsx'
import { useNow } from './now.ts'
import { Rail } from './rail.tsx'
import './shell.css'
import { TopBar, useLiveState } from './top-bar.tsx'

export function Shell() {
  const [helping, setHelping] = useState(false)
  const main = useRef<HTMLElement>(null)
  const go = useGo()
  useKeys({ '?': () => setHelping(true), g: () => go('/experiments') })
  useFocusOnNewPage(main)
  return (
    <div className="shell">
      <button type="button" className="button skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Rail />
      <TopBar onHelp={() => setHelping(true)} />
      <OfflineBar />
      <main ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      {helping && <KeyboardSheet onClose={() => setHelping(false)} />}
    </div>
  )
}

/** After following a link the keyboard and the screen reader begin at the new page, not in the old one's remains. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const path = useLocation({ select: (location) => location.pathname })
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    main.current?.focus({ preventScroll: true })
  }, [path, main])
}

function OfflineBar() {
  const state = useLiveState()
  const now = useNow()
  const since = useRef(0)
  if (state !== 'offline') since.current = Date.now()
  if (state !== 'offline') return null
  return (
    <div className="offline-bar" role="status">
      The server does not answer since {formatMoment(since.current || now, now)}. You see what was last known; the page
      tries again by itself.
    </div>
  )
}
