/** Brings the part of a page that its address points at into view, once it is there. */
import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'

export function useTarget(isThere: boolean): void {
  const hash = useLocation({ select: (location) => location.hash })
  useEffect(() => {
    if (isThere && hash) document.getElementById(hash)?.scrollIntoView({ block: 'center' })
  }, [isThere, hash])
}
