/** The page of any node of the graph: what it came from, what depends on it. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { list, text } from '../../../query.ts'
import { root } from '../../../root.tsx'
import { type ArtifactPlace, artifactPlaceOf } from '../../artifacts/place.ts'

export interface LineageQuery extends ArtifactPlace {
  depth?: string
  /** Groups of boxes that show all their nodes. */
  open?: string[]
}

export const lineageRoute = createRoute({
  getParentRoute: () => root,
  // The id may hold slashes, as names of datasets do.
  path: '/lineage/$kind/$',
  validateSearch: (query: Record<string, unknown>): LineageQuery => ({
    depth: text(query.depth),
    open: list(query.open),
    ...artifactPlaceOf(query),
  }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'LineagePage'),
})
