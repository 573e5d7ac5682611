/** What the page of moving in asks of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { follows } from '../../../../src/features/transfer/contract/follows.ts'
import { type ImportInput, type ImportView, imports } from '../../../../src/features/transfer/contract/imports.ts'
import type { Reply, Route } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'

export type Import = ImportView
export type Follow = Reply<typeof follows.get>['follow']
export type { ImportInput }

/** While something is taken in, its numbers change all the time. */
const EVERY_MS = 1_000
const FOLLOWED_EVERY_MS = 5_000

export const isUnderWay = ({ state }: Pick<Import, 'state'>): boolean => state === 'waiting' || state === 'running'

export const useImports = () =>
  useQuery({
    queryKey: [KEYS.transfer, 'imports'],
    queryFn: ({ signal }) => call(imports.list, {}, signal),
    refetchInterval: ({ state }) => (state.data?.imports.some(isUnderWay) ? EVERY_MS : false),
  })

export const useFollows = () =>
  useQuery({
    queryKey: [KEYS.transfer, 'follows'],
    queryFn: ({ signal }) => call(follows.list, {}, signal),
    refetchInterval: ({ state }) => (state.data?.follows.length ? FOLLOWED_EVERY_MS : false),
  })

/** Does something, and has the page read everything again. */
export function useDo<I, O>(route: Route<I, O>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: I) => call(route, input),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.transfer] }),
  })
}
