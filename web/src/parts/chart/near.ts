/** Is an element near the part of the page that is seen? What is far need not be drawn. */
import { type RefObject, useEffect, useState } from 'react'

/** `isFirst`: it stands on the first screen, so it need not be looked for. */
export function useNear(ref: RefObject<HTMLElement | null>, isFirst = false): boolean {
  const [isNear, setIsNear] = useState(isFirst)
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setIsNear(entries.at(-1)!.isIntersecting), {
      rootMargin: '300px',
    })
    observer.observe(ref.current!)
    return () => observer.disconnect()
  }, [ref])
  return isNear
}
