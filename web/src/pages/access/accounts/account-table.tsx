/** Accounts by name: what each is, and where it is a member; an open row has what can be done. */
import { Fragment } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Below } from '../asked.tsx'
import type { Account, Roles } from '../asks.ts'
import { KindChips } from '../chips.tsx'
import type { AccountsQuery } from '../routes.ts'
import { placesWords } from '../words.ts'
import { AccountDetails } from './account-details.tsx'
import { chosenOf } from './filters.tsx'

interface TableOf {
  accounts: Account[]
  query: AccountsQuery
  myId: number | null
  table: Roles
  change: (patch: Partial<AccountsQuery>) => void
}

const SPAN = 4
const byName = new Intl.Collator('en')

export function AccountTable({ accounts, query, myId, table, change }: TableOf) {
  const shown = chosenOf(accounts, query).sort((a, b) => byName.compare(a.name, b.name))
  return (
    <Section
      title="Accounts"
      note={
        shown.length < accounts.length
          ? `${formatCount(shown.length)} of ${formatCount(accounts.length)}`
          : formatCount(accounts.length)
      }
    >
      {shown.length === 0 ? (
        <p className="low">
          No account fits all of this.{' '}
          <button
            type="button"
            className="button small"
            onClick={() => change({ show: undefined, find: undefined, open: undefined })}
          >
            Show all
          </button>
        </p>
      ) : (
        <table className="table access-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Member of</th>
              <th scope="col" className="wide">
                Made
              </th>
              <th scope="col" className="access-verbs">
                <span className="seen-by-readers">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((account) => {
              const isOpen = query.open === String(account.id)
              return (
                <Fragment key={account.id}>
                  <tr data-row="">
                    <th scope="row">
                      {account.name}{' '}
                      <KindChips
                        kind={account.kind}
                        isDisabled={account.disabled_at !== null}
                        isOwner={account.is_owner}
                        isYou={account.id === myId}
                      />
                    </th>
                    <td>
                      <Places account={account} />
                    </td>
                    <td className="wide low">
                      <Ago at={account.created_at} />
                    </td>
                    <td className="access-verbs">
                      <button
                        type="button"
                        className="button small bare"
                        aria-expanded={isOpen}
                        onClick={() => change({ open: isOpen ? undefined : String(account.id), form: undefined })}
                      >
                        {isOpen ? 'Close' : 'Open'}
                        <span className="seen-by-readers"> {account.name}</span>
                      </button>
                    </td>
                  </tr>
                  {isOpen && (
                    <Below span={SPAN}>
                      <AccountDetails account={account} accounts={accounts} isYou={account.id === myId} table={table} />
                    </Below>
                  )}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Places({ account }: { account: Account }) {
  const words = placesWords(account)
  if (words) return words
  return <span className="low">{account.is_owner ? 'everywhere, as owner' : 'no workspace'}</span>
}
