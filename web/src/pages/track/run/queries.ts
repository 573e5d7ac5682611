/** What the page of a run asks for; begun before the page itself is there. */
import type { QueryClient } from '@tanstack/react-query'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { ALL } from '../../../parts/chart/series.ts'
import { KEYS } from '../../../queries.ts'
import { headlineOf } from '../headline.ts'
import { toGroups } from './charts/groups.ts'
import { pointsQuery } from './charts/use-points.ts'

/** Charts that a wide first screen shows. */
export const ON_FIRST_SCREEN = 6

export const runQuery = (id: string) => ({
  queryKey: [KEYS.run, id],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(own.run, { run_id: id }, signal),
})

interface Wanted {
  metric?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Asks for the run and then for the curves of its first screen, while the code of the page is still on its way. */
export async function prefetchRun(client: QueryClient, id: string, { metric = '', from, to }: Wanted): Promise<void> {
  const detail = await client.fetchQuery({ ...runQuery(id), retry: false }).catch(() => undefined)
  if (!detail) return
  const names = Object.keys(detail.run.metrics).sort()
  const headline = headlineOf(names)
  if (headline) void client.prefetchQuery(pointsQuery(id, headline, ALL))
  const charted = names.filter((name) => !detail.single.includes(name))
  const found = toGroups(charted.filter((name) => name.toLowerCase().includes(metric.toLowerCase())))
  for (const name of found[0]?.metrics.slice(0, ON_FIRST_SCREEN) ?? [])
    void client.prefetchQuery(pointsQuery(id, name, { from, to }))
}
