/** Webhooks: which programs are told of what happens here, and whether they were. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'

export interface WebhooksQuery {
  /** The webhook whose deliveries are shown. */
  open?: string
  /** The form for another one is shown. */
  new?: 'yes'
}

export const webhooksRoute = createRoute({
  getParentRoute: () => root,
  path: '/webhooks',
  validateSearch: (query: Record<string, unknown>): WebhooksQuery => ({
    ...(text(query.open) && { open: text(query.open) }),
    ...(query.new === 'yes' && { new: 'yes' }),
  }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'WebhooksPage'),
})

export const webhooksRoutes = [webhooksRoute]
