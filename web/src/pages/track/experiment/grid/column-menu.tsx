/** What can be done with a column, for those who do not drag. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { WIDTHS } from '../columns.ts'
import type { Place } from './geometry.ts'
import type { HeaderOf } from './header.tsx'
import { fitWidth } from './pointer.ts'

interface ColumnMenuOf {
  header: HeaderOf
  place: Place
  at: number
  onClose: () => void
}

export function ColumnMenu({ header, place: { column, width, number }, at, onClose }: ColumnMenuOf) {
  const { onSort, onMove, onWidth, onHide, onGroup, onFilterBy, places, box, group } = header
  const { id, kind } = column
  const canGroup = kind === 'params' || kind === 'tags' || id === 'user'
  const last = places.length - 1
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} shadow="none" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <span className="menu-place" />
      </Menu.Target>
      <Menu.Dropdown aria-label={`More for ${column.label}`}>
        <Menu.Item onClick={() => onSort(`-${id}`)}>Sort, greatest first</Menu.Item>
        <Menu.Item onClick={() => onSort(id)}>Sort, least first</Menu.Item>
        {kind !== 'attribute' && <Menu.Item onClick={() => onFilterBy(id)}>Filter by it</Menu.Item>}
        {canGroup && (
          <Menu.Item onClick={() => onGroup(id)}>{group.includes(id) ? 'Do not group by it' : 'Group by it'}</Menu.Item>
        )}
        <Menu.Divider />
        {at >= 0 && (
          <>
            <Menu.Item disabled={at === 0} onClick={() => onMove(id, at - 1)}>
              Move left
            </Menu.Item>
            <Menu.Item disabled={at === last} onClick={() => onMove(id, at + 1)}>
              Move right
            </Menu.Item>
            <Menu.Item disabled={at === 0} onClick={() => onMove(id, 0)}>
              Move to the front
            </Menu.Item>
          </>
        )}
        <Menu.Item closeMenuOnClick={false} onClick={() => onWidth(id, width + 2 * WIDTHS.step)}>
          Wider
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => onWidth(id, width - 2 * WIDTHS.step)}>
          Narrower
        </Menu.Item>
        <Menu.Item onClick={() => onWidth(id, fitWidth(box.current!, number))}>As wide as its values</Menu.Item>
        {at >= 0 && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onHide(id)}>Hide</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
