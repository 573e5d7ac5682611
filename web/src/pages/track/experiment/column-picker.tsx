/** Chooses the columns: search among all keys of the experiment's runs, in groups. */
import { Popover } from '@mantine/core'
import '@mantine/core/styles/Popover.css'
import { useState } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { type Keys, OPTIONAL_ATTRIBUTES, toColumn } from './columns.ts'

interface Picker {
  keys: Keys | undefined
  chosen: string[]
  onChoose: (columns: string[] | undefined) => void
}

/** Of each group; searching finds the others. */
const MOST = 60

export function ColumnPicker({ keys, chosen, onChoose }: Picker) {
  const [search, setSearch] = useState('')
  const groups: [string, string[]][] = [
    ['Run', OPTIONAL_ATTRIBUTES],
    ['Metrics', (keys?.metrics ?? []).map((name) => `metrics.${name}`)],
    ['Params', (keys?.params ?? []).map((name) => `params.${name}`)],
    ['Tags', (keys?.tags ?? []).filter((name) => !name.startsWith('mlflow.')).map((name) => `tags.${name}`)],
  ]
  const toggle = (id: string): void =>
    onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <Popover
      position="bottom-end"
      offset={4}
      width={300}
      trapFocus
      shadow="none"
      transitionProps={{ duration: 0 }}
      onClose={() => setSearch('')}
    >
      <Popover.Target>
        <button type="button" className="button">
          Columns <span aria-hidden="true">▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="picker" aria-label="Columns">
        <input
          className="field"
          type="search"
          placeholder="Find a metric, param or tag"
          aria-label="Find a column"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          data-autofocus
        />
        <div className="picker-list">
          {groups.map(([title, ids]) => (
            <Group key={title} title={title} ids={ids} search={search} chosen={chosen} onToggle={toggle} />
          ))}
        </div>
        <button type="button" className="button small" onClick={() => onChoose(undefined)}>
          Show what varies
        </button>
      </Popover.Dropdown>
    </Popover>
  )
}

interface GroupOf {
  title: string
  ids: string[]
  search: string
  chosen: string[]
  onToggle: (id: string) => void
}

function Group({ title, ids, search, chosen, onToggle }: GroupOf) {
  const found = ids.filter((id) => id.toLowerCase().includes(search.toLowerCase()))
  if (!found.length) return null
  const shown = [...found.filter((id) => chosen.includes(id)), ...found.filter((id) => !chosen.includes(id))]
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.slice(0, MOST).map((id) => (
        <label key={id} title={id}>
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => onToggle(id)} />
          <span>{toColumn(id)!.label}</span>
        </label>
      ))}
      {shown.length > MOST && <p className="low">{formatCount(shown.length - MOST)} more: search to find them</p>}
    </fieldset>
  )
}
