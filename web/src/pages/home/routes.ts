/** Pages that look across features. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'
import { lineageRoute } from './lineage/routes.ts'

export const STEPS = ['role', 'doors'] as const
export const SPANS = ['looked', 'day', 'week'] as const
export type Span = (typeof SPANS)[number]

export interface TodayQuery {
  /** Asks for the first steps again, where something has run already. */
  step?: (typeof STEPS)[number]
  /** What counts as changed: since the reader last looked, for a day, for a week. */
  span?: Span
}

export const todayRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (query: Record<string, unknown>): TodayQuery => ({
    step: STEPS.find((step) => step === text(query.step)),
    span: SPANS.find((span) => span === text(query.span)),
  }),
  component: lazyRouteComponent(() => import('./today/page.tsx'), 'TodayPage'),
})

export const homeRoutes = [todayRoute, lineageRoute]
