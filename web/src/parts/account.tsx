/** Who is logged in, the pages of the account, and the way out; nothing on a server without accounts. */
import { useRef } from 'react'
import { urlOf } from '../place.ts'
import { To } from './link.tsx'
import { useMe } from './may.ts'
import { useEntries } from './own-places.ts'
import './account.css'

export function Account() {
  const { data } = useMe()
  const menu = useRef<HTMLElement>(null)
  const entries = useEntries()
  if (data?.mode !== 'accounts' || !data.account) return null
  return (
    <>
      <button
        type="button"
        className="button small bare account"
        popoverTarget="account"
        title={data.role === null ? 'You are no member of this workspace.' : `You are ${data.role} here.`}
      >
        <span className="account-name">{data.account}</span> <span aria-hidden="true">▾</span>
        <span className="seen-by-readers">: your account</span>
      </button>
      <nav ref={menu} id="account" popover="auto" aria-label="Your account">
        {entries
          .filter(({ isOfAccounts, isWide }) => isOfAccounts || isWide)
          .toReversed()
          .map(({ label, to }) => (
            <To key={to} to={to} onClick={() => menu.current?.hidePopover()}>
              {label}
            </To>
          ))}
        <form method="post" action={urlOf('/logout')}>
          <button type="submit">Log out</button>
        </form>
      </nav>
    </>
  )
}
