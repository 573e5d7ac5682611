/** What the reader of a page may do: who may only read is shown no buttons that would be refused. */
import { useQuery } from '@tanstack/react-query'
import { access } from '../../../src/features/access/contract/accounts.ts'
import type { Scope } from '../../../src/lib/contract.ts'
import { call } from '../api.ts'

/** Who the server takes the reader for, at this address. */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => call(access.me, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** False as long as it is not known. */
export const useMay = (right: Scope): boolean => useMe().data?.may.includes(right) ?? false
