/** The root of all pages, and what is shown where there is none. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, type ErrorComponentProps } from '@tanstack/react-router'
import { To } from './parts/link.tsx'
import { usePage } from './parts/page.tsx'
import { Problem } from './parts/problem.tsx'
import { Shell } from './parts/shell.tsx'

/** `queries` lets a route ask for its data while the code of its page is on its way. */
export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
})

export function NotFound() {
  usePage('Not found', [{ label: 'Not found' }])
  return (
    <>
      <h1>There is no such page</h1>
      <p className="answer">
        The address may be old or mistyped. <To to="/">Today</To> is a good place to begin.
      </p>
    </>
  )
}

export function Broken({ error, reset }: ErrorComponentProps) {
  usePage('Error', [{ label: 'Error' }])
  return <Problem error={error} retry={reset} />
}
