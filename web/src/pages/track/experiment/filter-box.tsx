/** The filter: applied on Enter, kept in the URL, refused with the place of the mistake. */
import { type RefObject, useEffect, useState } from 'react'
import { FILTER_EXAMPLE } from './words.ts'

interface FilterBox {
  field: RefObject<HTMLInputElement | null>
  filter: string
  onFilter: (filter: string) => void
  /** What the server says is wrong with it. */
  error: string | undefined
  count: string
}

export function FilterBox({ field, filter, onFilter, error, count }: FilterBox) {
  const [text, setText] = useState(filter)
  useEffect(() => setText(filter), [filter])
  return (
    <form
      className="filter"
      onSubmit={(event) => {
        event.preventDefault()
        onFilter(text.trim())
        if (text.trim() !== filter) field.current?.blur()
      }}
    >
      <div className={`filter-line${error ? ' wrong' : ''}`}>
        <input
          ref={field}
          className="mono"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key }) => {
            if (key !== 'Escape') return
            setText(filter)
            field.current?.blur()
          }}
          placeholder={FILTER_EXAMPLE}
          aria-label="Filter runs"
          aria-invalid={error !== undefined}
          aria-describedby="filter-says"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
        />
        {text !== filter && <kbd title="Enter applies the filter">Enter</kbd>}
        {filter && (
          <button type="button" className="button small bare" onClick={() => onFilter('')}>
            Clear
          </button>
        )}
        <span className="filter-count num wide" aria-hidden="true">
          {count}
        </span>
      </div>
      <div id="filter-says" aria-live="polite">
        {error && <Mistake filter={filter} error={error} />}
        {!error && <span className="seen-by-readers">{count}</span>}
        {!error && (
          <span className="filter-count below num narrow-only" aria-hidden="true">
            {count}
          </span>
        )}
      </div>
    </form>
  )
}

/** Points at the place that the message names. */
function Mistake({ filter, error }: { filter: string; error: string }) {
  const at = Number(/position (\d+)/.exec(error)?.[1] ?? 0)
  return (
    <div className="mistake">
      {at > 0 && (
        <pre aria-hidden="true">
          {filter.slice(0, at - 1)}
          <mark>{filter.slice(at - 1, at) || ' '}</mark>
          {filter.slice(at)}
        </pre>
      )}
      <p>{error}</p>
    </div>
  )
}
