/** What the pages of access ask of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { access, ROLES, type Role } from '../../../../src/features/access/contract/accounts.ts'
import { identities } from '../../../../src/features/access/contract/identities.ts'
import { members } from '../../../../src/features/access/contract/members.ts'
import { passwords } from '../../../../src/features/access/contract/passwords.ts'
import { tokens } from '../../../../src/features/access/contract/tokens.ts'
import type { Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { KEYS } from '../../queries.ts'

export { ROLES, type Role }

export type Me = Reply<typeof access.me>
export type Account = Reply<typeof access.listAccounts>['accounts'][number]
export type Member = Reply<typeof members.list>['members'][number]
export type Members = Reply<typeof members.list>
export type Roles = Reply<typeof members.roles>
export type Token = Reply<typeof tokens.list>['tokens'][number]
export type Session = Reply<typeof tokens.sessions>['sessions'][number]
export type Identity = Reply<typeof identities.list>['identities'][number]
export type Made = Reply<typeof tokens.create>

/** The table is part of the product: it changes with the server only. */
export const useRoles = (enabled = true) =>
  useQuery({
    queryKey: [KEYS.access, 'roles'],
    queryFn: ({ signal }) => call(members.roles, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  })

export const useMembers = (enabled = true) =>
  useQuery({ queryKey: [KEYS.access, 'members'], queryFn: ({ signal }) => call(members.list, {}, signal), enabled })

export const useTokensHere = (enabled: boolean) =>
  useQuery({
    queryKey: [KEYS.access, 'tokens here'],
    queryFn: ({ signal }) => call(tokens.listHere, {}, signal),
    enabled,
  })

export const useAccounts = (enabled: boolean) =>
  useQuery({
    queryKey: [KEYS.access, 'accounts'],
    queryFn: ({ signal }) => call(access.listAccounts, {}, signal),
    enabled,
  })

/** None where there is no single sign-on. */
export const useIdentities = (enabled: boolean) =>
  useQuery({
    queryKey: [KEYS.access, 'identities'],
    queryFn: ({ signal }) => call(identities.list, {}, signal),
    enabled,
  })

export const useTokensOf = (account_id: number) =>
  useQuery({
    queryKey: [KEYS.access, 'tokens of', account_id],
    queryFn: ({ signal }) => call(tokens.listOf, { account_id }, signal),
  })

export const useMine = (enabled = true) =>
  useQuery({ queryKey: [KEYS.access, 'mine'], queryFn: ({ signal }) => call(passwords.mine, {}, signal), enabled })

export const useMyTokens = (enabled = true) =>
  useQuery({ queryKey: [KEYS.access, 'my tokens'], queryFn: ({ signal }) => call(tokens.list, {}, signal), enabled })

export const useSessions = (enabled = true) =>
  useQuery({ queryKey: [KEYS.access, 'sessions'], queryFn: ({ signal }) => call(tokens.sessions, {}, signal), enabled })

export const useLooks = (enabled = true) =>
  useQuery({ queryKey: [KEYS.access, 'looks'], queryFn: ({ signal }) => call(members.looks, {}, signal), enabled })

/** Does something, and asks again for what it may have changed before it counts as done. */
export function useDoing<I, O>(act: (input: I) => Promise<O>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [KEYS.access] }),
        client.invalidateQueries({ queryKey: ['me'] }),
      ]),
  })
}

export interface Doing<I, O = unknown> {
  mutate(input: I, options?: { onSuccess?: (reply: O) => void }): void
  reset(): void
  isPending: boolean
  error: Error | null
}
