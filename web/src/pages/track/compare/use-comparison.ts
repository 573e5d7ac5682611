/** What is asked for of all compared runs; while one of them reports, it is asked for again. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onLive } from '../../../live.ts'
import { atMost, runsOf } from '../../../queries.ts'
import { comparisonQuery, curvesQuery, type Wanted } from './queries.ts'

/** Twenty curves cost more than one; a second is soon enough. */
const REFRESH_MS = 900

/** Asks again for what has a key when a run reports, at most so often. */
function useFreshOnPoints(ids: string[], queryKey: readonly unknown[], everyMs: number): void {
  const client = useQueryClient()
  const key = JSON.stringify([ids, queryKey])
  useEffect(() => {
    const [all, asked] = JSON.parse(key) as [string[], unknown[]]
    const soon = atMost(everyMs, () => void client.invalidateQueries({ queryKey: asked }))
    return onLive(({ name, data }) => {
      if (name === 'points' && runsOf(data).some((run) => all.includes(run))) soon()
    })
  }, [client, key, everyMs])
}

/** What differs, with last values that follow the runs. */
export function useComparison(ids: string[], all: boolean) {
  const asked = comparisonQuery(ids, all)
  useFreshOnPoints(ids, asked.queryKey, REFRESH_MS)
  return useQuery({ ...asked, enabled: ids.length > 1, placeholderData: (before) => before })
}

export function useCurves(ids: string[], metric: string, wanted: Wanted) {
  const asked = curvesQuery(ids, metric, wanted)
  useFreshOnPoints(ids, asked.queryKey, REFRESH_MS)
  return useQuery({
    ...asked,
    // What is drawn stays until the finer points are there.
    placeholderData: (before, previous) => (previous?.queryKey[3] === metric ? before : undefined),
  })
}
