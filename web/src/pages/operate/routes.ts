/** Backups and health: whether all is well with the server, and what brings it back if not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../../root.tsx'

export const operateRoute = createRoute({
  getParentRoute: () => root,
  path: '/operate',
  component: lazyRouteComponent(() => import('./page.tsx'), 'OperatePage'),
})

export const operateRoutes = [operateRoute]
