/** Removes for good: says in numbers what is lost, and asks for the name. */
import { type FormEvent, useState } from 'react'
import { Problem } from '../../../parts/problem.tsx'
import { onEscape } from '../../access/asked.tsx'
import { useTakenFocus } from '../../access/take-focus.ts'
import '../forms.css'

interface DeleteOf {
  /** What has to be typed. */
  word: string
  loss: string
  verb: string
  isPending: boolean
  error: Error | null
  act: () => void
  end: () => void
}

export function DeleteForm({ word, loss, verb, isPending, error, act, end }: DeleteOf) {
  const [typed, setTyped] = useState('')
  const ref = useTakenFocus<HTMLFormElement>()
  const isReady = typed === word
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (isReady) act()
  }
  return (
    <form ref={ref} className="panel models-form takes" onSubmit={submit} onKeyDown={onEscape(end)}>
      <p>{loss}</p>
      <label>
        Type <b>{word}</b> to confirm
        <input className="field" value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
      </label>
      {error && <Problem error={error} />}
      <div className="models-do">
        <button type="submit" className="button takes" disabled={!isReady || isPending}>
          {verb}
        </button>
        <button type="button" className="button bare" onClick={end}>
          Keep it
        </button>
      </div>
    </form>
  )
}
