/** Keyboard: single keys act on the page unless somebody is typing; whoever dictates may turn them off. */
import { useEffect, useRef, useSyncExternalStore } from 'react'

export type Keys = Record<string, (event: KeyboardEvent) => void>

const KEPT = 'bellwether.single-keys'
/** After the first key of two. */
const SECOND_WITHIN_MS = 1_500
const watchers = new Set<() => void>()

function areOn(): boolean {
  try {
    return localStorage.getItem(KEPT) !== 'off'
  } catch {
    return true
  }
}

/** Single letters fire by accident for people who speak to their computer (WCAG 2.1.4). */
export function turnSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(KEPT, on ? 'on' : 'off')
  } catch {
    // Private windows may keep nothing.
  }
  for (const watcher of watchers) watcher()
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const useSingleKeys = (): boolean => useSyncExternalStore(watch, areOn)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))

/** A checkbox takes space and no letters. */
const isCheckbox = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.type === 'checkbox'

const isBlocked = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  if (isTyping(event.target) && !isCheckbox(event.target)) return true
  if (event.key.length === 1 && !areOn()) return true
  return Boolean(document.querySelector('dialog[open]') || document.querySelector('[role=menu]'))
}

/** When the first of two keys was pressed: the second then belongs to the pair, and no single key acts. */
let pairFrom = Number.NEGATIVE_INFINITY
const isInPair = (): boolean => performance.now() - pairFrom < SECOND_WITHIN_MS

/** Binds keys while the component is shown; the keys are those of KeyboardEvent.key. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isBlocked(event) || isInPair()) return
      const act = latest.current[event.key]
      if (!act) return
      event.preventDefault()
      act(event)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Binds pairs of keys that begin with `first`, as in `g e`. */
export function useKeyPairs(first: string, seconds: Record<string, () => void>): void {
  const latest = useRef(seconds)
  latest.current = seconds
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isBlocked(event)) return
      if (isInPair()) {
        const act = latest.current[event.key]
        pairFrom = Number.NEGATIVE_INFINITY
        if (!act) return
        event.preventDefault()
        event.stopImmediatePropagation()
        act()
      } else if (event.key === first) {
        event.preventDefault()
        pairFrom = performance.now()
      }
    }
    // Before the single keys of pages, which would take the second one.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [first])
}
