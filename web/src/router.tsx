/** All pages, feature by feature; every state of a page is in its URL. */
import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { accessRoutes } from './pages/access/routes.ts'
import { approvalRoutes } from './pages/approvals/routes.ts'
import { auditRoutes } from './pages/audit/routes.ts'
import { handbookRoutes } from './pages/handbook/routes.ts'
import { homeRoutes } from './pages/home/routes.ts'
import { modelRoutes } from './pages/models/routes.ts'
import { operateRoutes } from './pages/operate/routes.ts'
import { trackRoutes } from './pages/track/routes.ts'
import { transferRoutes } from './pages/transfer/routes.ts'
import { trashRoutes } from './pages/trash/routes.ts'
import { webhooksRoutes } from './pages/webhooks/routes.ts'
import { basePath } from './place.ts'
import { parseQuery, toQuery } from './query.ts'
import { Broken, NotFound, root } from './root.tsx'

export function createPages(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      ...homeRoutes,
      ...trackRoutes,
      ...modelRoutes,
      ...approvalRoutes,
      ...handbookRoutes,
      ...auditRoutes,
      ...accessRoutes,
      ...trashRoutes,
      ...webhooksRoutes,
      ...operateRoutes,
      ...transferRoutes,
    ]),
    basepath: basePath || '/',
    context: { queries },
    parseSearch: parseQuery,
    stringifySearch: toQuery,
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>
  }
}
