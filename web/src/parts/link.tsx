/** Links inside the app by their path; they work under a base path and open in new tabs like any other. */
import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react'
import { urlOf } from '../place.ts'

interface To extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** From the root of the app, with its query. */
  to: string
  ref?: Ref<HTMLAnchorElement>
}

export function To({ to, onClick, ...rest }: To) {
  const go = useGo()
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    event.preventDefault()
    go(to)
  }
  return <a href={urlOf(to)} onClick={follow} {...rest} />
}

/** Opens a path of the app. */
export function useGo(): (to: string) => void {
  const router = useRouter()
  return (to) => router.history.push(urlOf(to))
}

/** `/diff?a=…&b=…`; empty parts are left out. */
export function pathOf(path: string, query: Record<string, string | string[] | undefined> = {}): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value]) if (item) parts.append(key, item)
  return parts.size ? `${path}?${parts}` : path
}
