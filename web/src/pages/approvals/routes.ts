/** Approvals: what waits for whose answer, and one of it. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../../root.tsx'

export const approvalsRoute = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ApprovalsPage'),
})

export const approvalRoute = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$id',
  component: lazyRouteComponent(() => import('./one.tsx'), 'ApprovalPage'),
})

export const approvalRoutes = [approvalsRoute, approvalRoute]
