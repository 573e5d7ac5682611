/** The form that makes a token: what it is for, how long, where, and what it may do at most. */
import type { FormEvent } from 'react'
import type { Scope } from '../../../../src/lib/contract.ts'
import { counted } from '../../format/numbers.ts'
import { Mistake, onEscape } from './asked.tsx'
import type { Doing, Made, Roles } from './asks.ts'
import { useTakenFocus } from './take-focus.ts'

export interface Wanted {
  label: string
  /** Without it as long as usual, and never longer than what the maker logged in with. */
  expires_in_days?: number
  workspace?: string
  scopes?: Scope[]
}

interface FormOf {
  /** What it may be limited to. */
  offered: Roles['rights']
  /** Where it may be bound to; absent where there is one place anyway. */
  workspaces?: string[]
  /** What it may do without a limit. */
  all: string
  making: Doing<Wanted, Made>
  onMade: (made: Made) => void
  end: () => void
}

const DAYS = [1, 7, 30, 180, 365]

export function TokenForm({ offered, workspaces, all, making, onMade, end }: FormOf) {
  const ref = useTakenFocus<HTMLFormElement>()
  const make = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(form.get('days'))
    const workspace = String(form.get('workspace') ?? '')
    const scopes = form.getAll('scope') as Scope[]
    const wanted = {
      label: String(form.get('label')),
      ...(days > 0 && { expires_in_days: days }),
      ...(workspace && { workspace }),
      ...(scopes.length > 0 && { scopes }),
    }
    making.mutate(wanted, { onSuccess: onMade })
  }
  return (
    <form ref={ref} className="panel access-form" onSubmit={make} onKeyDown={onEscape(end)}>
      <div className="access-fields">
        <label>
          What it is for
          <input className="field" name="label" required maxLength={100} placeholder="training on node 7" />
        </label>
        <label>
          Ends after
          <select className="field" name="days">
            <option value="">90 days, or with your log-in</option>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {counted(days, 'day')}
              </option>
            ))}
          </select>
        </label>
        {workspaces && (
          <label>
            Works in
            <select className="field" name="workspace">
              <option value="">every workspace of the account</option>
              {workspaces.map((name) => (
                <option key={name} value={name}>
                  {name} only
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <fieldset className="access-scopes">
        <legend>
          Limit it to <small>without a tick: {all}</small>
        </legend>
        {offered.map(({ id, about }) => (
          <label key={id}>
            <input type="checkbox" name="scope" value={id} />
            <span>
              <b>{id}</b> <span className="low">{about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="access-buttons">
        <button type="submit" className="button go" disabled={making.isPending}>
          {making.isPending ? 'Making it…' : 'Make the token'}
        </button>
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
      </p>
      <Mistake error={making.error} />
    </form>
  )
}
