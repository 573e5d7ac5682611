/** Pages that look across features. */
import { createRoute, redirect } from '@tanstack/react-router'
import { root } from '../../root.tsx'

export const todayRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/experiments' })
  },
})

export const homeRoutes = [todayRoute]
