/** The workspace of this address, and what the reader chose in it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswersFor, workspaces } from '../../../src/features/access/contract/workspaces.ts'
import type { Reply } from '../../../src/lib/contract.ts'
import { call } from '../api.ts'

const KEY = ['here']

export type Here = Reply<typeof workspaces.here>

export const useHere = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(workspaces.here, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useWorkspaces = (enabled = true) =>
  useQuery({ queryKey: ['workspaces'], queryFn: ({ signal }) => call(workspaces.list, {}, signal), enabled })

export function useChoose() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (answers_for: AnswersFor) => call(workspaces.choose, { answers_for }),
    onMutate: (answers_for) => client.setQueryData<Here>(KEY, (before) => before && { ...before, answers_for }),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

/** The role that the reader answers for, if they said so. */
export function useOwnRole(): Exclude<AnswersFor, 'none'> | undefined {
  const { data } = useHere()
  return data?.answers_for && data.answers_for !== 'none' ? data.answers_for : undefined
}
