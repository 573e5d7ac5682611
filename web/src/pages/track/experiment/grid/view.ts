/** What of the table is in view, in which elements its rows are drawn, and which row has the focus. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { HEAD, ROW } from './geometry.ts'

interface View {
  top: number
  left: number
  width: number
  height: number
}

/** What is in view, in whole rows: a part of a row more or less changes nothing. */
export function useView(box: RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ top: 0, left: 0, width: 1_200, height: 640 })
  useLayoutEffect(() => {
    const element = box.current!
    const read = (): View => ({
      top: Math.floor(element.scrollTop / ROW) * ROW,
      left: Math.floor(element.scrollLeft / 40) * 40,
      width: element.clientWidth,
      height: element.clientHeight,
    })
    const update = (): void =>
      setView((before) => {
        const now = read()
        const isSame =
          now.top === before.top &&
          now.left === before.left &&
          now.width === before.width &&
          now.height === before.height
        return isSame ? before : now
      })
    update()
    // In the same frame as the scroll, or rows would be seen missing.
    const onScroll = (): void => flushSync(update)
    const sizes = new ResizeObserver(update)
    element.addEventListener('scroll', onScroll, { passive: true })
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      sizes.disconnect()
    }
  }, [box])
  return view
}

/**
 * A row that leaves at one end is the one that enters at the other: its element stays where it is in the document.
 * The document's order is put right when the scrolling rests, for those who have it read to them.
 */
export function slotsOf(first: number, last: number, resting: number): { slot: number; index: number }[] {
  const count = last - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const slot = (resting + i) % count
    return { slot, index: first + ((((slot - first) % count) + count) % count) }
  })
}

const REST_MS = 200

export function useRestingFirst(first: number): number {
  const [resting, setResting] = useState(first)
  useEffect(() => {
    if (resting === first) return
    const timer = setTimeout(() => setResting(first), REST_MS)
    return () => clearTimeout(timer)
  }, [first, resting])
  return resting
}

/** Brings the row into view and gives it the focus; a row that was reused for another line loses it. */
export function useActiveRow(box: RefObject<HTMLElement | null>, active: number, first: number, last: number): void {
  const focused = useRef(-1)
  useEffect(() => {
    if (active < 0) return
    const element = box.current!
    const [top, bottom] = [active * ROW, (active + 1) * ROW]
    const height = element.clientHeight - HEAD
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + height) element.scrollTop = bottom - height
    const focus = (): void => {
      const link = element.querySelector<HTMLElement>(`[data-row="${active}"] .run-name`)
      link?.focus({ preventScroll: true })
      focused.current = link ? active : -1
    }
    focus()
    // The row may have to be drawn or read first.
    const timer = setTimeout(focus, 60)
    return () => clearTimeout(timer)
  }, [active, box])
  useLayoutEffect(() => {
    const element = box.current!
    // Moving an element within the document takes its focus away.
    if (focused.current >= first && focused.current <= last && document.activeElement === document.body)
      element.querySelector<HTMLElement>(`[data-row="${focused.current}"] .run-name`)?.focus({ preventScroll: true })
    const isGone = focused.current >= 0 && (focused.current < first || focused.current > last)
    if (isGone && element.contains(document.activeElement) && document.activeElement !== element) {
      focused.current = -1
      element.focus({ preventScroll: true })
    }
  })
}
