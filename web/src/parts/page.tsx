/** What a page tells the frame about itself: its title and its place. */
import { useEffect, useSyncExternalStore } from 'react'

export interface Crumb {
  label: string
  /** A path of the app; absent for the page itself. */
  to?: string
}

export interface Page {
  title: string
  crumbs: Crumb[]
}

let current: Page = { title: '', crumbs: [] }
const watchers = new Set<() => void>()

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Names the tab and the breadcrumb; call it with what is known so far. */
export function usePage(title: string, crumbs: Crumb[]): void {
  const place = JSON.stringify(crumbs)
  useEffect(() => {
    current = { title, crumbs: JSON.parse(place) as Crumb[] }
    document.title = title ? `${title} · Bellwether` : 'Bellwether'
    for (const watcher of watchers) watcher()
  }, [title, place])
}

export const useCurrentPage = (): Page => useSyncExternalStore(watch, () => current)
