/** What takes something away asks once, in its place: what will be lost, then the verb. */
import type { KeyboardEvent, ReactNode } from 'react'
import { useTakenFocus } from './take-focus.ts'

interface AskedOf {
  question: string
  verb: string
  keep?: string
  isPending: boolean
  error: Error | null
  act: () => void
  end: () => void
}

export function Asked({ question, verb, keep = 'Leave it as it is', isPending, error, act, end }: AskedOf) {
  const ref = useTakenFocus<HTMLFieldSetElement>()
  return (
    <fieldset ref={ref} className="access-asked" onKeyDown={onEscape(end)}>
      <legend>{question}</legend>
      <button type="button" className="button small takes" disabled={isPending} onClick={act}>
        {verb}
      </button>
      <button type="button" className="button small bare" onClick={end}>
        {keep}
      </button>
      <Mistake error={error} />
    </fieldset>
  )
}

export const Mistake = ({ error }: { error: Error | null }) =>
  error && (
    <p className="mistake" role="alert">
      {error.message}
    </p>
  )

export const onEscape =
  (end: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    end()
  }

/** A row of a table that belongs to the one above it. */
export const Below = ({ span, children }: { span: number; children: ReactNode }) => (
  <tr className="access-below">
    <td colSpan={span}>{children}</td>
  </tr>
)
