/** What opens in its place takes the keyboard, and gives it back to where it came from. */
import { type RefObject, useEffect, useRef, useState } from 'react'

export function useTakenFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null)
  const [from] = useState(() => document.activeElement)
  useEffect(() => {
    const first = ref.current?.querySelector<HTMLElement>('input:not([type=hidden]), select, button')
    ;(first ?? ref.current)?.focus()
    return () => {
      // What came instead may have taken it already.
      if (document.activeElement !== document.body) return
      const isThere = from instanceof HTMLElement && from.isConnected && from !== document.body
      ;(isThere ? from : document.querySelector('main'))?.focus({ preventScroll: true })
    }
  }, [from])
  return ref
}
