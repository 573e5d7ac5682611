/** Dragging in the header: only a line moves with the pointer, the table follows when it is let go. */
import type { PointerEvent } from 'react'
import { clampWidth } from '../columns.ts'
import type { Place } from './geometry.ts'

/** Less than this is a click with an unsteady hand. */
const MOVED = 5

interface Drag {
  move: (x: number) => void
  done: (x: number) => void
}

/** Follows the pointer until it is let go; Escape or a lost pointer changes nothing. */
function follow(event: PointerEvent, { move, done }: Drag, end: () => void): void {
  const startX = event.clientX
  let isMoving = false
  const onMove = ({ clientX }: globalThis.PointerEvent): void => {
    if (!isMoving && Math.abs(clientX - startX) < MOVED) return
    isMoving = true
    move(clientX)
  }
  const stop = (): void => {
    removeEventListener('pointermove', onMove)
    removeEventListener('pointerup', onUp)
    removeEventListener('pointercancel', stop)
    removeEventListener('keydown', onKey, { capture: true })
    end()
  }
  const onUp = ({ clientX }: globalThis.PointerEvent): void => {
    stop()
    if (!isMoving) return
    // The click that may follow on the same heading belongs to the drag.
    const swallow = (click: MouseEvent): void => click.stopPropagation()
    addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0)
    done(clientX)
  }
  const onKey = (key: KeyboardEvent): void => {
    if (key.key !== 'Escape') return
    key.stopPropagation()
    stop()
  }
  addEventListener('pointermove', onMove)
  addEventListener('pointerup', onUp)
  addEventListener('pointercancel', stop)
  addEventListener('keydown', onKey, { capture: true })
}

/** A line over the whole height, at a place of the table. */
function lineIn(box: HTMLElement): { at: (left: number) => void; remove: () => void } {
  const line = document.createElement('div')
  line.className = 'column-line'
  box.parentElement!.append(line)
  return {
    at: (left) => {
      line.style.transform = `translateX(${left - box.scrollLeft}px)`
    },
    remove: () => line.remove(),
  }
}

export function resizeByPointer(
  event: PointerEvent,
  box: HTMLElement,
  { left, width }: Place,
  onWidth: (width: number) => void,
): void {
  event.stopPropagation()
  const startX = event.clientX
  const widthAt = (x: number): number => clampWidth(width + x - startX)
  const line = lineIn(box)
  follow(event, { move: (x) => line.at(left + widthAt(x)), done: (x) => onWidth(widthAt(x)) }, line.remove)
}

export function moveByPointer(
  event: PointerEvent,
  box: HTMLElement,
  place: Place,
  places: Place[],
  onMove: (id: string, to: number) => void,
): void {
  if (event.button !== 0) return
  const heading = (event.currentTarget as HTMLElement).closest('th')!
  const startX = event.clientX
  const line = lineIn(box)
  line.at(-10)
  const own = places.indexOf(place)
  /** Before which column it would stand. */
  const gapAt = (x: number): number => {
    const at = x - box.getBoundingClientRect().left + box.scrollLeft
    const gap = places.findIndex((each) => at < each.left + each.width / 2)
    return gap < 0 ? places.length : gap
  }
  follow(
    event,
    {
      move(x) {
        heading.classList.add('dragged')
        heading.style.transform = `translateX(${x - startX}px)`
        const gap = gapAt(x)
        const last = places.at(-1)!
        line.at(gap < places.length ? places[gap]!.left : last.left + last.width)
      },
      done(x) {
        const gap = gapAt(x)
        const to = gap > own ? gap - 1 : gap
        if (to !== own) onMove(place.column.id, to)
      },
    },
    () => {
      heading.classList.remove('dragged')
      heading.style.transform = ''
      line.remove()
    },
  )
}

/** Wide enough for what is drawn of the column. */
export function fitWidth(box: HTMLElement, number: number): number {
  const cells = [...box.querySelectorAll<HTMLElement>(`[aria-colindex="${number}"]`)]
  return clampWidth(
    Math.max(...cells.map((cell) => Math.max(...[cell, ...cell.children].map((each) => each.scrollWidth)))) + 12,
  )
}
