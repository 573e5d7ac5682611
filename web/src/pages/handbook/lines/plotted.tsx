/** Holds a picture of Observable Plot, drawn anew when its width changes; comes lazily with the pictures that need it. */
import { useEffect, useRef, useState } from 'react'
import { useGo } from '../../../parts/link.tsx'
import { basePath } from '../../../place.ts'

interface Plotted {
  /** The same function as long as the picture is the same. */
  draw: (width: number) => Element
  /** What there is to see, for who does not see it. */
  label: string
}

export function Plotted({ draw, label }: Plotted) {
  const holder = useRef<HTMLDivElement>(null)
  const go = useGo()
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!width) return
    const picture = draw(width)
    // Plot names its groups by their marks, which tells a reader nothing.
    for (const group of picture.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
    picture.setAttribute('role', 'group')
    picture.setAttribute('aria-label', label)
    for (const link of picture.querySelectorAll('a')) link.setAttribute('href', basePath + link.getAttribute('href'))
    holder.current!.replaceChildren(picture)
  }, [draw, width, label])
  /** Links of the picture open inside the app. */
  function follow(event: React.MouseEvent): void {
    const link = (event.target as Element).closest('a')
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    go(link.getAttribute('href')!.slice(basePath.length))
  }
  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the links inside
  // biome-ignore lint/a11y/noStaticElementInteractions: it only passes on clicks of the links inside
  return <div ref={holder} className="plotted" onClick={follow} />
}
