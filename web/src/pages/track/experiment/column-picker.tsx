/** Chooses the columns among all keys of the experiment's runs. */
import { Popover } from '@mantine/core'
import '@mantine/core/styles/Popover.css'
import { formatCount } from '../../../format/numbers.ts'
import { ALL_COLUMNS, isOfPeople, type Keys, OPTIONAL_ATTRIBUTES, toColumn } from './columns.ts'
import { KeyList, type KeyOption } from './key-list.tsx'

interface Picker {
  keys: Keys | undefined
  chosen: string[]
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onChoose: (columns: string[] | undefined) => void
}

const option = (id: string, kind: string): KeyOption => ({ id, label: toColumn(id)?.label ?? id, kind })

export const optionsOf = (keys: Keys | undefined, kinds: ('metrics' | 'params' | 'tags')[]): KeyOption[] => {
  const titles = { metrics: 'Metrics', params: 'Params', tags: 'Tags' }
  return kinds.flatMap((kind) =>
    (keys?.[kind] ?? [])
      .filter((name) => kind !== 'tags' || isOfPeople(name))
      .map((name) => option(`${kind}.${name}`, titles[kind])),
  )
}

export function ColumnPicker({ keys, chosen, isOpen, onOpen, onChoose }: Picker) {
  const shown = chosen.flatMap((id) => (toColumn(id) ? [option(id, 'Shown')] : []))
  const isShown = new Set(chosen)
  const others = [
    ...OPTIONAL_ATTRIBUTES.map((id) => option(id, 'Run')),
    ...optionsOf(keys, ['metrics', 'params', 'tags']),
  ]
  const options = [...shown, ...others.filter(({ id }) => !isShown.has(id))]
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-end"
      offset={4}
      width={320}
      trapFocus
      returnFocus
      shadow="none"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="button" onClick={() => onOpen(!isOpen)}>
          Columns <span aria-hidden="true">▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="picker" aria-label="Columns">
        <KeyList
          options={options}
          chosen={chosen}
          isMany
          label="Find a column"
          placeholder="Find a metric, param or tag"
          onChoose={(id) => onChoose(isShown.has(id) ? chosen.filter((other) => other !== id) : [...chosen, id])}
          foot={(found) => (
            <div className="picker-foot">
              <button
                type="button"
                className="button small"
                onClick={() =>
                  onChoose(
                    found.length === options.length
                      ? [ALL_COLUMNS]
                      : [...chosen, ...found.map(({ id }) => id).filter((id) => !isShown.has(id))],
                  )
                }
              >
                Show {found.length === options.length ? 'all' : `these ${formatCount(found.length)}`}
              </button>
              <button
                type="button"
                className="button small"
                onClick={() => onChoose(chosen.filter((id) => !found.some((each) => each.id === id)))}
              >
                Hide {found.length === options.length ? 'all' : 'these'}
              </button>
              <button type="button" className="button small bare" onClick={() => onChoose(undefined)}>
                What varies
              </button>
            </div>
          )}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
