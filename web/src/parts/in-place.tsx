/** Names and longer texts, edited where they stand. */
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import './in-place.css'

/** A change under way, as a mutation tells it. */
export interface Saving {
  isPending: boolean
  error: Error | null
}

export const Trouble = ({ saving: { error } }: { saving: Saving }) =>
  error && (
    <span className="in-place-trouble" role="alert">
      {error.message}
    </span>
  )

interface NameOf {
  name: string
  /** "Name of the run" */
  label: string
  most: number
  saving: Saving
  /** Called with another name only. */
  save: (name: string) => void
  end: () => void
}

export function NameField({ name, label, most, saving, save, end }: NameOf) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const next = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (next === '' || next === name) end()
    else save(next)
  }
  return (
    <form className="in-place" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && end()}>
      <input
        className="field"
        name="name"
        defaultValue={name}
        maxLength={most}
        aria-label={label}
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus
        onFocus={({ target }) => target.select()}
      />
      <button type="submit" className="button small" disabled={saving.isPending}>
        Save the name
      </button>
      <button type="button" className="button small bare" onClick={end}>
        Cancel
      </button>
      <Trouble saving={saving} />
    </form>
  )
}

interface TextOf {
  text: string
  /** What kind of text it is: "note". */
  kind: string
  /** "Note of the run" */
  label: string
  placeholder: string
  isEditing: boolean
  mayWrite: boolean
  saving: Saving
  /** Called with another text only. */
  save: (text: string) => void
  edit: (isEditing: boolean) => void
}

export function TextInPlace(props: TextOf) {
  const { text, kind, isEditing, mayWrite, edit } = props
  if (isEditing) return <TextField {...props} />
  if (!text) return null
  return (
    <div className="text-in-place">
      <p>{text}</p>
      {mayWrite && (
        <button type="button" className="button small bare" onClick={() => edit(true)}>
          Edit the {kind}
        </button>
      )}
    </div>
  )
}

function TextField({ text, kind, label, placeholder, saving, save, edit }: TextOf) {
  const [draft, setDraft] = useState(text)
  const done = (): void => (draft.trim() === text ? edit(false) : save(draft.trim()))
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') edit(false)
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    done()
  }
  return (
    <div className="text-in-place editing">
      <textarea
        className="field"
        rows={Math.min(12, Math.max(3, draft.split('\n').length + 1))}
        value={draft}
        aria-label={label}
        placeholder={placeholder}
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={onKey}
      />
      <div>
        <button type="button" className="button small" disabled={saving.isPending} onClick={done}>
          Save the {kind}
        </button>
        <button type="button" className="button small bare" onClick={() => edit(false)}>
          Cancel
        </button>
        <span className="low wide">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels
        </span>
        <Trouble saving={saving} />
      </div>
    </div>
  )
}
