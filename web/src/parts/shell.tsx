/** The frame around every page. */
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { formatMoment } from '../format/times.ts'
import { useOwnRole } from './here.ts'
import { KeyboardSheet } from './keyboard-sheet.tsx'
import { useKeyPairs, useKeys } from './keys.ts'
import { useGo } from './link.tsx'
import { useNow } from './now.ts'
import { useEntries } from './own-places.ts'
import { useCurrentPage } from './page.tsx'
import { visited } from './palette/recent.ts'
import { toFor } from './places.ts'
import { Rail } from './rail.tsx'
import './shell.css'
import { nextTheme } from '../theme.ts'
import { TopBar, useLiveState } from './top-bar.tsx'
import { DemoBar, useOwnWorkspace } from './workspace.tsx'

const Palette = lazy(() => import('./palette/palette.tsx').then(({ Palette }) => ({ default: Palette })))

export function Shell() {
  const [helping, setHelping] = useState(false)
  const [searching, setSearching] = useState(false)
  const main = useRef<HTMLElement>(null)
  const go = useGo()
  const showKeys = useCallback(() => setHelping(true), [])
  useKeys({ '?': showKeys, t: nextTheme })
  const own = useOwnRole()
  useKeyPairs('g', Object.fromEntries(useEntries().map((entry) => [entry.key, () => go(toFor(entry, own))])))
  usePaletteKey(() => setSearching(true))
  useFocusOnNewPage(main)
  useOwnWorkspace()
  useVisits()
  return (
    <div className="shell">
      <button type="button" className="button skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Rail />
      <TopBar onHelp={showKeys} onSearch={() => setSearching(true)} />
      <div className="bars">
        <DemoBar />
        <OfflineBar />
      </div>
      <main ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      {helping && <KeyboardSheet onClose={() => setHelping(false)} />}
      {searching && (
        <Suspense fallback={null}>
          <Palette showKeys={showKeys} onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** ⌘K or Ctrl K, in fields too. */
function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (!document.querySelector('dialog[open]')) open()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

/** Pages that were opened are at hand in the palette, by the name they have once they know it. */
function useVisits(): void {
  const { title } = useCurrentPage()
  const to = useLocation({ select: (location) => location.pathname + location.searchStr })
  useEffect(() => {
    const timer = setTimeout(() => title && visited({ to, title }), 1_000)
    return () => clearTimeout(timer)
  }, [title, to])
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
