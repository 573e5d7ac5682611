/** The filter: completed from real keys and values, applied on Enter, kept in the address, refused with its mistake. */
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Keys } from '../columns.ts'
import { FILTER_EXAMPLE } from '../words.ts'
import { AddCondition } from './add-condition.tsx'
import { Chips } from './chips.tsx'
import { type Context, contextAt } from './context.ts'
import './filter.css'
import { Help } from './help.tsx'
import { Mistake } from './mistake.tsx'
import { accept, hintFor, type Option, optionsFor } from './options.ts'
import { withPart } from './parts.ts'
import { recentFilters, rememberFilter } from './recent.ts'
import { useValues } from './use-values.ts'

interface FilterBox {
  field: RefObject<HTMLInputElement | null>
  experimentId: string
  keys: Keys | undefined
  filter: string
  onFilter: (filter: string) => void
  /** What the server says is wrong with it. */
  error: string | undefined
  count: string
}

/** Of what is offered; writing on finds the others. */
const MOST_SHOWN = 50

export function FilterBox({ field, experimentId, keys, filter, onFilter, error, count }: FilterBox) {
  const [text, setText] = useState(filter)
  const [caret, setCaret] = useState(filter.length)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState<number>()
  const moveTo = useRef<number>(undefined)
  useEffect(() => setText(filter), [filter])
  useEffect(() => {
    if (moveTo.current === undefined) return
    field.current?.setSelectionRange(moveTo.current, moveTo.current)
    moveTo.current = undefined
  })

  const context: Context = useMemo(() => contextAt(text, caret), [text, caret])
  const wantsValue = isOpen && (context.expects === 'value' || context.expects === 'item')
  const values = useValues(experimentId, wantsValue ? context.key : undefined)
  const options = useMemo((): Option[] => {
    const recent =
      text === '' ? recentFilters().map((each) => ({ text: each, label: each, note: 'recent', isWhole: true })) : []
    return [...recent, ...optionsFor(context, keys, values)]
  }, [context, keys, values, text])
  const shown = isOpen ? options.slice(0, MOST_SHOWN) : []
  const hint = isOpen ? hintFor(context, values) : undefined
  // What is half written is completed by Enter; a finished condition is applied, and a number may always be finished.
  const isHalf = context.partial !== '' && !/^[\d.+-]/.test(context.partial) && shown[0]?.text !== context.partial
  const at = active ?? (isHalf && shown.length ? 0 : -1)

  function write(next: string, position: number): void {
    setText(next)
    setCaret(position)
    setActive(undefined)
    setOpen(true)
  }
  function choose(option: Option): void {
    const next = accept(text, context, option)
    moveTo.current = next.caret
    write(next.text, next.caret)
    field.current?.focus()
  }
  function apply(next: string): void {
    setOpen(false)
    rememberFilter(next)
    onFilter(next)
    if (next !== filter) field.current?.blur()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1
      if (!isOpen) setOpen(true)
      else if (shown.length) setActive((at + by + shown.length) % shown.length)
    } else if (event.key === ' ' && event.ctrlKey) setOpen(true)
    else if ((event.key === 'Enter' || (event.key === 'Tab' && active !== undefined)) && shown[at]) choose(shown[at])
    else if (event.key === 'Enter') apply(text.trim())
    else if (event.key === 'Escape' && shown.length) setOpen(false)
    else if (event.key === 'Escape') {
      setText(filter)
      setOpen(false)
      field.current?.blur()
    } else return
    event.preventDefault()
  }

  return (
    <search className="filter">
      <div className={`filter-line${error ? ' wrong' : ''}`}>
        <input
          ref={field}
          className="mono"
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls="filter-options"
          aria-activedescendant={shown[at] ? `filter-option-${at}` : undefined}
          aria-autocomplete="list"
          aria-label="Filter runs"
          aria-invalid={error !== undefined}
          aria-describedby="filter-says"
          value={text}
          onChange={({ target }) => write(target.value, target.selectionStart ?? target.value.length)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          placeholder={FILTER_EXAMPLE}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
        />
        {text !== filter && (
          <button type="button" className="button small" onClick={() => apply(text.trim())} title="Enter">
            Apply
          </button>
        )}
        {filter && (
          <button type="button" className="button small bare" onClick={() => apply('')}>
            Clear
          </button>
        )}
        <span className="filter-count num wide" aria-hidden="true">
          {count}
        </span>
        <AddCondition experimentId={experimentId} keys={keys} onAdd={(part) => apply(withPart(filter, part))} />
        <Help onTry={(example) => write(example, example.length)} />
        {(shown.length > 0 || hint) && (
          <Offered options={shown} more={options.length - shown.length} active={at} hint={hint} onChoose={choose} />
        )}
      </div>
      <div id="filter-says" aria-live="polite">
        {error ? <Mistake filter={filter} error={error} /> : <span className="seen-by-readers">{count}</span>}
        {!error && (
          <span className="filter-count below num narrow-only" aria-hidden="true">
            {count}
          </span>
        )}
      </div>
      <Chips filter={filter} onFilter={apply} />
    </search>
  )
}

interface OfferedOf {
  options: Option[]
  more: number
  active: number
  hint: string | undefined
  onChoose: (option: Option) => void
}

function Offered({ options, more, active, hint, onChoose }: OfferedOf) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`#filter-option-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    // The field keeps the focus, so that a click on the list does not close it.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only holds the focus where it is
    <div className="offered" onMouseDown={(event) => event.preventDefault()}>
      <div ref={list} id="filter-options" role="listbox" aria-label="Completions">
        {options.map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          <div
            key={`${option.isWhole ? 'recent ' : ''}${option.text}`}
            id={`filter-option-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            className="offered-option"
            onClick={() => onChoose(option)}
          >
            <span className="mono">{option.label}</span>
            {option.note && <span className="low">{option.note}</span>}
          </div>
        ))}
      </div>
      {(hint || more > 0) && <p className="offered-foot low">{hint ?? `${more} more: write on to find them`}</p>}
    </div>
  )
}
