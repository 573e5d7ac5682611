/** What the pages have asked for, kept and refreshed: by what happens on the server, not by the clock. */
import { QueryClient } from '@tanstack/react-query'
import type { activity } from '../../src/features/activity/contract.ts'
import type { Reply } from '../../src/lib/contract.ts'
import { ApiError } from './api.ts'
import { onLive } from './live.ts'

/** First words of query keys: what an event makes old. */
export const KEYS = {
  experiments: 'experiments',
  experiment: 'experiment',
  run: 'run',
  artifacts: 'artifacts',
  lineage: 'lineage',
  events: 'events',
  audit: 'audit',
  models: 'models',
  transfer: 'transfer',
  approvals: 'approvals',
  access: 'access',
  operate: 'operate',
  trash: 'trash',
} as const

/** Lists are counted anew at most this often, however many runs report. */
const LISTS_EVERY_MS = 1_000
/** The log grows with everything. */
const LOG_EVERY_MS = 5_000

/** Refusals stay refusals; outages pass. */
const mayPass = (error: unknown): boolean => !(error instanceof ApiError) || error.status === 0 || error.status >= 500

export function createQueries(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => mayPass(error) && failures < 2,
        retryDelay: (failures) => 500 * 2 ** failures,
        networkMode: 'always',
      },
    },
  })
  follow(client)
  return client
}

function follow(client: QueryClient): void {
  const old = (...keys: string[]): void => void client.invalidateQueries({ queryKey: keys })
  const soon = atMost(LISTS_EVERY_MS, () => {
    old(KEYS.experiments)
    old(KEYS.experiment)
    old(KEYS.lineage)
    old(KEYS.events)
  })
  const logged = atMost(
    LOG_EVERY_MS,
    () =>
      void client.invalidateQueries({
        queryKey: [KEYS.audit],
        predicate: ({ state }) => pagesOf(state.data) <= FEW_PAGES,
      }),
  )
  onLive(({ name, data }) => {
    if (name === 'poll')
      void client.invalidateQueries({
        predicate: ({ state, meta }) => !meta?.fixed && pagesOf(state.data) <= FEW_PAGES,
      })
    else if (name === 'points') for (const run of runsOf(data)) old(KEYS.run, run)
    else {
      logged()
      if (name.startsWith('backup.')) old(KEYS.operate)
      if (/^(run|experiment|model-version|model|version|alias)\./.test(name)) soon()
      if (/^(model|version|alias)\./.test(name)) old(KEYS.models)
      if (/^(import|follow)\./.test(name)) old(KEYS.transfer)
      if (name.startsWith('run.')) old(KEYS.run)
      if (/^trash\.|\.(deleted|restored)$/.test(name)) old(KEYS.trash)
      if (name.startsWith('approval.')) old(KEYS.approvals)
      if (/^(account|identity|member|password|token|workspace)\./.test(name)) old(KEYS.access)
    }
  })
}

/** The meta of what never changes, as bytes of one digest: no poll reads it again. */
export const FIXED = { fixed: true }

/** Reading many pages again for a poll would be dear; whoever scrolled that far refreshes by hand. */
const FEW_PAGES = 3
const pagesOf = (data: unknown): number => (data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0

/** The runs that a `points` event names. */
export const runsOf = (data: unknown): string[] => (data as { runs?: string[] } | null)?.runs ?? []

/** What an event is about. */
export function subjectOf(data: unknown): { id: string | undefined; experimentId: unknown } {
  const event = (data ?? {}) as Partial<Reply<typeof activity.list>['events'][number]>
  return { id: event.subject_id, experimentId: event.details?.experiment_id }
}

/** Runs `act` now and then at most once per `ms`, and once more for what came meanwhile. */
export function atMost(ms: number, act: () => void): () => void {
  let timer: number | undefined
  let again = false
  const run = (): void => {
    act()
    timer = window.setTimeout(() => {
      timer = undefined
      if (again) run()
      again = false
    }, ms)
  }
  return () => {
    if (timer === undefined) run()
    else again = true
  }
}
