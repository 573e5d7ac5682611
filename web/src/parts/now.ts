/** The time of day for relative times, one clock for the whole page. */
import { useSyncExternalStore } from 'react'

const EVERY_MS = 5_000
const watchers = new Set<() => void>()
let now = Date.now()
let timer: number | undefined

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  timer ??= window.setInterval(() => {
    now = Date.now()
    for (const tell of watchers) tell()
  }, EVERY_MS)
  return () => {
    watchers.delete(watcher)
    if (watchers.size) return
    clearInterval(timer)
    timer = undefined
  }
}

export const useNow = (): number => useSyncExternalStore(watch, () => now)
