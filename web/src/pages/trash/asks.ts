/** What the page asks of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Trashed, trash } from '../../../../src/features/trash/contract.ts'
import type { Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'

export type Listed = Reply<typeof trash.list>
export type Item = Listed['items'][number]
export type Plan = Reply<typeof trash.plan>
export type Sweep = NonNullable<Reply<typeof trash.sweep>['sweep']>

const EVERY_MS = 30_000
/** While it is being emptied. */
const BUSY_EVERY_MS = 700
/** Of each kind. */
export const SHOWN = 100

export const isUnderWay = (sweep: Sweep | null | undefined): boolean =>
  sweep?.state === 'waiting' || sweep?.state === 'running'

export const useTrash = () =>
  useQuery({
    queryKey: [KEYS.trash, 'list'],
    queryFn: ({ signal }) => call(trash.list, { limit: SHOWN }, signal),
    refetchInterval: EVERY_MS,
  })

export const useSweep = () =>
  useQuery({
    queryKey: [KEYS.trash, 'sweep'],
    queryFn: async ({ signal }) => (await call(trash.sweep, {}, signal)).sweep,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? BUSY_EVERY_MS : EVERY_MS),
  })

export const usePlan = (age: number, enabled: boolean) =>
  useQuery({
    queryKey: [KEYS.trash, 'plan', age],
    queryFn: ({ signal }) => call(trash.plan, { older_than_days: age }, signal),
    enabled,
  })

export function useTrashDo() {
  const queries = useQueryClient()
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: [KEYS.trash] })
  return {
    restore: useMutation({
      mutationFn: ({ kind, id }: { kind: Trashed; id: string }) => call(trash.restore, { kind, id }),
      onSettled,
    }),
    empty: useMutation({ mutationFn: (age: number) => call(trash.empty, { older_than_days: age }), onSettled }),
    refresh: onSettled,
  }
}
