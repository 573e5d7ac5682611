/** Tags of a run: added, changed and removed in place; what was removed can be put back. */
import { type FormEvent, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Trouble } from '../../../parts/in-place.tsx'
import { Section } from '../../../parts/section.tsx'
import { type Changing, NOTE } from './changes.ts'

interface TagsOf {
  tags: Record<string, string>
  changing: Changing
  mayWrite: boolean
}

/** MLflow's own tags say what the page says elsewhere; they are here too, behind the others, and stay as they are. */
const isTheirs = (name: string): boolean => /^(mlflow|bellwether)\./.test(name)
const FEW = 12

interface Removed {
  key: string
  value: string
}

export function TagsSection({ tags, changing, mayWrite }: TagsOf) {
  const [draft, setDraft] = useState<Removed>()
  const [removed, setRemoved] = useState<Removed>()
  const [isOpen, setOpen] = useState(false)
  // The note has its own place on the page.
  const names = Object.keys(tags).filter((name) => name !== NOTE)
  const all = [...names.filter((name) => !isTheirs(name)).sort(), ...names.filter(isTheirs).sort()]
  const shown = isOpen ? all : all.slice(0, FEW)
  const remove = (key: string): void =>
    changing.mutate({ untag: key }, { onSuccess: () => setRemoved({ key, value: tags[key]! }) })
  return (
    <Section
      title="Tags"
      id="tags"
      note={formatCount(all.length)}
      action={
        mayWrite && (
          <button type="button" className="button small bare" onClick={() => setDraft({ key: '', value: '' })}>
            Add a tag
          </button>
        )
      }
    >
      {draft && (
        <TagForm
          key={draft.key}
          draft={draft}
          changing={changing}
          onEnd={() => {
            setDraft(undefined)
            setRemoved(undefined)
          }}
        />
      )}
      {all.length === 0 && !draft && <p className="low">This run has no tags.</p>}
      <table className="table dense pairs">
        <tbody>
          {shown.map((name) => (
            <tr key={name}>
              <th scope="row" title={name}>
                {middleCut(name, 48)}
              </th>
              <td className="with-actions">
                <span>{tags[name] || <span className="low">empty</span>}</span>
                {mayWrite && !isTheirs(name) && (
                  <span className="row-actions">
                    <button
                      type="button"
                      className="button small bare inline"
                      aria-label={`Change tag ${name}`}
                      onClick={() => setDraft({ key: name, value: tags[name]! })}
                    >
                      Change
                    </button>
                    <button
                      type="button"
                      className="button small bare inline"
                      aria-label={`Remove tag ${name}`}
                      onClick={() => remove(name)}
                    >
                      Remove
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < all.length && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(all.length)}
        </button>
      )}
      {removed && (
        <p className="undo-line" role="status">
          <span>
            The tag <b>{middleCut(removed.key, 40)}</b> was removed.
          </span>
          <button
            type="button"
            className="button small"
            onClick={() =>
              changing.mutate({ tag: removed.key, value: removed.value }, { onSuccess: () => setRemoved(undefined) })
            }
          >
            Undo
          </button>
        </p>
      )}
    </Section>
  )
}

function TagForm({ draft, changing, onEnd }: { draft: Removed; changing: Changing; onEnd: () => void }) {
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const key = String(form.get('key') ?? '').trim()
    if (key) changing.mutate({ tag: key, value: String(form.get('value') ?? '') }, { onSuccess: onEnd })
  }
  return (
    <form className="run-tag-form" onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && onEnd()}>
      <input
        className="field small"
        name="key"
        defaultValue={draft.key}
        readOnly={draft.key !== ''}
        placeholder="Key"
        aria-label="Key of the tag"
        required
        maxLength={250}
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus={draft.key === ''}
      />
      <input
        className="field small"
        name="value"
        defaultValue={draft.value}
        placeholder="Value"
        aria-label="Value of the tag"
        maxLength={8_000}
        // biome-ignore lint/a11y/noAutofocus: the field appears because somebody asked for it
        autoFocus={draft.key !== ''}
      />
      <button type="submit" className="button small" disabled={changing.isPending}>
        Save the tag
      </button>
      <button type="button" className="button small bare" onClick={onEnd}>
        Cancel
      </button>
      <Trouble saving={changing} />
    </form>
  )
}
