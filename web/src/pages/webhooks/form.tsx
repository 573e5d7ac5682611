/** Another program to be told: its name, its URL and what it wants to hear of. */
import { type FormEvent, useId, useState } from 'react'
import { TOLD } from '../../../../src/features/webhooks/contract.ts'
import { EVENTS, groupOf } from '../../../../src/lib/vocabulary.ts'
import { Problem } from '../../parts/problem.tsx'
import type { NewWebhook } from './asks.ts'

/** What the work is about comes before the server itself. */
const ORDER: string[] = ['run', 'model-version', 'experiment']
const placeOf = (group: string): number => (ORDER.indexOf(group) + ORDER.length + 1) % (ORDER.length + 1)
const GROUPS = [...Map.groupBy(TOLD, groupOf)].sort(([a], [b]) => placeOf(a) - placeOf(b))
/** What most want to hear of first. */
const FIRST = ['run.finished', 'run.failed', 'run.lost']

interface Props {
  send: (webhook: NewWebhook) => void
  close: () => void
  error: unknown
  isBusy: boolean
}

export function Form({ send, close, error, isBusy }: Props) {
  const id = useId()
  const [events, setEvents] = useState<string[]>(FIRST)
  const toggle = (name: string): void =>
    setEvents(events.includes(name) ? events.filter((each) => each !== name) : [...events, name])
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    // A group stands for its events.
    const names = events.filter((name) => name.endsWith('.*') || !events.includes(`${groupOf(name)}.*`))
    send({ name: String(fields.get('name')), url: String(fields.get('url')), events: names })
  }
  return (
    <form className="panel hook-form" onSubmit={submit}>
      <div className="hook-fields">
        <label htmlFor={`${id}-name`}>
          Who is told
          {/* biome-ignore lint/a11y/noAutofocus: the form was just asked for */}
          <input id={`${id}-name`} name="name" className="field" placeholder="ci" maxLength={100} required autoFocus />
        </label>
        <label htmlFor={`${id}-url`}>
          Where
          <input
            id={`${id}-url`}
            name="url"
            type="url"
            className="field"
            placeholder="https://ci.example.com/hooks/bellwether"
            maxLength={2_000}
            required
          />
        </label>
      </div>
      <fieldset>
        <legend>Of what</legend>
        <div className="hook-groups">
          {GROUPS.map(([group, names]) => {
            const whole = `${group}.*`
            return (
              <div key={group}>
                <label>
                  <input type="checkbox" checked={events.includes(whole)} onChange={() => toggle(whole)} />{' '}
                  <b>all of {group}</b>
                </label>
                {names.map((name) => (
                  <label key={name} title={EVENTS[name]}>
                    <input
                      type="checkbox"
                      disabled={events.includes(whole)}
                      checked={events.includes(whole) || events.includes(name)}
                      onChange={() => toggle(name)}
                    />{' '}
                    {name.slice(group.length + 1)}
                  </label>
                ))}
              </div>
            )
          })}
        </div>
      </fieldset>
      {error ? <Problem error={error} /> : null}
      <div className="hook-do">
        <button type="submit" className="button go" disabled={isBusy || events.length === 0}>
          Tell it from now on
        </button>
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  )
}
