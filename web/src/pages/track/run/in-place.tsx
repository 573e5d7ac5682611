/** The name and the note of a run, edited where they stand. */
import { middleCut } from '../../../format/names.ts'
import { NameField, TextInPlace } from '../../../parts/in-place.tsx'
import type { Changing } from './changes.ts'
import type { Run } from './words.ts'

const MOST_NAME = 250

interface NameOf {
  run: Run
  changing: Changing
  isEditing: boolean
  mayWrite: boolean
  onEditing: (isEditing: boolean) => void
  letters: number
}

export function Name({ run, changing, isEditing, mayWrite, onEditing, letters }: NameOf) {
  const end = (): void => onEditing(false)
  if (isEditing)
    return (
      <NameField
        {...{ name: run.name, label: 'Name of the run', most: MOST_NAME, saving: changing, end }}
        save={(rename) => changing.mutate({ rename }, { onSuccess: end })}
      />
    )
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
}

interface NoteOf {
  text: string
  changing: Changing
  isEditing: boolean
  mayWrite: boolean
  onEditing: (isEditing: boolean) => void
}

export const Note = ({ changing, onEditing, ...rest }: NoteOf) => (
  <TextInPlace
    {...rest}
    kind="note"
    label="Note of the run"
    placeholder="What the next reader should know: why it was run, what came of it."
    saving={changing}
    save={(note) => changing.mutate({ note }, { onSuccess: () => onEditing(false) })}
    edit={onEditing}
  />
)
