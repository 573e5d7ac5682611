/** Rows of the table: a run, a group of runs, one that is on its way. Drawn anew only when they say something else. */

import { type CSSProperties, memo } from 'react'
import { middleCut } from '../../../../format/names.ts'
import { counted } from '../../../../format/numbers.ts'
import { urlOf } from '../../../../place.ts'
import { Cell, GroupCell } from '../cell.tsx'
import type { Group, Look, Run } from '../columns.ts'
import type { Best } from '../use-best.ts'
import { groupLabel } from '../words.ts'
import { type Place, ROW, SELECT } from './geometry.ts'
import { ROLE } from './roles.ts'

export interface Shape {
  name: Place
  places: Place[]
  looks: Look[]
  /** Which of the columns the runs have brought along. */
  isThere: boolean[]
  width: number
  best: Best
}

interface Common {
  /** Counted from 0 over all lines. */
  index: number
  shape: Shape
  isActive: boolean
  now: number
}

const standing = (index: number, width: number): CSSProperties => ({ transform: `translateY(${index * ROW}px)`, width })
const nothing = (): void => undefined
/** About as many letters as fit. */
const lettersIn = (width: number): number => Math.max(6, Math.floor((width - 20) / 7.8))

interface RunRowOf extends Common {
  /** Undefined while it is on its way. */
  run: Run | undefined
  isPicked: boolean
  isInGroup: boolean
}

export const RunRow = memo(function RunRow({ run, index, shape, isActive, isPicked, isInGroup, now }: RunRowOf) {
  const { name, places, looks, isThere, width, best } = shape
  const tone = `${isPicked ? 'picked ' : ''}${isActive ? 'active ' : ''}${run?.state === 'lost' ? 'is-lost' : ''}`
  return (
    <tr
      {...ROLE.row}
      data-row={run && index}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      className={tone}
      style={standing(index, width)}
    >
      <th {...ROLE.ofRow} scope="row" aria-colindex={1} className="name" style={{ width: name.width }}>
        <span className="select">
          {run && (
            <input
              type="checkbox"
              tabIndex={-1}
              checked={isPicked}
              onChange={nothing}
              aria-label={`Select ${run.name}`}
            />
          )}
        </span>
        {run ? <Name run={run} width={name.width} isActive={isActive} isInGroup={isInGroup} /> : <i className="bone" />}
      </th>
      {places.map((place, i) => (
        <Cell
          key={place.column.id}
          run={isThere[i] ? run : undefined}
          place={place}
          look={looks[i]!}
          best={best.runs.get(place.column.id)}
          now={place.column.kind === 'attribute' ? now : 0}
        />
      ))}
    </tr>
  )
})

interface NameOf {
  run: Run
  width: number
  isActive: boolean
  isInGroup: boolean
}

function Name({ run, width, isActive, isInGroup }: NameOf) {
  const shown = middleCut(run.name, lettersIn(width - SELECT - (isInGroup ? 20 : 0)))
  return (
    <>
      {isInGroup && <i className="indent" />}
      {run.parent_run_id && (
        <span className="low" title="a nested run">
          ↳{' '}
        </span>
      )}
      <a
        href={urlOf(`/runs/${run.run_id}`)}
        tabIndex={isActive ? 0 : -1}
        className="run-name"
        title={shown === run.name ? undefined : run.name}
      >
        {shown}
      </a>
    </>
  )
}

interface GroupRowOf extends Common {
  group: Group
  isOpen: boolean
  by: string[]
  /** It is held at the top while its runs pass below. */
  isHeld?: boolean
}

export const GroupRow = memo(function GroupRow(props: GroupRowOf) {
  const { group, isOpen, by, index, shape, isActive, now, isHeld } = props
  const { name, places, looks, isThere, width, best } = shape
  const label = groupLabel(group, by)
  return (
    <tr
      {...ROLE.row}
      {...(isHeld ? { 'aria-hidden': true } : { 'data-row': index })}
      aria-rowindex={index + 2}
      data-group={index}
      className={`group ${isActive ? 'active' : ''}${isHeld ? 'held' : ''}`}
      style={isHeld ? { width } : standing(index, width)}
    >
      <th {...ROLE.ofRow} scope="row" aria-colindex={1} className="name of-group" style={{ width: name.width }}>
        <button
          type="button"
          className="run-name"
          tabIndex={isActive && !isHeld ? 0 : -1}
          aria-expanded={isOpen}
          title={label}
        >
          <i aria-hidden="true">{isOpen ? '▾' : '▸'}</i>
          {middleCut(label, lettersIn(name.width - 100))}
        </button>
        <span className="low num group-count">{counted(group.runs, 'run')}</span>
      </th>
      {places.map((place, i) => (
        <GroupCell
          key={place.column.id}
          group={isThere[i] ? group : undefined}
          place={place}
          look={looks[i]!}
          best={best.groups.get(place.column.id)}
          now={now}
        />
      ))}
    </tr>
  )
})
