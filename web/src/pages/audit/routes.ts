/** The audit: who did what, and whether the log is as it was sealed. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { EVENT_GROUPS, EVENTS, type EventName } from '../../../../src/lib/vocabulary.ts'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'

export interface AuditQuery {
  group?: string
  name?: EventName
  account?: string
  /** What events are about: a kind and an id. */
  kind?: string
  id?: string
  text?: string
  /** Days by UTC, both included. */
  since?: string
  until?: string
  /** The place of the row whose details are shown. */
  open?: string
}

const day = (value: unknown): string | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value))) ? String(value) : undefined

export const auditRoute = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (query: Record<string, unknown>): AuditQuery => {
    const [kind, id] = [text(query.kind), text(query.id)]
    return {
      group: EVENT_GROUPS.find((group) => group === query.group),
      name: (Object.keys(EVENTS) as EventName[]).find((name) => name === query.name),
      account: text(query.account),
      ...(kind !== undefined && id !== undefined && { kind, id }),
      text: text(query.text),
      since: day(query.since),
      until: day(query.until),
      open: text(query.open),
    }
  },
  component: lazyRouteComponent(() => import('./page.tsx'), 'AuditPage'),
})

export const auditRoutes = [auditRoute]
