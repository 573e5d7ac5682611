/** The runs of an experiment, page by page as they are scrolled to, kept fresh by what happens. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { onLive } from '../../../live.ts'
import { atMost, runsOf, subjectOf } from '../../../queries.ts'
import { parseSort, type Run, toOrderBy } from './columns.ts'

type Page = Reply<typeof own.searchRuns> & { ms: number }

const PAGE = 100
const REFRESH_MS = 1_000
/** With more pages than these, a new run is announced rather than shown: reading all again would be dear. */
const FEW_PAGES = 3
const MAX_IDS = 200

export function useRuns(experimentId: string, filter: string | undefined, sort: string | undefined) {
  const client = useQueryClient()
  const key = useMemo(() => ['runs', experimentId, filter ?? '', sort ?? ''], [experimentId, filter, sort])
  const [fresh, setFresh] = useState(0)
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }): Promise<Page> => {
      const start = performance.now()
      const order_by = toOrderBy(parseSort(sort))
      const page = await call(
        own.searchRuns,
        {
          experiment_ids: [experimentId],
          limit: PAGE,
          ...(filter && { filter }),
          ...(order_by && { order_by }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      )
      return { ...page, ms: performance.now() - start }
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  })

  useEffect(() => {
    const changed = new Set<string>()
    let started = false
    const cached = () => client.getQueryData<InfiniteData<Page>>(key)

    async function refresh(): Promise<void> {
      const data = cached()
      if (!data) return
      if (started && data.pages.length <= FEW_PAGES) {
        started = false
        changed.clear()
        return void client.invalidateQueries({ queryKey: key })
      }
      const shown = new Set(data.pages.flatMap(({ runs }) => runs.map(({ run_id }) => run_id)))
      const ids = [...changed].filter((id) => shown.has(id)).slice(0, MAX_IDS)
      changed.clear()
      if (!ids.length) return
      const list = ids.map((id) => `'${id}'`).join(', ')
      const { runs } = await call(own.searchRuns, {
        experiment_ids: [experimentId],
        filter: `attributes.run_id in (${list})`,
        limit: MAX_IDS,
      })
      const newer = new Map(runs.map((run) => [run.run_id, run]))
      client.setQueryData<InfiniteData<Page>>(
        key,
        (before) => before && { ...before, pages: patch(before.pages, newer) },
      )
    }

    const soon = atMost(REFRESH_MS, () => void refresh().catch(() => undefined))
    return onLive(({ name, data }) => {
      if (name === 'points') for (const run of runsOf(data)) changed.add(run)
      else if (name.startsWith('run.')) {
        const subject = subjectOf(data)
        if (subject.id) changed.add(subject.id)
        if (/^run\.(started|deleted|restored)$/.test(name) && subject.experimentId === experimentId) {
          started = true
          if ((cached()?.pages.length ?? 0) > FEW_PAGES) setFresh((count) => count + 1)
        }
      } else return
      soon()
    })
  }, [client, key, experimentId])

  // A filter that the server refuses leaves the list as it was.
  const good = useRef<InfiniteData<Page>>(undefined)
  if (query.data) good.current = query.data
  const data = query.data ?? good.current
  const runs = useMemo(() => data?.pages.flatMap((page) => page.runs), [data])
  return {
    ...query,
    runs,
    total: data?.pages.at(-1)?.total,
    ms: data?.pages[0]?.ms,
    /** Runs that started since and are not shown yet. */
    fresh,
    showFresh: () => {
      setFresh(0)
      void client.resetQueries({ queryKey: key })
    },
  }
}

const patch = (pages: Page[], newer: Map<string, Run>): Page[] =>
  pages.map((page) =>
    page.runs.some(({ run_id }) => newer.has(run_id))
      ? { ...page, runs: page.runs.map((run) => newer.get(run.run_id) ?? run) }
      : page,
  )
