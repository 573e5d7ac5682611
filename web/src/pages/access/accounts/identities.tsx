/** People as the identity provider knows them: whose accounts they are, and who waits for one. */
import { type FormEvent, Fragment, useState } from 'react'
import { identities as contract } from '../../../../../src/features/access/contract/identities.ts'
import { call } from '../../../api.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { Asked, Below, Mistake, onEscape } from '../asked.tsx'
import { type Account, type Identity, useDoing } from '../asks.ts'
import { useTakenFocus } from '../take-focus.ts'

interface IdentitiesOf {
  identities: Identity[]
  people: Account[]
}

const SPAN = 4

export function Identities({ identities, people }: IdentitiesOf) {
  const [open, setOpen] = useState<{ id: number; to: 'link' | 'forget' }>()
  const forgetting = useDoing((id: number) => call(contract.remove, { id }))
  const end = (): void => {
    setOpen(undefined)
    forgetting.reset()
  }
  return (
    <Section title="Known by the identity provider" note={formatCount(identities.length)}>
      <table className="table access-table">
        <thead>
          <tr>
            <th scope="col">Called there</th>
            <th scope="col" className="wide">
              Address
            </th>
            <th scope="col">Account here</th>
            <th scope="col" className="access-verbs">
              <span className="seen-by-readers">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {identities.map(({ id, name, email, issuer, subject, account }) => (
            <Fragment key={id}>
              <tr data-row="">
                <th scope="row" title={`${subject} at ${issuer}`}>
                  {name}
                </th>
                <td className="wide">{email ?? <span className="low">none that it has verified</span>}</td>
                <td>
                  {account ?? (
                    <span className="chip warn">
                      <i aria-hidden="true">▲</i>waits for one
                    </span>
                  )}
                </td>
                <td className="access-verbs">
                  <button
                    type="button"
                    className="button small bare"
                    aria-expanded={open?.id === id}
                    onClick={() => setOpen({ id, to: account === null ? 'link' : 'forget' })}
                  >
                    {account === null ? 'Link' : 'Forget'}
                    <span className="seen-by-readers"> {name}</span>
                  </button>
                </td>
              </tr>
              {open?.id === id && (
                <Below span={SPAN}>
                  {open.to === 'link' ? (
                    <LinkForm id={id} name={name} people={people} end={end} />
                  ) : (
                    <Asked
                      question={`Forget that ${name} of the provider is ${account}? Their log-ins by the provider end, and so does what its groups gave. The account stays, with what was given by hand.`}
                      verb="Forget it"
                      isPending={forgetting.isPending}
                      error={forgetting.error}
                      act={() => forgetting.mutate(id, { onSuccess: end })}
                      end={end}
                    />
                  )}
                </Below>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

interface LinkOf {
  id: number
  name: string
  people: Account[]
  end: () => void
}

function LinkForm({ id, name, people, end }: LinkOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const linking = useDoing((account: string) => call(contract.link, { id, account }))
  const link = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    linking.mutate(String(new FormData(event.currentTarget).get('account')).trim(), { onSuccess: end })
  }
  return (
    <form ref={ref} className="access-form" aria-label={`Link ${name}`} onSubmit={link} onKeyDown={onEscape(end)}>
      <div className="access-fields">
        <label>
          Whose account {name} is
          <input className="field" name="account" required maxLength={100} autoComplete="off" list="access-linkable" />
          <datalist id="access-linkable">
            {people.map((person) => (
              <option key={person.id} value={person.name} />
            ))}
          </datalist>
        </label>
      </div>
      <p className="access-buttons">
        <button type="submit" className="button small" disabled={linking.isPending}>
          Link {name}
        </button>
        <button type="button" className="button small bare" onClick={end}>
          Cancel
        </button>
        <span className="low">Whoever the provider says is {name} then logs in as this account.</span>
      </p>
      <Mistake error={linking.error} />
    </form>
  )
}
