/** Which accounts are shown: all, people, services, owners, those that are disabled; and by a part of their name. */
import type { RefObject } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import type { Account } from '../asks.ts'
import { type AccountsQuery, SHOWN, type Shown } from '../routes.ts'

interface FiltersOf {
  accounts: Account[]
  query: AccountsQuery
  change: (patch: Partial<AccountsQuery>) => void
  find: RefObject<HTMLInputElement | null>
}

const FITS: Record<Shown, (account: Account) => boolean> = {
  people: ({ kind, disabled_at }) => kind === 'person' && disabled_at === null,
  services: ({ kind, disabled_at }) => kind === 'service' && disabled_at === null,
  owners: ({ is_owner, disabled_at }) => is_owner && disabled_at === null,
  disabled: ({ disabled_at }) => disabled_at !== null,
}

export function chosenOf(accounts: Account[], { show, find }: AccountsQuery): Account[] {
  const words = find?.toLowerCase() ?? ''
  return accounts.filter((account) => (!show || FITS[show](account)) && account.name.toLowerCase().includes(words))
}

/** From here on a field to find somebody helps. */
const MANY = 10

export const Filters = ({ accounts, query, change, find }: FiltersOf) => (
  <search className="access-filters">
    {accounts.length > MANY && (
      <input
        ref={find}
        type="search"
        className="field"
        placeholder="Find an account"
        aria-label="Find an account"
        value={query.find ?? ''}
        onChange={({ target }) => change({ find: target.value || undefined })}
      />
    )}
    <ul>
      {SHOWN.map((each) => {
        const isOn = query.show === each
        return (
          <li key={each}>
            <To
              to={pathOf('/accounts', { ...query, show: isOn ? undefined : each, open: undefined })}
              className="chip"
              {...(isOn && { 'aria-current': 'true' })}
            >
              {each} <span className="num">{formatCount(accounts.filter(FITS[each]).length)}</span>
            </To>
          </li>
        )
      })}
    </ul>
  </search>
)
