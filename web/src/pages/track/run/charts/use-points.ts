/** One metric of a run as columns; while the run reports, only what is new is asked for. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { own } from '../../../../../../src/features/track/contract/own.ts'
import { call } from '../../../../api.ts'
import { onLive } from '../../../../live.ts'
import { ALL, type Points, type Range } from '../../../../parts/chart/series.ts'
import { atMost, runsOf } from '../../../../queries.ts'

export const LIMIT = 2_000
/** The server gathers for 250 ms; faster than this nobody sees. */
const REFRESH_MS = 300
/** New points are appended; now and then everything is read again, for those that came out of order. */
const FULL_AGAIN_AFTER = 40

const keyOf = (run: string, metric: string, { from, to }: Range) => ['points', run, metric, from ?? '', to ?? '']

async function fetchPoints(run_id: string, key: string, range: Range, signal?: AbortSignal): Promise<Points> {
  const { total, steps, timestamps, values } = await call(
    own.points,
    {
      run_id,
      key,
      limit: LIMIT,
      ...(range.from && { from_step: BigInt(range.from) }),
      ...(range.to && { to_step: BigInt(range.to) }),
    },
    signal,
  )
  return { total, steps, timestamps, values }
}

export const pointsQuery = (run: string, metric: string, range: Range) => ({
  queryKey: keyOf(run, metric, range),
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchPoints(run, metric, range, signal),
})

/** The whole metric, if it was ever looked at. */
export const knownPoints = (client: QueryClient, run: string, metric: string): Points | undefined =>
  client.getQueryData<Points>(keyOf(run, metric, ALL))

/** Joins what was known with what is new from the last known step on. */
function append(before: Points, newer: Points): Points {
  const last = before.steps.at(-1)!
  const kept = before.steps.findIndex((step) => step >= last)
  return {
    total: before.total - (before.steps.length - kept) + newer.total,
    steps: [...before.steps.slice(0, kept), ...newer.steps],
    timestamps: [...before.timestamps.slice(0, kept), ...newer.timestamps],
    values: [...before.values.slice(0, kept), ...newer.values],
  }
}

async function refresh(client: QueryClient, run: string, metric: string, range: Range, isFull: boolean): Promise<void> {
  const queryKey = keyOf(run, metric, range)
  const before = client.getQueryData<Points>(queryKey)
  const last = before?.steps.at(-1)
  if (!before || last === undefined || range.to || isFull || before.steps.length > 2 * LIMIT)
    return client.invalidateQueries({ queryKey })
  const newer = await fetchPoints(run, metric, { from: String(last), to: undefined })
  if (newer.steps.length) client.setQueryData<Points>(queryKey, append(before, newer))
}

export function usePoints(run: string, metric: string | undefined, range: Range) {
  const client = useQueryClient()
  const { from, to } = range
  const query = useQuery({
    ...pointsQuery(run, metric ?? '', { from, to }),
    enabled: metric !== undefined,
    // What is drawn stays until the finer points are there.
    placeholderData: (before, previous) =>
      previous?.queryKey[1] === run && previous.queryKey[2] === metric ? before : undefined,
  })
  useEffect(() => {
    if (metric === undefined) return
    let count = 0
    const soon = atMost(REFRESH_MS, () => {
      count += 1
      void refresh(client, run, metric, { from, to }, count % FULL_AGAIN_AFTER === 0).catch(() => undefined)
    })
    return onLive(({ name, data }) => {
      if (name === 'points' && runsOf(data).includes(run)) soon()
    })
  }, [client, run, metric, from, to])
  return query
}
