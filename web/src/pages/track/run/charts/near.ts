/** Is an element near the part of the page that is seen? What is far need not be drawn. */
import { type RefObject, useEffect, useState } from 'react'

export function useNear(ref: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setIsNear(entries.at(-1)!.isIntersecting), {
      rootMargin: '300px',
    })
    observer.observe(ref.current!)
    return () => observer.disconnect()
  }, [ref])
  return isNear
}
