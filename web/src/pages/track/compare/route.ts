/** The page of a comparison, and the address that pages of two runs had before. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { AXES, type Axis } from '../../../parts/chart/axis.ts'
import { list, text } from '../../../query.ts'
import { root } from '../../../root.tsx'
import { prefetchComparison } from './queries.ts'

export interface CompareQuery {
  run?: string[]
  /** The run that differences are against; the first one without. */
  base?: string
  /** What is not drawn. */
  hide?: string[]
  /** Runs that differ in their seed only: as one, or each. */
  seeds?: 'together' | 'apart'
  /** Present when tables show what is the same too. */
  all?: string
  /** Present when tables are turned. */
  flip?: string
  /** Branches of nested keys that are folded. */
  fold?: string[]
  axis?: Axis
  /** In units of the axis: steps, or milliseconds. */
  from?: string
  to?: string
  smooth?: string
  clip?: string
  log?: string[]
  table?: string[]
  big?: string[]
  metric?: string
  /** Present when all metrics have their chart. */
  charts?: string
  /** Runs whose uncommitted changes are shown. */
  code?: string[]
  /** A param and a metric against each other. */
  x?: string
  y?: string
}

const SEEDS = ['together', 'apart'] as const

export const compareRoute = createRoute({
  getParentRoute: () => root,
  path: '/compare',
  validateSearch: (query: Record<string, unknown>): CompareQuery => ({
    run: list(query.run),
    base: text(query.base),
    hide: list(query.hide),
    seeds: SEEDS.find((each) => each === query.seeds),
    all: text(query.all),
    flip: text(query.flip),
    fold: list(query.fold),
    axis: AXES.find((axis) => axis === query.axis),
    from: text(query.from),
    to: text(query.to),
    smooth: text(query.smooth),
    clip: text(query.clip),
    log: list(query.log),
    table: list(query.table),
    big: list(query.big),
    metric: text(query.metric),
    charts: text(query.charts),
    code: list(query.code),
    x: text(query.x),
    y: text(query.y),
  }),
  beforeLoad: ({ context, search }) => void prefetchComparison(context.queries, search),
  component: lazyRouteComponent(() => import('./page.tsx'), 'ComparePage'),
})

/** Old links keep working. */
export const diffRoute = createRoute({
  getParentRoute: () => root,
  path: '/diff',
  validateSearch: (query: Record<string, unknown>): { a?: string; b?: string } => ({
    a: text(query.a),
    b: text(query.b),
  }),
  beforeLoad: ({ search: { a, b } }) => {
    throw redirect({ to: '/compare', search: { run: [a, b].filter((id) => id !== undefined) }, replace: true })
  },
})
