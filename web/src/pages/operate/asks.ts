/** What the page asks of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { audit } from '../../../../src/features/activity/contract/audit.ts'
import { operate } from '../../../../src/features/operate/contract.ts'
import type { Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'

export type Check = Reply<typeof operate.health>['checks'][number]
export type Kept = Reply<typeof operate.backups>
export type Backup = Kept['backups'][number]
export type Task = NonNullable<Kept['active']>
export type Disk = Reply<typeof operate.disk>
export type Log = Reply<typeof audit.status>

const EVERY_MS = 30_000
/** While something is under way. */
const BUSY_EVERY_MS = 700

export const useHealth = () =>
  useQuery({
    queryKey: [KEYS.operate, 'health'],
    queryFn: async ({ signal }) => (await call(operate.health, {}, signal)).checks,
    refetchInterval: EVERY_MS,
  })

export const useBackups = () =>
  useQuery({
    queryKey: [KEYS.operate, 'backups'],
    queryFn: ({ signal }) => call(operate.backups, {}, signal),
    refetchInterval: ({ state }) => (state.data?.active ? BUSY_EVERY_MS : EVERY_MS),
  })

export const useDisk = () =>
  useQuery({
    queryKey: [KEYS.operate, 'disk'],
    queryFn: ({ signal }) => call(operate.disk, {}, signal),
    refetchInterval: EVERY_MS,
  })

/** Checked by the server all the time; shown here, explained on the page of the audit. */
export const useLog = () =>
  useQuery({
    queryKey: [KEYS.operate, 'log'],
    queryFn: ({ signal }) => call(audit.status, {}, signal),
    refetchInterval: EVERY_MS,
  })

/** Begins work; the list then says how far it is. */
export function useBegin() {
  const queries = useQueryClient()
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: [KEYS.operate] })
  return {
    make: useMutation({ mutationFn: () => call(operate.backUp, {}), onSettled }),
    verify: useMutation({ mutationFn: (name: string) => call(operate.verify, { name }), onSettled }),
    refresh: onSettled,
  }
}
