/** ⌘K: go anywhere, do anything, find everything by words; a combobox over one list in groups. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useGo } from '../link.tsx'
import { useEntries } from '../own-places.ts'
import { type Command, commandsOf, matching } from './commands.ts'
import { useFound } from './found.ts'
import './palette.css'
import { recent } from './recent.ts'

interface Palette {
  showKeys: () => void
  onClose: () => void
}

const NOT_WHOLE = 'For such words only the newest of each kind were looked through.'

export function Palette({ showKeys, onClose }: Palette) {
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const go = useGo()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  useEffect(() => dialog.current?.showModal(), [])
  const words = query.trim()
  const { found, whole, isOld, error } = useFound(words)
  const entries = useEntries()
  const commands = useMemo(() => commandsOf({ entries, showKeys }), [entries, showKeys])
  const shown: Command[] = useMemo(() => {
    if (words === '')
      return [...recent().map(({ to, title }) => ({ id: `recent ${to}`, group: 'Recent', title, to })), ...commands]
    return [...matching(commands, words), ...found]
  }, [words, commands, found])
  const at = Math.min(active, shown.length - 1)

  useEffect(() => {
    list.current?.querySelector(`#palette-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function run(command: Command | undefined): void {
    if (!command) return
    dialog.current?.close()
    if (command.to) go(command.to)
    else command.act?.()
  }

  function onKey(event: React.KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const by = steps[event.key]
    if (by !== undefined) {
      event.preventDefault()
      setActive(Math.min(Math.max(at + by, 0), shown.length - 1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(shown[at])
    }
  }

  return (
    <dialog ref={dialog} className="palette" onClose={onClose} aria-label="Search or run a command">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown.length ? `palette-${at}` : undefined}
        aria-label="Search or run a command"
        placeholder="Search or run a command"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={({ target }) => {
          setQuery(target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      <div ref={list} id="palette-list" role="listbox" aria-label="Found" className={isOld ? 'is-old' : ''}>
        {shown.map((command, i) => (
          <div key={command.id}>
            {command.group !== shown[i - 1]?.group && <div className="palette-group">{command.group}</div>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus */}
            <div
              id={`palette-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              className="palette-item"
              onClick={() => run(command)}
              onMouseMove={() => setActive(i)}
            >
              <span>{command.title}</span>
              {command.note && <span className="low">{command.note}</span>}
            </div>
          </div>
        ))}
      </div>
      <p className="palette-foot" role="status">
        {error
          ? `The search failed: ${error.message}`
          : shown.length === 0 && !isOld
            ? `Nothing has all of these words: ${words}${whole ? '' : `. ${NOT_WHOLE}`}`
            : whole
              ? '↑ ↓ choose · Enter open · Esc close'
              : NOT_WHOLE}
      </p>
    </dialog>
  )
}
