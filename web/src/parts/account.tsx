/** Who is logged in, and the way out; nothing on a server without accounts. */
import { urlOf } from '../place.ts'
import { useMe } from './may.ts'

export function Account() {
  const { data } = useMe()
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
