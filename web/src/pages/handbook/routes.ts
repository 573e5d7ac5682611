/** Pages of the handbook: what five documents say of leading an ML team, and what of it is done here. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { list, text } from '../../query.ts'
import { root } from '../../root.tsx'

export interface OverviewQuery {
  q?: string
  topic?: string
}

/** What of a page's lines is shown, by what is done of them here. */
export const SHOWS = ['all', 'some', 'none', 'nothing', 'here', 'later'] as const
export type Show = (typeof SHOWS)[number]

export interface PiecesQuery {
  show?: Show
}

export const HOWS = ['native', 'protocol', 'recipe', 'link'] as const

export interface ToolsQuery {
  how?: (typeof HOWS)[number]
  kind?: string
}

/** Filters of pay, exactly as the documents name things. */
export const PAY_FILTERS = ['role', 'level', 'place', 'company', 'sector', 'source'] as const
export type PayFilter = (typeof PAY_FILTERS)[number]

export type SalariesQuery = Partial<Record<PayFilter, string>> & { table?: 'yes' }

export interface SkillsQuery {
  role?: string
  /** Skills the reader has, by id, with a level if they like: `python=…`. */
  have?: string[]
}

export interface CompareQuery {
  a?: string
  b?: string
  have?: string[]
}

export interface PathsQuery {
  /** Only the steps of this document stand out. */
  doc?: string
}

export const DUTY_STATES = ['due', 'done', 'never-scheduled'] as const

export interface RhythmQuery {
  state?: (typeof DUTY_STATES)[number]
}

const pieces = (query: Record<string, unknown>): PiecesQuery => ({ show: SHOWS.find((show) => show === query.show) })

export const overviewRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook',
  validateSearch: (query: Record<string, unknown>): OverviewQuery => ({ q: text(query.q), topic: text(query.topic) }),
  component: lazyRouteComponent(() => import('./overview/page.tsx'), 'OverviewPage'),
})

export const rolesRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/roles',
  component: lazyRouteComponent(() => import('./roles/page.tsx'), 'RolesPage'),
})

export const roleRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/roles/$id',
  component: lazyRouteComponent(() => import('./role/page.tsx'), 'RolePage'),
})

export const lineRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/lines/$id',
  component: lazyRouteComponent(() => import('./line/page.tsx'), 'LinePage'),
})

export const figureRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/figures/$id',
  component: lazyRouteComponent(() => import('./line/figure-page.tsx'), 'FigurePage'),
})

export const missingRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/missing',
  component: lazyRouteComponent(() => import('./overview/missing-page.tsx'), 'MissingPage'),
})

export const practicesRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/practices',
  validateSearch: pieces,
  component: lazyRouteComponent(() => import('./pieces/practices-page.tsx'), 'PracticesPage'),
})

export const challengesRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/challenges',
  validateSearch: pieces,
  component: lazyRouteComponent(() => import('./pieces/challenges-page.tsx'), 'ChallengesPage'),
})

export const adviceRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/advice',
  component: lazyRouteComponent(() => import('./pieces/advice-page.tsx'), 'AdvicePage'),
})

export const trendsRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/trends',
  component: lazyRouteComponent(() => import('./trends/page.tsx'), 'TrendsPage'),
})

export const toolsRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/tools',
  validateSearch: (query: Record<string, unknown>): ToolsQuery => ({
    how: HOWS.find((how) => how === query.how),
    kind: text(query.kind),
  }),
  component: lazyRouteComponent(() => import('./tools/page.tsx'), 'ToolsPage'),
})

export const salariesRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/salaries',
  validateSearch: (query: Record<string, unknown>): SalariesQuery => ({
    ...Object.fromEntries(PAY_FILTERS.map((filter) => [filter, text(query[filter])])),
    ...(query.table === 'yes' && { table: 'yes' as const }),
  }),
  component: lazyRouteComponent(() => import('./salaries/page.tsx'), 'SalariesPage'),
})

export const skillsRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/skills',
  validateSearch: (query: Record<string, unknown>): SkillsQuery => ({ role: text(query.role), have: list(query.have) }),
  component: lazyRouteComponent(() => import('./skills/page.tsx'), 'SkillsPage'),
})

export const compareRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/compare',
  validateSearch: (query: Record<string, unknown>): CompareQuery => ({
    a: text(query.a),
    b: text(query.b),
    have: list(query.have),
  }),
  component: lazyRouteComponent(() => import('./compare/page.tsx'), 'ComparePage'),
})

export const pathsRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/paths',
  validateSearch: (query: Record<string, unknown>): PathsQuery => ({ doc: text(query.doc) }),
  component: lazyRouteComponent(() => import('./paths/page.tsx'), 'PathsPage'),
})

export const rhythmRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/rhythm',
  validateSearch: (query: Record<string, unknown>): RhythmQuery => ({
    state: DUTY_STATES.find((state) => state === query.state),
  }),
  component: lazyRouteComponent(() => import('./rhythm/page.tsx'), 'RhythmPage'),
})

export const contradictionsRoute = createRoute({
  getParentRoute: () => root,
  path: '/handbook/contradictions',
  component: lazyRouteComponent(() => import('./contradictions/page.tsx'), 'ContradictionsPage'),
})

export const handbookRoutes = [
  overviewRoute,
  rolesRoute,
  roleRoute,
  lineRoute,
  figureRoute,
  missingRoute,
  practicesRoute,
  challengesRoute,
  adviceRoute,
  trendsRoute,
  toolsRoute,
  contradictionsRoute,
  salariesRoute,
  skillsRoute,
  compareRoute,
  pathsRoute,
  rhythmRoute,
]
