/** The trash: what lies in it, bringing it back, freeing it for good. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../../root.tsx'

/** How long ago a thing came into the trash, in days; without it, as the server has it. */
export const AGES = [0, 7, 30, 90] as const
export type Age = (typeof AGES)[number]

export interface TrashQuery {
  /** Emptying is looked at. */
  empty?: 'yes'
  age?: Age
}

export const trashRoute = createRoute({
  getParentRoute: () => root,
  path: '/trash',
  validateSearch: (query: Record<string, unknown>): TrashQuery => ({
    ...(query.empty === 'yes' && { empty: 'yes' as const }),
    ...(AGES.includes(Number(query.age) as Age) && query.age !== undefined && { age: Number(query.age) as Age }),
  }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'TrashPage'),
})

export const trashRoutes = [trashRoute]
