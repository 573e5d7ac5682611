/** One metric of all compared runs; while one of them reports, it is asked for again. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onLive } from '../../../live.ts'
import { atMost, runsOf } from '../../../queries.ts'
import { curvesQuery, type Wanted } from './queries.ts'

/** Twenty curves cost more than one; a second is soon enough. */
const REFRESH_MS = 900

export function useCurves(ids: string[], metric: string, wanted: Wanted) {
  const client = useQueryClient()
  const asked = curvesQuery(ids, metric, wanted)
  const query = useQuery({
    ...asked,
    // What is drawn stays until the finer points are there.
    placeholderData: (before, previous) => (previous?.queryKey[3] === metric ? before : undefined),
  })
  const key = JSON.stringify(asked.queryKey)
  useEffect(() => {
    const queryKey = JSON.parse(key) as unknown[]
    const all = queryKey[2] as string[]
    const soon = atMost(REFRESH_MS, () => void client.invalidateQueries({ queryKey }))
    return onLive(({ name, data }) => {
      if (name === 'points' && runsOf(data).some((run) => all.includes(run))) soon()
    })
  }, [client, key])
  return query
}
