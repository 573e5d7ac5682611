/** The page of any node of the graph: what it came from, what depends on it. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { list, text } from '../../../query.ts'
import { root } from '../../../root.tsx'

export interface LineageQuery {
  depth?: string
  /** Groups of boxes that show all their nodes. */
  open?: string[]
  /** The file of a model that is shown. */
  file?: string
  /** Folders of a model's files that are open. */
  folder?: string[]
}

export const lineageRoute = createRoute({
  getParentRoute: () => root,
  // The id may hold slashes, as names of datasets do.
  path: '/lineage/$kind/$',
  validateSearch: (query: Record<string, unknown>): LineageQuery => ({
    depth: text(query.depth),
    open: list(query.open),
    file: text(query.file),
    folder: list(query.folder),
  }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'LineagePage'),
})
