/** Things edited where they stand: the name and the note of a run. */
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import type { Changing } from './changes.ts'
import type { Run } from './words.ts'

const MOST_NAME = 250

export function Trouble({ changing }: { changing: Changing }) {
  return changing.error ? (
    <span className="change-trouble" role="alert">
      {changing.error.message}
    </span>
  ) : null
}

interface NameOf {
  run: Run
  changing: Changing
  isEditing: boolean
  mayWrite: boolean
  onEditing: (isEditing: boolean) => void
  letters: number
}

export function Name({ run, changing, isEditing, mayWrite, onEditing, letters }: NameOf) {
  if (!isEditing)
    return (
      <span className="in-place">
        <span>{middleCut(run.name, letters)}</span>
        {mayWrite && (
          <button type="button" className="button small bare run-edit wide" onClick={() => onEditing(true)}>
            Rename
          </button>
        )}
      </span>
    )
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (name === '' || name === run.name) onEditing(false)
    else changing.mutate({ rename: name }, { onSuccess: () => onEditing(false) })
  }
  return (
    <form className="in-place" onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && onEditing(false)}>
      <input
        className="field"
        name="name"
        defaultValue={run.name}
        maxLength={MOST_NAME}
        aria-label="Name of the run"
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus
        onFocus={({ target }) => target.select()}
      />
      <button type="submit" className="button small" disabled={changing.isPending}>
        Save the name
      </button>
      <button type="button" className="button small bare" onClick={() => onEditing(false)}>
        Cancel
      </button>
      <Trouble changing={changing} />
    </form>
  )
}

interface NoteOf {
  text: string
  changing: Changing
  isEditing: boolean
  mayWrite: boolean
  onEditing: (isEditing: boolean) => void
}

export function Note({ text, changing, isEditing, mayWrite, onEditing }: NoteOf) {
  if (isEditing) return <NoteField text={text} changing={changing} onEnd={() => onEditing(false)} />
  if (!text) return null
  return (
    <div className="run-note">
      <p>{text}</p>
      {mayWrite && (
        <button type="button" className="button small bare run-edit" onClick={() => onEditing(true)}>
          Edit the note
        </button>
      )}
    </div>
  )
}

function NoteField({ text, changing, onEnd }: { text: string; changing: Changing; onEnd: () => void }) {
  const [draft, setDraft] = useState(text)
  const save = (): void => {
    const note = draft.trim()
    if (note === text) onEnd()
    else changing.mutate({ note }, { onSuccess: onEnd })
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onEnd()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    save()
  }
  return (
    <div className="run-note editing">
      <textarea
        className="field"
        rows={Math.min(12, Math.max(3, draft.split('\n').length + 1))}
        value={draft}
        aria-label="Note of the run"
        placeholder="What the next reader should know: why it was run, what came of it."
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={onKey}
      />
      <div>
        <button type="button" className="button small" disabled={changing.isPending} onClick={save}>
          Save the note
        </button>
        <button type="button" className="button small bare" onClick={onEnd}>
          Cancel
        </button>
        <span className="low wide">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels
        </span>
        <Trouble changing={changing} />
      </div>
    </div>
  )
}
