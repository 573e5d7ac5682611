/** The header of the table: sorts by a click; columns are moved and resized by drag, by keyboard and by a menu. */

import { lazy, type RefObject, Suspense, useState } from 'react'
import { middleCut } from '../../../../format/names.ts'
import { type Column, type Look, nextSort, type Sort, WIDTHS } from '../columns.ts'
import { columnTitle } from '../words.ts'
import type { Place } from './geometry.ts'
import './header.css'
import { fitWidth, moveByPointer, resizeByPointer } from './pointer.ts'
import { ROLE } from './roles.ts'

const ColumnMenu = lazy(() => import('./column-menu.tsx').then(({ ColumnMenu }) => ({ default: ColumnMenu })))

export interface HeaderActs {
  onSort: (sort: string | undefined) => void
  /** To the place of the column that stands there now, counted from 0. */
  onMove: (id: string, to: number) => void
  /** Undefined gives back the width it had at first. */
  onWidth: (id: string, width: number | undefined) => void
  onHide: (id: string) => void
  onGroup: (id: string) => void
  /** Begins a condition on this column in the filter. */
  onFilterBy: (id: string) => void
}

export interface HeaderOf extends HeaderActs {
  name: Place
  places: Place[]
  /** The first and last column that are drawn. */
  from: number
  to: number
  /** Of all columns. */
  looks: Look[]
  sort: Sort | undefined
  group: string[]
  box: RefObject<HTMLElement | null>
}

export function Header(props: HeaderOf) {
  const { name, places, from, to, looks } = props
  return (
    <thead {...ROLE.rows}>
      <tr {...ROLE.row} aria-rowindex={1}>
        <Heading place={name} at={-1} isNumeric={false} header={props} />
        {places.slice(from, to + 1).map((place, i) => (
          <Heading
            key={place.column.id}
            place={place}
            at={from + i}
            isNumeric={looks[from + i]!.numeric}
            header={props}
          />
        ))}
      </tr>
    </thead>
  )
}

interface HeadingOf {
  place: Place
  /** Among the columns behind the name; -1 is the name itself, which stays in front. */
  at: number
  isNumeric: boolean
  header: HeaderOf
}

function Heading({ place, at, isNumeric, header }: HeadingOf) {
  const { column, left, width, number } = place
  const { sort, onSort, onMove, onWidth, places, box } = header
  const [hasMenu, setMenu] = useState(false)
  const sorted = sort?.id === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined
  const letters = Math.max(4, Math.floor((width - 34) / 6.9))

  function onKeyDown(event: React.KeyboardEvent): void {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (event.key === 'ArrowDown' && event.altKey) setMenu(true)
    else if (by && event.altKey && at >= 0) onMove(column.id, Math.min(Math.max(at + by, 0), places.length - 1))
    else if (by && event.shiftKey) onWidth(column.id, width + by * WIDTHS.step)
    else return
    event.preventDefault()
  }

  return (
    <th
      {...ROLE.ofColumn}
      scope="col"
      aria-colindex={number}
      aria-sort={sorted ?? 'none'}
      className={`${at < 0 ? 'name' : ''} ${isNumeric ? 'n' : ''}`}
      style={at < 0 ? { width } : { left, width }}
      onContextMenu={(event) => {
        event.preventDefault()
        setMenu(true)
      }}
    >
      <button
        type="button"
        className="heading"
        title={columnTitle(column, header.group)}
        onClick={() => onSort(nextSort(column, sort))}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => at >= 0 && moveByPointer(event, box.current!, place, places, onMove)}
      >
        {middleCut(column.label, letters)}
        {sorted && <span aria-hidden="true">{sorted === 'descending' ? ' ↓' : ' ↑'}</span>}
      </button>
      <button
        type="button"
        className="more"
        tabIndex={-1}
        aria-label={`More for ${column.label}`}
        aria-haspopup="menu"
        onClick={() => setMenu(true)}
      >
        ⋮
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the heading takes the keys, the menu the clicks */}
      <span
        className="edge"
        onPointerDown={(event) => resizeByPointer(event, box.current!, place, (next) => onWidth(column.id, next))}
        onDoubleClick={() => onWidth(column.id, fitWidth(box.current!, number))}
      />
      {hasMenu && (
        <Suspense>
          <ColumnMenu header={header} place={place} at={at} onClose={() => setMenu(false)} />
        </Suspense>
      )}
    </th>
  )
}

export type { Column }
