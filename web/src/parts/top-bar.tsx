/** Above every page: where it is, whether it is live, light or dark. */
import { useSyncExternalStore } from 'react'
import { type LiveState, liveState, onLiveState } from '../live.ts'
import { nextTheme, THEMES, type Theme, useTheme } from '../theme.ts'
import { Account } from './account.tsx'
import { To } from './link.tsx'
import { useCurrentPage } from './page.tsx'
import { WorkspaceMenu } from './workspace.tsx'

const LIVE: Record<LiveState, { shape: string; word: string; title: string }> = {
  connecting: { shape: '◌', word: 'connecting', title: 'Waiting for the stream of events.' },
  live: { shape: '●', word: 'live', title: 'What happens on the server shows within a second.' },
  polling: {
    shape: '◌',
    word: 'every 4 s',
    title: 'There is no stream of events here: the page asks every 4 seconds.',
  },
  offline: { shape: '▲', word: 'offline', title: 'The server does not answer. The page keeps what it last saw.' },
}

const ICONS: Record<Theme, { icon: string; next: string }> = {
  system: { icon: '◐', next: 'as the system' },
  light: { icon: '○', next: 'light' },
  dark: { icon: '●', next: 'dark' },
}

interface Top {
  onHelp: () => void
  onSearch: () => void
}

export function TopBar({ onHelp, onSearch }: Top) {
  const { crumbs } = useCurrentPage()
  const theme = useTheme()
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!
  return (
    <div className="top">
      <WorkspaceMenu />
      <nav aria-label="Breadcrumb" style={{ minWidth: 0, marginRight: 'auto' }}>
        <ol className="crumbs">
          {crumbs.map(({ label, to }) => (
            <li key={label}>{to ? <To to={to}>{label}</To> : <span aria-current="page">{label}</span>}</li>
          ))}
        </ol>
      </nav>
      <button type="button" className="find" aria-keyshortcuts="Meta+K Control+K" onClick={onSearch}>
        <span className="wide">Search or run a command</span>
        <span className="narrow-only" aria-hidden="true">
          ⌕
        </span>
        <kbd className="wide">⌘K</kbd>
        <span className="seen-by-readers narrow-only">Search or run a command</span>
      </button>
      <Account />
      <LiveDot />
      <button
        type="button"
        className="button small bare"
        title={`Theme: ${ICONS[theme].next}. Switch to ${ICONS[next].next} (t).`}
        onClick={nextTheme}
      >
        <span aria-hidden="true">{ICONS[theme].icon}</span>
        <span className="seen-by-readers">Theme: {ICONS[theme].next}</span>
      </button>
      <button type="button" className="button small bare wide" title="Keyboard" onClick={onHelp}>
        <kbd>?</kbd>
        <span className="seen-by-readers">Keyboard</span>
      </button>
    </div>
  )
}

export const useLiveState = (): LiveState => useSyncExternalStore(onLiveState, liveState)

function LiveDot() {
  const state = useLiveState()
  const { shape, word, title } = LIVE[state]
  return (
    <span className={`live-dot ${state}`} title={title} role="status">
      <i aria-hidden="true">{shape}</i>
      {word}
    </span>
  )
}
