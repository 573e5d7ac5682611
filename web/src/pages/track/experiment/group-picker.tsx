/** Chooses what the runs are grouped by. */
import { Popover } from '@mantine/core'
import '@mantine/core/styles/Popover.css'
import { middleCut } from '../../../format/names.ts'
import { optionsOf } from './column-picker.tsx'
import { type Keys, toColumn } from './columns.ts'
import { KeyList, type KeyOption } from './key-list.tsx'

interface Picker {
  keys: Keys | undefined
  group: string[]
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onGroup: (group: string[] | undefined) => void
}

export const CONFIGURATION = 'configuration'
/** More than two levels of a group read as nothing. */
const MOST = 4

const FIRST: KeyOption[] = [
  { id: CONFIGURATION, label: 'Configuration: all params but seeds', kind: 'Runs that repeat each other' },
  { id: 'user', label: 'User', kind: 'Run' },
]

export const groupName = (id: string): string => (id === CONFIGURATION ? 'configuration' : (toColumn(id)?.label ?? id))

export function GroupPicker({ keys, group, isOpen, onOpen, onGroup }: Picker) {
  const options = [...FIRST, ...optionsOf(keys, ['params', 'tags'])]
  function choose(id: string): void {
    const next = group.includes(id) ? group.filter((each) => each !== id) : [...group, id].slice(-MOST)
    onGroup(next.length ? next : undefined)
  }
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
        <button type="button" className="button" aria-pressed={group.length > 0} onClick={() => onOpen(!isOpen)}>
          {group.length ? (
            <>
              <span className="wide">By {group.map((id) => middleCut(groupName(id), 18)).join(', ')}</span>
              <span className="narrow-only">Grouped</span>
            </>
          ) : (
            'Group'
          )}{' '}
          <span aria-hidden="true">▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="picker" aria-label="Group by">
        <KeyList
          options={options}
          chosen={group}
          isMany
          label="Group by"
          placeholder="Find a param or tag to group by"
          onChoose={choose}
          foot={() =>
            group.length > 0 && (
              <div className="picker-foot">
                <button type="button" className="button small" onClick={() => onGroup(undefined)}>
                  Do not group
                </button>
              </div>
            )
          }
        />
      </Popover.Dropdown>
    </Popover>
  )
}
