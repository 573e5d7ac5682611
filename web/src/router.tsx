/** The pages and their addresses; every state of a page is in its URL. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { To } from './parts/link.tsx'
import { usePage } from './parts/page.tsx'
import { Problem } from './parts/problem.tsx'
import { Shell } from './parts/shell.tsx'
import { basePath } from './place.ts'

type Query = Record<string, string | string[]>

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const list = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : undefined

export interface ExperimentsQuery {
  search?: string
}

export interface RunsQuery {
  filter?: string
  sort?: string
  column?: string[]
  pick?: string[]
}

export const AXES = ['step', 'time', 'relative'] as const
export type Axis = (typeof AXES)[number]

export interface RunQuery {
  axis?: Axis
  log?: string[]
  table?: string[]
  /** Groups of metrics that show all their charts. */
  all?: string[]
  metric?: string
  from?: string
  to?: string
}

export interface DiffQuery {
  a?: string
  b?: string
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken })

export const experimentsRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (query: Record<string, unknown>): ExperimentsQuery => ({ search: text(query.search) }),
  component: lazyRouteComponent(() => import('./pages/track/experiments/page.tsx'), 'ExperimentsPage'),
})

export const experimentRoute = createRoute({
  getParentRoute: () => root,
  path: '/experiments/$id',
  validateSearch: (query: Record<string, unknown>): RunsQuery => ({
    filter: text(query.filter),
    sort: text(query.sort),
    column: list(query.column),
    pick: list(query.pick),
  }),
  component: lazyRouteComponent(() => import('./pages/track/experiment/page.tsx'), 'ExperimentPage'),
})

export const runRoute = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  validateSearch: (query: Record<string, unknown>): RunQuery => ({
    axis: AXES.find((axis) => axis === query.axis),
    log: list(query.log),
    table: list(query.table),
    all: list(query.all),
    metric: text(query.metric),
    from: text(query.from),
    to: text(query.to),
  }),
  component: lazyRouteComponent(() => import('./pages/track/run/page.tsx'), 'RunPage'),
})

export const diffRoute = createRoute({
  getParentRoute: () => root,
  path: '/diff',
  validateSearch: (query: Record<string, unknown>): DiffQuery => ({ a: text(query.a), b: text(query.b) }),
  component: lazyRouteComponent(() => import('./pages/track/diff/page.tsx'), 'DiffPage'),
})

/** Plain queries that people can read and change: `?sort=start_time&column=a&column=b`. */
function parseSearch(search: string): Query {
  const query: Query = {}
  for (const [key, value] of new URLSearchParams(search)) {
    const before = query[key]
    query[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return query
}

function stringifySearch(query: Record<string, unknown>): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) parts.append(key, String(item))
  return parts.size ? `?${parts}` : ''
}

export function createPages() {
  return createRouter({
    routeTree: root.addChildren([experimentsRoute, experimentRoute, runRoute, diffRoute]),
    basepath: basePath || '/',
    parseSearch,
    stringifySearch,
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

function NotFound() {
  usePage('Not found', [{ label: 'Not found' }])
  return (
    <>
      <h1>There is no such page</h1>
      <p className="answer">
        The address may be old or mistyped. The <To to="/">experiments</To> are a good place to begin.
      </p>
    </>
  )
}

function Broken({ error, reset }: ErrorComponentProps) {
  usePage('Error', [{ label: 'Error' }])
  return <Problem error={error} retry={reset} />
}
