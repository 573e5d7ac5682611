/** What the page of the audit asks of the server. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { audit } from '../../../../src/features/activity/contract/audit.ts'
import type { Input, Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'
import type { AuditQuery } from './routes.ts'

export type Event = Reply<typeof audit.list>['events'][number]
export type Status = Reply<typeof audit.status>
export type Days = Reply<typeof audit.days>

const DAY_MS = 86_400_000
const PAGE = 50
const STATUS_EVERY_MS = 3_000
/** Until the first check has an answer. */
const FIRST_EVERY_MS = 700

/** As the server takes it: days begin and end by UTC. */
export function askedBy({ group, name, account, kind, id, text, since, until }: AuditQuery): Input<typeof audit.list> {
  return {
    ...(name ? { name } : group && { group }),
    ...(account && { account }),
    ...(kind && id && { subject_kind: kind, subject_id: id }),
    ...(text && { text }),
    ...(since && { since: Date.parse(since) }),
    ...(until && { until: Date.parse(until) + DAY_MS }),
  }
}

export function useEvents(query: AuditQuery) {
  const asked = askedBy(query)
  return useInfiniteQuery({
    queryKey: [KEYS.audit, 'list', asked],
    queryFn: ({ signal, pageParam }) =>
      call(audit.list, { ...asked, limit: PAGE, ...(pageParam && { after: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export const useDays = () =>
  useQuery({ queryKey: [KEYS.audit, 'days'], queryFn: ({ signal }) => call(audit.days, {}, signal) })

export const useStatus = () =>
  useQuery({
    queryKey: ['audit-status'],
    queryFn: ({ signal }) => call(audit.status, {}, signal),
    refetchInterval: ({ state }) => (state.data?.checked_at ? STATUS_EVERY_MS : FIRST_EVERY_MS),
  })
