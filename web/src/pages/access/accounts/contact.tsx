/** Who answers for a service account: a person that has an account, or a team by its name. */
import type { Account } from '../asks.ts'

export const ContactFields = ({ people, contact = '' }: { people: Account[]; contact?: string }) => (
  <label>
    Who answers for it: a person, or a team
    <input
      className="field"
      name="contact"
      defaultValue={contact}
      required
      maxLength={200}
      autoComplete="off"
      list="access-people"
    />
    <datalist id="access-people">
      {people.map(({ id, name }) => (
        <option key={id} value={name} />
      ))}
    </datalist>
  </label>
)

/** A name that somebody has is that person; anything else names a team. */
export function contactIn(form: FormData, people: Account[]): { contact_account: string } | { contact_team: string } {
  const contact = String(form.get('contact')).trim()
  return people.some(({ name }) => name === contact) ? { contact_account: contact } : { contact_team: contact }
}
