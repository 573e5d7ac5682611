/** Pages of tracking: experiments, the runs of one, one run, comparisons. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { AXES, type Axis } from '../../parts/chart/axis.ts'
import { list, text } from '../../query.ts'
import { root } from '../../root.tsx'
import { type ArtifactPlace, artifactPlaceOf } from '../artifacts/place.ts'
import { compareRoute, diffRoute } from './compare/route.ts'
import { prefetchRun } from './run/queries.ts'

export interface ExperimentsQuery {
  search?: string
}

export interface RunsQuery {
  filter?: string
  sort?: string
  column?: string[]
  /** `metrics.val/auc:180`, in pixels. */
  width?: string[]
  /** What the runs are grouped by, and which groups are open. */
  group?: string[]
  open?: string[]
  pick?: string[]
}

export interface RunQuery extends ArtifactPlace {
  axis?: Axis
  log?: string[]
  table?: string[]
  /** Charts over the whole width. */
  big?: string[]
  /** How much curves are smoothed, below 1. */
  smooth?: string
  /** Present when axes leave outliers out. */
  clip?: string
  /** Groups of metrics that show all their charts. */
  all?: string[]
  metric?: string
  from?: string
  to?: string
}

export const experimentsRoute = createRoute({
  getParentRoute: () => root,
  path: '/experiments',
  validateSearch: (query: Record<string, unknown>): ExperimentsQuery => ({ search: text(query.search) }),
  component: lazyRouteComponent(() => import('./experiments/page.tsx'), 'ExperimentsPage'),
})

export const experimentRoute = createRoute({
  getParentRoute: () => root,
  path: '/experiments/$id',
  validateSearch: (query: Record<string, unknown>): RunsQuery => ({
    filter: text(query.filter),
    sort: text(query.sort),
    column: list(query.column),
    width: list(query.width),
    group: list(query.group),
    open: list(query.open),
    pick: list(query.pick),
  }),
  component: lazyRouteComponent(() => import('./experiment/page.tsx'), 'ExperimentPage'),
})

export const runRoute = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  validateSearch: (query: Record<string, unknown>): RunQuery => ({
    axis: AXES.find((axis) => axis === query.axis),
    log: list(query.log),
    table: list(query.table),
    big: list(query.big),
    smooth: text(query.smooth),
    clip: text(query.clip),
    all: list(query.all),
    metric: text(query.metric),
    from: text(query.from),
    to: text(query.to),
    ...artifactPlaceOf(query),
  }),
  // Before the code of the page is asked for, whose many files would take all connections; not awaited.
  beforeLoad: ({ context, params, search }) => void prefetchRun(context.queries, params.id, search),
  component: lazyRouteComponent(() => import('./run/page.tsx'), 'RunPage'),
})

export const trackRoutes = [experimentsRoute, experimentRoute, runRoute, compareRoute, diffRoute]
