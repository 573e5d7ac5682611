/** On a server without accounts: the form that makes its owner, and what to do then. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { access } from '../../../../../src/features/access/contract/accounts.ts'
import { call } from '../../../api.ts'
import { Code, CopyButton } from '../../../parts/copy.tsx'
import { rootPath, workspaceName } from '../../../place.ts'
import { Mistake } from '../asked.tsx'
import { exportsOf } from '../once.tsx'

export interface Owner {
  name: string
  token: string
}

const LEAST = 12

export function FirstOwner({ onMade }: { onMade: (owner: Owner) => void }) {
  const [differ, setDiffer] = useState(false)
  const making = useMutation({
    mutationFn: (input: { name: string; password: string }) => call(access.createAccount, input),
    onSuccess: ({ account, token }) => token !== undefined && onMade({ name: account.name, token }),
  })
  const make = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const password = String(form.get('password'))
    setDiffer(password !== form.get('again'))
    if (password === form.get('again')) making.mutate({ name: String(form.get('name')), password })
  }
  return (
    <form className="panel access-form access-first" aria-label="Make the first account" onSubmit={make}>
      <div className="access-fields">
        <label>
          Your name
          <input className="field" name="name" required maxLength={100} autoComplete="username" />
        </label>
        <label>
          Password, at least {LEAST} characters
          <input
            className="field"
            type="password"
            name="password"
            required
            minLength={LEAST}
            autoComplete="new-password"
          />
        </label>
        <label>
          The same again
          <input className="field" type="password" name="again" required autoComplete="new-password" />
        </label>
      </div>
      <p className="access-warning">
        There is no way back: programs that log here without a token are refused from then on. You get a token for them
        in the next step.
      </p>
      <p className="access-buttons">
        <button type="submit" className="button go" disabled={making.isPending}>
          {making.isPending ? 'Making it…' : 'Become the owner'}
        </button>
      </p>
      {differ ? (
        <p className="mistake" role="alert">
          The two passwords differ. Type the same one twice.
        </p>
      ) : (
        <Mistake error={making.error} />
      )}
    </form>
  )
}

export const OwnerMade = ({ owner: { token } }: { owner: Owner }) => (
  <section className="panel access-once" aria-label="Your first token">
    <p>
      <b>Copy your first token now: it is shown this once.</b> MLflow's client and commands read it from the
      environment. It does not end by itself; make others for single purposes, and revoke this one, under Your account.
    </p>
    <Code text={exportsOf(token, workspaceName)} label="For MLflow's client and for commands" />
    <p className="access-buttons">
      <CopyButton text={token} label="Copy the token alone" />
      <a className="button go small" href={`${rootPath}/login`}>
        Log in
      </a>
    </p>
  </section>
)
