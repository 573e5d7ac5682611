/** Light, dark or as the system has it; kept in this browser. Mantine reads our tokens. */
import { createTheme, type MantineColorsTuple } from '@mantine/core'
import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'bellwether.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')
const watchers = new Set<() => void>()

let chosen: Theme = read()

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return THEMES.find((theme) => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

const resolved = (): 'light' | 'dark' => (chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen)

function apply(): void {
  document.documentElement.dataset.theme = resolved()
  for (const watcher of watchers) watcher()
}

export function startTheme(): void {
  dark.addEventListener('change', apply)
  addEventListener('storage', ({ key }) => {
    if (key !== KEY) return
    chosen = read()
    apply()
  })
  apply()
}

export function setTheme(theme: Theme): void {
  chosen = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Private windows may keep nothing; the choice then holds for this page.
  }
  apply()
}

/** Goes round: as the system, light, dark. */
export const nextTheme = (): void => setTheme(THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length]!)

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const useTheme = (): Theme => useSyncExternalStore(watch, () => chosen)
export const useScheme = (): 'light' | 'dark' => useSyncExternalStore(watch, resolved)

const accent = Array.from({ length: 10 }, () => 'var(--accent)') as unknown as MantineColorsTuple

export const mantineTheme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'accent',
  colors: { accent },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
})
