/** Keys to choose from: found by how they begin, hundreds of them in a list of which only what is in view is drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { formatCount } from '../../../format/numbers.ts'

export interface KeyOption {
  /** As in the address: `metrics.val/auc`. */
  id: string
  label: string
  /** The heading that it stands under. */
  kind: string
}

interface KeyListOf {
  options: KeyOption[]
  chosen: string[]
  /** Several may be chosen, each with a box to tick. */
  isMany: boolean
  label: string
  placeholder: string
  onChoose: (id: string) => void
  /** Below the list, given what was found. */
  foot?: (found: KeyOption[]) => ReactNode
}

const ROW = 28

/** Names that begin with the words come first, then parts of names that do, then names that have them anywhere. */
export function findKeys(options: KeyOption[], search: string): KeyOption[] {
  const words = search.trim().toLowerCase()
  if (words === '') return options
  const rank = ({ id, label }: KeyOption): number => {
    const name = label.toLowerCase()
    if (name.startsWith(words) || id.replaceAll('`', '').toLowerCase().startsWith(words)) return 0
    if (
      name.split(/[./_\-\s]/).some((_, i, parts) =>
        parts
          .slice(i)
          .join('/')
          .startsWith(words.replace(/[./_\-\s]/g, '/')),
      )
    )
      return 1
    return name.includes(words) ? 2 : 3
  }
  return options
    .map((option) => ({ option, rank: rank(option) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ option }) => option)
}

type Item = { heading: string } | { option: KeyOption; at: number }

export function KeyList({ options, chosen, isMany, label, placeholder, onChoose, foot }: KeyListOf) {
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const found = useMemo(() => findKeys(options, search), [options, search])
  // Headings while nothing is searched for: what is found is ordered by how well it fits.
  const items = useMemo((): Item[] => {
    const isPlain = search.trim() === ''
    return found.flatMap((option, at): Item[] =>
      isPlain && option.kind !== found[at - 1]?.kind ? [{ heading: option.kind }, { option, at }] : [{ option, at }],
    )
  }, [found, search])
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const { scrollToIndex } = rows
  useEffect(() => {
    const at = items.findIndex((item) => 'option' in item && item.at === active)
    if (at >= 0) scrollToIndex(active === 0 ? 0 : at)
  }, [active, items, scrollToIndex])

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const by = steps[event.key]
    if (by !== undefined) setActive(Math.min(Math.max(active + by, 0), found.length - 1))
    else if (event.key === 'Enter' && found[active]) onChoose(found[active].id)
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        className="field"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length ? `${id}-${active}` : undefined}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={({ target }) => {
          setSearch(target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      <div
        ref={list}
        id={`${id}-list`}
        className="key-list"
        role="listbox"
        aria-label={label}
        aria-multiselectable={isMany}
        tabIndex={-1}
      >
        <div style={{ height: rows.getTotalSize() }} role="presentation">
          {rows.getVirtualItems().map(({ index, start }) => {
            const item = items[index]!
            const style = { transform: `translateY(${start}px)` }
            if ('heading' in item)
              return (
                <div key={`- ${item.heading}`} className="key-heading" role="presentation" style={style}>
                  {item.heading}
                </div>
              )
            const { option, at } = item
            const isChosen = chosen.includes(option.id)
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
              <div
                key={option.id}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={isChosen}
                aria-setsize={found.length}
                aria-posinset={at + 1}
                className={`key-option${at === active ? ' active' : ''}`}
                style={style}
                title={option.id}
                onClick={() => {
                  setActive(at)
                  onChoose(option.id)
                }}
              >
                <i aria-hidden="true">{isMany ? (isChosen ? '☑' : '☐') : isChosen ? '●' : ''}</i>
                <span>{option.label}</span>
              </div>
            )
          })}
        </div>
      </div>
      <p className="key-count low num" role="status">
        {found.length === options.length
          ? `${formatCount(options.length)} to choose from`
          : `${formatCount(found.length)} of ${formatCount(options.length)}`}
      </p>
      {foot?.(found)}
    </>
  )
}
