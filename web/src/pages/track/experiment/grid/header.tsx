/** The header of the table: sorts by a click; columns are moved and resized by drag, by keyboard and by a menu. */

import { lazy, memo, type RefObject, Suspense, useRef, useState } from 'react'
import { middleCut } from '../../../../format/names.ts'
import { type Look, nextSort, type Sort, WIDTHS } from '../columns.ts'
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
  /** Of the columns that are drawn. */
  looks: Look[]
  sort: Sort | undefined
  group: string[]
  box: RefObject<HTMLElement | null>
}

export function Header(props: HeaderOf) {
  const { name, places, from, to, looks, sort, group } = props
  // Headings look here when somebody acts: what they show does not depend on it.
  const latest = useRef(props)
  latest.current = props
  const heading = (place: Place, at: number) => (
    <Heading
      key={place.column.id}
      place={place}
      at={at}
      isNumeric={at >= 0 && looks[at - from]!.numeric}
      sorted={sort?.id === place.column.id ? (sort.descending ? 'descending' : 'ascending') : undefined}
      title={columnTitle(place.column, group)}
      latest={latest}
    />
  )
  return (
    <thead {...ROLE.rows}>
      <tr {...ROLE.row} aria-rowindex={1}>
        {heading(name, -1)}
        {places.slice(from, to + 1).map((place, i) => heading(place, from + i))}
      </tr>
    </thead>
  )
}

interface HeadingOf {
  place: Place
  /** Among the columns behind the name; -1 is the name itself, which stays in front. */
  at: number
  isNumeric: boolean
  sorted: 'ascending' | 'descending' | undefined
  title: string
  latest: RefObject<HeaderOf>
}

const Heading = memo(function Heading({ place, at, isNumeric, sorted, title, latest }: HeadingOf) {
  const { column, left, width, number } = place
  const [hasMenu, setMenu] = useState(false)
  const letters = Math.max(4, Math.floor((width - 34) / 6.9))
  const boxOf = (): HTMLElement => latest.current.box.current!

  function onKeyDown(event: React.KeyboardEvent): void {
    const { onMove, onWidth, places } = latest.current
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
        title={title}
        onClick={() => latest.current.onSort(nextSort(column, latest.current.sort))}
        onKeyDown={onKeyDown}
        onPointerDown={(event) =>
          at >= 0 && moveByPointer(event, boxOf(), place, latest.current.places, latest.current.onMove)
        }
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
        onPointerDown={(event) =>
          resizeByPointer(event, boxOf(), place, (next) => latest.current.onWidth(column.id, next))
        }
        onDoubleClick={() => latest.current.onWidth(column.id, fitWidth(boxOf(), number))}
      />
      {hasMenu && (
        <Suspense>
          <ColumnMenu header={latest.current} place={place} at={at} onClose={() => setMenu(false)} />
        </Suspense>
      )}
    </th>
  )
})
