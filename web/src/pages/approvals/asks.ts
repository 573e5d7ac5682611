/** What the pages of approvals ask of the server, and say to it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Answer, approvals } from '../../../../src/features/approvals/contract.ts'
import type { Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'

export type Approval = Reply<typeof approvals.get>['approval']

/** Beyond these the command line lists more. */
export const MOST = 100

export const useApprovals = () =>
  useQuery({
    queryKey: [KEYS.approvals, 'list'],
    queryFn: ({ signal }) =>
      call(approvals.list, { state: 'all', limit: MOST }, signal).then(({ approvals: found }) => found),
  })

export const useApproval = (id: number) =>
  useQuery({
    queryKey: [KEYS.approvals, id],
    queryFn: ({ signal }) => call(approvals.get, { id }, signal).then(({ approval }) => approval),
  })

export type Doing = { answer: Answer; reason: string } | 'withdraw'

export function useDo(id: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (doing: Doing) =>
      doing === 'withdraw' ? call(approvals.withdraw, { id }) : call(approvals.decide, { id, ...doing }),
    onSuccess: async ({ approval }) => {
      // What was asked for before the answer must not come after it.
      await client.cancelQueries({ queryKey: [KEYS.approvals, id] })
      client.setQueryData<Approval>([KEYS.approvals, id], approval)
      await client.invalidateQueries({ queryKey: [KEYS.approvals, 'list'] })
      await client.invalidateQueries({ queryKey: ['today'] })
    },
  })
}
