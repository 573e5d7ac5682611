/** What the page of a comparison asks for; begun before the page itself is there. */
import type { QueryClient } from '@tanstack/react-query'
import { compare } from '../../../../../src/features/track/contract/compare.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import type { Axis } from '../../../parts/chart/axis.ts'
import { KEYS } from '../../../queries.ts'
import { headlineOf } from '../headline.ts'
import type { CompareQuery } from './route.ts'

export type Comparison = Reply<typeof compare.runs>
export type Run = Comparison['runs'][number]
export type Curves = Reply<typeof compare.points>['runs']

export const MOST_RUNS = 20
/** Of each run: a chart is seldom wider than twice as many pixels. */
const LIMIT = 1_000

/** At most twenty, each once. */
export const runsIn = ({ run = [] }: CompareQuery): string[] => [...new Set(run)].slice(0, MOST_RUNS)

export const comparisonQuery = (ids: string[], all: boolean) => ({
  queryKey: [KEYS.run, 'compare', ids, all],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(compare.runs, { run_id: ids, ...(all && { all }) }, signal),
})

export interface Wanted {
  axis: Axis
  from: string | undefined
  to: string | undefined
}

export const curvesQuery = (ids: string[], key: string, { axis, from, to }: Wanted) => {
  const isZoomed = from !== undefined || to !== undefined
  // Without a zoom the reply is the same on every axis.
  const range = isZoomed ? { axis, from, to } : {}
  return {
    queryKey: ['points', 'compare', ids, key, range],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Curves> => {
      const input = {
        run_id: ids,
        key,
        limit: LIMIT,
        ...(isZoomed && { axis }),
        ...(from !== undefined && { from: BigInt(from) }),
        ...(to !== undefined && { to: BigInt(to) }),
      }
      return (await call(compare.points, input, signal)).runs
    },
  }
}

export async function prefetchComparison(client: QueryClient, query: CompareQuery): Promise<void> {
  const ids = runsIn(query)
  if (ids.length < 2) return
  const asked = { ...comparisonQuery(ids, query.all !== undefined), retry: false }
  const found = await client.fetchQuery(asked).catch(() => undefined)
  const headline = found && headlineOf(found.metrics.map(({ name }) => name))
  const { axis = 'step', from, to } = query
  if (headline) void client.prefetchQuery(curvesQuery(ids, headline, { axis, from, to }))
}
