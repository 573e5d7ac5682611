/** What the pages of the registry ask of the server. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { measured } from '../../../../src/features/models/contract/measured.ts'
import { registered } from '../../../../src/features/models/contract/own.ts'
import type { Reply, Route } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'
import type { ModelsQuery } from './routes.ts'

export type Model = Reply<typeof registered.model>['model']
export type Version = Reply<typeof registered.versions>['versions'][number]
export type Whole = Reply<typeof registered.version>
export type Series = Reply<typeof measured.versions>['series'][number]

const MODELS = 200
const VERSIONS = 100

export const useModels = ({ search, alias, stage, prompts, order }: ModelsQuery) =>
  useInfiniteQuery({
    queryKey: [KEYS.models, 'list', search, alias, stage, prompts, order],
    queryFn: ({ signal, pageParam }) =>
      call(
        registered.models,
        {
          search,
          alias,
          stage,
          ...(prompts && { prompts: true }),
          order: order ?? 'changed',
          limit: MODELS,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  })

export const useModel = (name: string) =>
  useQuery({
    queryKey: [KEYS.models, 'one', name],
    queryFn: ({ signal }) => call(registered.model, { name }, signal),
  })

export const useVersions = (name: string) =>
  useInfiniteQuery({
    queryKey: [KEYS.models, 'versions', name],
    queryFn: ({ signal, pageParam }) => call(registered.versions, { name, before: pageParam, limit: VERSIONS }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

export const useVersion = (name: string, version: string) =>
  useQuery({
    queryKey: [KEYS.models, 'version', name, version],
    queryFn: ({ signal }) => call(registered.version, { name, version }, signal),
  })

export const useMeasured = (name: string) =>
  useQuery({
    queryKey: [KEYS.models, 'measured', name],
    queryFn: ({ signal }) => call(measured.versions, { name }, signal),
  })

/** Does something, and has the pages read everything again; where its page is no more, `leave` leads away from it. */
export function useDo<I, O>(route: Route<I, O>, leave?: (input: I) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: I) => call(route, input),
    onSuccess: (_, input) => leave?.(input),
    onSettled: (_, error) => {
      // What was just left would ask for what is not there: the next page reads anew by itself.
      const refetchType = leave && !error ? 'none' : 'active'
      for (const key of [KEYS.models, KEYS.lineage, KEYS.events])
        void client.invalidateQueries({ queryKey: [key], refetchType })
    },
  })
}
