/** What the reader of a page may do: who may only read is shown no buttons that would be refused. */
import { useQuery } from '@tanstack/react-query'
import { access } from '../../../src/features/access/contract/accounts.ts'
import { call } from '../api.ts'

const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => call(access.me, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useMayWrite(): boolean {
  const { data } = useMe()
  return data?.mode === 'open' || (data?.role !== undefined && data.role !== null && data.role !== 'reader')
}

export function useMayAudit(): boolean {
  const { data } = useMe()
  return data?.mode === 'open' || data?.role === 'admin' || data?.role === 'owner'
}
