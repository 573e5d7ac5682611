/** Your password: changed by whoever knows the old one. */
import { type FormEvent, useState } from 'react'
import { passwords } from '../../../../../src/features/access/contract/passwords.ts'
import { call } from '../../../api.ts'
import { Bone } from '../../../parts/bone.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { Mistake, onEscape } from '../asked.tsx'
import { useDoing, useMine } from '../asks.ts'
import { useTakenFocus } from '../take-focus.ts'

interface PasswordOf {
  isChanging: boolean
  open: (isOpen: boolean) => void
}

export function Password({ isChanging, open }: PasswordOf) {
  const { data, error, refetch } = useMine()
  const [isDone, setDone] = useState(false)
  const end = (): void => open(false)
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const isService = data?.account.kind === 'service'
  return (
    <Section
      title="Password"
      action={
        data &&
        !isService &&
        !isChanging && (
          <button
            type="button"
            className="button small bare"
            onClick={() => {
              setDone(false)
              open(true)
            }}
          >
            {data.has_password ? 'Change it' : 'Set one'}
          </button>
        )
      }
    >
      {data ? (
        <p className="access-line">
          {isService
            ? 'A service account has no password: programs use its tokens.'
            : data.has_password
              ? 'You log in with your name and password. Nobody else knows it, and nobody can look it up.'
              : 'You have no password yet, and log in with a token. With a password you need none in the browser.'}
        </p>
      ) : (
        <p className="access-line" aria-busy="true">
          <Bone width="60%" />
        </p>
      )}
      {data && isChanging && !isService && (
        <PasswordForm
          hasOld={data.has_password}
          name={data.account.name}
          onDone={() => {
            setDone(true)
            end()
          }}
          end={end}
        />
      )}
      <p role="status" className="access-done">
        {isDone && 'The new password holds. Your other log-ins have ended; your tokens go on working.'}
      </p>
    </Section>
  )
}

const LEAST = 12

interface FormOf {
  hasOld: boolean
  name: string
  onDone: () => void
  end: () => void
}

function PasswordForm({ hasOld, name, onDone, end }: FormOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const [differ, setDiffer] = useState(false)
  const changing = useDoing((input: { old?: string; new: string }) => call(passwords.change, input))
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wanted = String(form.get('new'))
    setDiffer(wanted !== form.get('again'))
    if (wanted !== form.get('again')) return
    changing.mutate({ ...(hasOld && { old: String(form.get('old')) }), new: wanted }, { onSuccess: onDone })
  }
  return (
    <form ref={ref} className="panel access-form" onSubmit={save} onKeyDown={onEscape(end)}>
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <div className="access-fields">
        {hasOld && (
          <label>
            Present password
            <input className="field" type="password" name="old" autoComplete="current-password" required />
          </label>
        )}
        <label>
          New password, at least {LEAST} characters
          <input className="field" type="password" name="new" autoComplete="new-password" required minLength={LEAST} />
        </label>
        <label>
          The same again
          <input className="field" type="password" name="again" autoComplete="new-password" required />
        </label>
      </div>
      <p className="access-buttons">
        <button type="submit" className="button go" disabled={changing.isPending}>
          {hasOld ? 'Change the password' : 'Set the password'}
        </button>
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
        <span className="low">Your other log-ins end.</span>
      </p>
      {differ ? (
        <p className="mistake" role="alert">
          The two new passwords differ. Type the same one twice.
        </p>
      ) : (
        <Mistake error={changing.error} />
      )}
    </form>
  )
}
