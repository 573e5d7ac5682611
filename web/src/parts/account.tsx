/** Who is logged in, and the way out; nothing on a server without accounts. */
import { useQuery } from '@tanstack/react-query'
import { access } from '../../../src/features/access/contract/accounts.ts'
import { call } from '../api.ts'
import { urlOf } from '../place.ts'

export function Account() {
  const { data } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => call(access.me, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (data?.mode !== 'accounts' || !data.account) return null
  return (
    <form method="post" action={urlOf('/logout')} className="account">
      <span title={data.role ?? ''}>{data.account}</span>
      <button type="submit" className="button small bare">
        Log out
      </button>
    </form>
  )
}
