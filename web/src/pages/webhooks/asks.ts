/** What the page of webhooks asks of the server. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { webhooks } from '../../../../src/features/webhooks/contract.ts'
import type { Input, Reply, Route } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'

export type Webhook = Reply<typeof webhooks.list>['webhooks'][number]
export type Delivery = Reply<typeof webhooks.deliveries>['deliveries'][number]
export type NewWebhook = Input<typeof webhooks.create>

const KEY = 'webhooks'
/** Deliveries come by themselves. */
const EVERY_MS = 3_000
const PICTURED = 60

export const useWebhooks = () =>
  useQuery({
    queryKey: [KEY, 'list'],
    queryFn: ({ signal }) => call(webhooks.list, {}, signal),
    refetchInterval: EVERY_MS,
  })

export const useDeliveries = (id: number) =>
  useInfiniteQuery({
    queryKey: [KEY, 'deliveries', id],
    queryFn: ({ signal, pageParam }) =>
      call(webhooks.deliveries, { id, limit: PICTURED, ...(pageParam !== undefined && { before: pageParam }) }, signal),
    initialPageParam: undefined as Delivery['id'] | undefined,
    getNextPageParam: ({ deliveries, has_more }) => (has_more ? deliveries.at(-1)!.id : undefined),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : EVERY_MS),
  })

/** Does something, and has the page read everything again. */
export function useDo<I, O>(route: Route<I, O>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: I) => call(route, input),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  })
}
