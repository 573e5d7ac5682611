/** Moving in, and following a server that stays. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'

export interface TransferQuery {
  /** What is being begun. */
  new?: 'move' | 'follow'
  /** The import whose report is shown. */
  open?: string
}

export const transferRoute = createRoute({
  getParentRoute: () => root,
  path: '/transfer',
  validateSearch: (query: Record<string, unknown>): TransferQuery => ({
    ...((query.new === 'move' || query.new === 'follow') && { new: query.new }),
    ...(text(query.open) && { open: text(query.open) }),
  }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'TransferPage'),
})

export const transferRoutes = [transferRoute]
