/** Another name, or for a service account somebody else who answers for it. */
import type { FormEvent } from 'react'
import { access } from '../../../../../src/features/access/contract/accounts.ts'
import type { Input } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { Mistake, onEscape } from '../asked.tsx'
import { type Account, useDoing } from '../asks.ts'
import { useTakenFocus } from '../take-focus.ts'
import { ContactFields, contactIn } from './contact.tsx'

interface FormOf {
  account: Account
  people: Account[]
  end: () => void
}

export function AccountForm({ account: { id, name, kind, contact }, people, end }: FormOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const changing = useDoing((input: Omit<Input<typeof access.changeAccount>, 'id'>) =>
    call(access.changeAccount, { id, ...input }),
  )
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    changing.mutate(
      { name: String(form.get('name')), ...(kind === 'service' && contactIn(form, people)) },
      { onSuccess: end },
    )
  }
  return (
    <form ref={ref} className="access-form" aria-label={`Change ${name}`} onSubmit={save} onKeyDown={onEscape(end)}>
      <div className="access-fields">
        <label>
          Name
          <input className="field" name="name" defaultValue={name} required maxLength={100} autoComplete="off" />
        </label>
        {kind === 'service' && <ContactFields people={people} contact={contact ?? ''} />}
      </div>
      <p className="access-buttons">
        <button type="submit" className="button small" disabled={changing.isPending}>
          Save
        </button>
        <button type="button" className="button small bare" onClick={end}>
          Cancel
        </button>
      </p>
      <Mistake error={changing.error} />
    </form>
  )
}
