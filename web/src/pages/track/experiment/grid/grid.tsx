/** The table of runs: however many runs and columns there are, only what is in view is drawn. */

import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { useGo } from '../../../../parts/link.tsx'
import { useNow } from '../../../../parts/now.ts'
import type { Column, Sort } from '../columns.ts'
import type { Line, Source } from '../lines/source.ts'
import { exactly } from '../say.ts'
import { ALL } from '../state.ts'
import type { Best } from '../use-best.ts'
import { columnsWithin, HEAD, placesOf, ROW, rowsWithin } from './geometry.ts'
import { ROLE } from './roles.ts'
import './grid.css'
import { Header, type HeaderActs } from './header.tsx'
import { useLooks } from './looks.ts'
import { GroupRow, RunRow, type Shape } from './rows.tsx'
import { exactlyOfGroup } from './titles.ts'
import { slotsOf, useActiveRow, useRestingFirst, useView } from './view.ts'

export interface GridOf extends HeaderActs {
  source: Source
  /** Tells lists apart: another filter, sort or group is another list. */
  list: string
  columns: Column[]
  widths: Map<string, number>
  numbers: Set<string>
  sort: Sort | undefined
  group: string[]
  picked: Set<string>
  /** The line that the keyboard is on; -1 for none. */
  active: number
  best: Best
  isOld: boolean
  onActive: (index: number) => void
  onPick: (index: number, toHere: boolean) => void
  onToggle: (index: number) => void
  onView: (first: number, last: number) => void
  /** Columns in view changed: more of them may have to be read. */
  onColumns: (first: number, last: number) => void
}

const MANY = { 'aria-multiselectable': true }

export function Grid(props: GridOf) {
  const { source, columns, widths, numbers, group, picked, active, best, isOld } = props
  const box = useRef<HTMLElement>(null)
  const view = useView(box)
  const now = useNow()
  const go = useGo()
  const count = source.count() ?? 0
  const isGrouped = group.length > 0
  const { name, places, width } = useMemo(() => placesOf(columns, widths, isGrouped), [columns, widths, isGrouped])
  const [from, to] = columnsWithin(places, view.left, view.width)
  const [first, last] = rowsWithin(count, view.top, view.height - HEAD)

  const lookFor = useLooks(source, props.list, numbers)
  const shape: Shape = useMemo(() => {
    const shown = places.slice(from, to + 1)
    const isThere = shown.map(({ column: { id, kind } }) => kind === 'attribute' || source.brings(id))
    return { name, places: shown, looks: shown.map(({ column }) => lookFor(column)), isThere, width, best }
  }, [name, places, lookFor, from, to, width, best, source])
  const { onView, onColumns } = props
  useEffect(() => onView(first, last))
  useEffect(() => onColumns(from, to), [onColumns, from, to])

  // Another list begins at its top.
  const lastList = useRef(props.list)
  useLayoutEffect(() => {
    if (lastList.current === props.list) return
    lastList.current = props.list
    box.current!.scrollTop = 0
  }, [props.list])
  useActiveRow(box, active, first, last)

  const lineAt = useCallback(
    (target: EventTarget): [index: number, line: Line] | undefined => {
      const row = (target as Element).closest<HTMLElement>('[data-row], [data-group]')
      const index = Number(row?.dataset.row ?? row?.dataset.group ?? -1)
      return index >= 0 ? [index, source.line(index)] : undefined
    },
    [source],
  )

  function onClick(event: MouseEvent): void {
    const [index, line] = lineAt(event.target) ?? []
    if (index === undefined || !line) return
    const target = event.target as Element
    if (line.kind === 'group') props.onToggle(index)
    else if (target.closest('.select')) props.onPick(index, event.shiftKey)
    if (
      line.kind === 'group' ||
      !target.closest('a') ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    event.preventDefault()
    if (line.kind === 'run') go(`/runs/${line.run.run_id}`)
  }

  /** The exact value is looked up when somebody hovers, not for every cell. */
  function onPointerOver({ target }: PointerEvent): void {
    const cell = (target as Element).closest<HTMLElement>('td[aria-colindex]')
    const line = cell && lineAt(cell)?.[1]
    const column = places[Number(cell?.ariaColIndex) - 2]?.column
    if (!cell || !line || !column || cell.className.includes('unknown')) return
    const title =
      line.kind === 'run' ? exactly(line.run, column) : line.kind === 'group' ? exactlyOfGroup(line.group, column) : ''
    cell.title = title ?? ''
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target as Element).closest('[data-row]')) return
    const page = Math.max(1, Math.floor((view.height - HEAD) / ROW) - 1)
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    }
    const by = steps[event.key]
    if (by === undefined) return
    event.preventDefault()
    const next = Math.min(Math.max(active + by, 0), count - 1)
    props.onActive(next)
    if (event.shiftKey) props.onPick(next, true)
  }

  const above = group.length ? source.above(Math.floor(view.top / ROW)) : undefined
  const rows = slotsOf(first, last, useRestingFirst(first)).map(({ slot, index }) => {
    const line = source.line(index)
    const common = { index, shape, isActive: index === active, now }
    if (line.kind === 'group')
      return <GroupRow key={`g${slot}`} {...common} group={line.group} isOpen={line.isOpen} by={group} />
    const run = line.kind === 'run' ? line.run : undefined
    return (
      <RunRow
        key={slot}
        {...common}
        run={run}
        isInGroup={line.kind === 'run' && line.group !== undefined}
        isPicked={run !== undefined && (picked.has(run.run_id) || picked.has(ALL))}
      />
    )
  })

  return (
    <div className="runs-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section ref={box} className="runs-box" tabIndex={0} aria-label="Runs" data-scroll-restoration-id="runs">
        <table
          {...ROLE.grid}
          {...MANY}
          className={`runs${isOld ? ' old' : ''}`}
          style={{ width: Math.max(width, view.width), height: HEAD + count * ROW }}
          aria-rowcount={count + 1}
          aria-colcount={columns.length + 1}
          aria-busy={isOld}
          data-list={props.list}
          onClick={onClick}
          onPointerOver={onPointerOver}
          onKeyDown={onKeyDown}
        >
          <Header {...props} name={name} places={places} from={from} to={to} looks={shape.looks} box={box} />
          <tbody {...ROLE.rows} style={{ height: count * ROW }}>
            {above && (
              <GroupRow
                key="held"
                {...{ index: above.at, shape, isActive: false, now, by: group }}
                group={above.group}
                isOpen
                isHeld
              />
            )}
            {rows}
          </tbody>
        </table>
      </section>
    </div>
  )
}
