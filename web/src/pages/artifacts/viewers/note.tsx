/** Above what a viewer shows: how much of it that is, and other ways to look at it. */
import type { ReactNode } from 'react'

export const Note = ({ children }: { children: ReactNode }) => <div className="file-note">{children}</div>

/** Said where a file is not what its name promises; it can still be downloaded. */
export const CannotShow = ({ why }: { why: string }) => (
  <p className="file-note bad" role="alert">
    {why} It can still be downloaded.
  </p>
)

interface Ways {
  label: string
  /** The usual one first, named undefined. */
  ways: [view: string | undefined, word: string][]
  view: string | undefined
  onView: (view: string | undefined) => void
}

export function Ways({ label, ways, view, onView }: Ways) {
  const chosen = ways.some(([name]) => name === view) ? view : undefined
  return (
    <fieldset className="file-ways">
      <legend className="seen-by-readers">{label}</legend>
      {ways.map(([name, word]) => (
        <button
          key={word}
          type="button"
          className="button small bare"
          aria-pressed={name === chosen}
          onClick={() => onView(name)}
        >
          {word}
        </button>
      ))}
    </fieldset>
  )
}
