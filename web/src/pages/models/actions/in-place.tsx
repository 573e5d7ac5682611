/** Names and descriptions of models and versions, edited where they stand. */
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { onEscape } from '../../access/asked.tsx'

export interface Saving {
  isPending: boolean
  error: Error | null
}

const Trouble = ({ saving: { error } }: { saving: Saving }) =>
  error && (
    <span className="mistake" role="alert">
      {error.message}
    </span>
  )

interface RenameOf {
  name: string
  saving: Saving
  save: (name: string) => void
  end: () => void
}

export function Rename({ name, saving, save, end }: RenameOf) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const next = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (next === '' || next === name) end()
    else save(next)
  }
  return (
    <form className="models-in-place" onSubmit={submit} onKeyDown={onEscape(end)}>
      <input
        className="field"
        name="name"
        defaultValue={name}
        maxLength={256}
        aria-label="Name of the model"
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

interface DescriptionOf {
  text: string | null
  what: string
  isEditing: boolean
  mayWrite: boolean
  saving: Saving
  save: (text: string) => void
  edit: (isEditing: boolean) => void
}

export function Description({ text, what, isEditing, mayWrite, saving, save, edit }: DescriptionOf) {
  if (isEditing) return <Field text={text ?? ''} what={what} saving={saving} save={save} end={() => edit(false)} />
  if (!text) return null
  return (
    <div className="models-description">
      <p>{text}</p>
      {mayWrite && (
        <button type="button" className="button small bare" onClick={() => edit(true)}>
          Edit the description
        </button>
      )}
    </div>
  )
}

interface FieldOf {
  text: string
  what: string
  saving: Saving
  save: (text: string) => void
  end: () => void
}

function Field({ text, what, saving, save, end }: FieldOf) {
  const [draft, setDraft] = useState(text)
  const done = (): void => (draft.trim() === text ? end() : save(draft.trim()))
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') end()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    done()
  }
  return (
    <div className="models-description editing">
      <textarea
        className="field"
        rows={Math.min(12, Math.max(3, draft.split('\n').length + 1))}
        value={draft}
        aria-label={`Description of the ${what}`}
        placeholder="What it is for, what it must not be used for, who answers for it."
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={onKey}
      />
      <div className="models-do">
        <button type="button" className="button small" disabled={saving.isPending} onClick={done}>
          Save the description
        </button>
        <button type="button" className="button small bare" onClick={end}>
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
