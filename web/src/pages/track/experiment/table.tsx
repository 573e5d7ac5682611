/** The table of runs: however many there are, only the rows in view are drawn. */
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useMemo, useRef } from 'react'
import { middleCut } from '../../../format/names.ts'
import { Bone } from '../../../parts/bone.tsx'
import { To } from '../../../parts/link.tsx'
import { Cell } from './cell.tsx'
import { type Column, type Look, lookOf, nextSort, type Run, type Sort, toColumn } from './columns.ts'
import './table.css'

export interface Table {
  runs: Run[]
  columns: Column[]
  sort: Sort | undefined
  onSort: (sort: string | undefined) => void
  picked: string[]
  onPick: (id: string, toHere: boolean) => void
  /** The row that the keyboard is on; -1 for none. */
  active: number
  /** Id of the run that is best by the column of the answer. */
  best: { run: string; column: string } | undefined
  hasMore: boolean
  onMore: () => void
  isOld: boolean
}

const ROW = 33
const SELECT_WIDTH = 36
const NAME = toColumn('name')!

export function WideTable(table: Table) {
  const box = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: countOf(table),
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={box} className="runs-box" tabIndex={0} aria-label="Runs">
      <Rows table={table} rows={rows} before={0} />
    </section>
  )
}

/** On a phone the page itself scrolls. */
export function PhoneTable(table: Table) {
  const box = useRef<HTMLDivElement>(null)
  const top = box.current?.offsetTop ?? 0
  const rows = useWindowVirtualizer({ count: countOf(table), estimateSize: () => ROW, overscan: 12, scrollMargin: top })
  return (
    <div ref={box}>
      <Rows table={table} rows={rows} before={top} />
    </div>
  )
}

const countOf = ({ runs, hasMore }: Table): number => runs.length + (hasMore ? 1 : 0)

interface RowsOf {
  table: Table
  rows: Pick<Virtualizer<never, never>, 'getVirtualItems' | 'getTotalSize' | 'scrollToIndex'>
  before: number
}

function Rows({ table, rows, before }: RowsOf) {
  const { runs, columns, hasMore, onMore, active, isOld } = table
  const looks = useMemo(() => columns.map((column) => lookOf(column, runs)), [columns, runs])
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= runs.length - 20) onMore()
  }, [hasMore, last, runs.length, onMore])

  const scroll = useRef(rows.scrollToIndex)
  scroll.current = rows.scrollToIndex
  useEffect(() => {
    if (active < 0) return
    scroll.current(active)
    // The row may have to be drawn first.
    const focus = (): void => document.querySelector<HTMLElement>(`[data-row="${active}"] .run-name`)?.focus()
    focus()
    const timer = setTimeout(focus, 60)
    return () => clearTimeout(timer)
  }, [active])

  const above = (items[0]?.start ?? before) - before
  const below = rows.getTotalSize() - ((items.at(-1)?.end ?? before) - before)
  const width = SELECT_WIDTH + NAME.width + columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <table className={`table runs${isOld ? ' old' : ''}`} style={widthOf(width)} aria-rowcount={runs.length + 1}>
      <colgroup>
        <col style={widthOf(SELECT_WIDTH)} />
        <col style={widthOf(NAME.width)} />
        {columns.map(({ id, width }) => (
          <col key={id} style={widthOf(width)} />
        ))}
        <col />
      </colgroup>
      <Header table={table} looks={looks} />
      <tbody>
        {above > 0 && <tr style={{ height: above }} />}
        {items.map(({ index }) =>
          runs[index] ? (
            <RunRow key={runs[index].run_id} table={table} looks={looks} run={runs[index]} index={index} />
          ) : (
            <tr key="more">
              <td colSpan={columns.length + 3}>
                <Bone width="30%" />
              </td>
            </tr>
          ),
        )}
        {below > 0 && <tr style={{ height: below }} />}
      </tbody>
    </table>
  )
}

/** Through a variable, so that the style of phones can have another. */
const widthOf = (width: number) => ({ '--width': `${width}px` }) as CSSProperties

function Header({ table, looks }: { table: Table; looks: Look[] }) {
  return (
    <thead>
      <tr>
        <th className="select">
          <span className="seen-by-readers">Selected</span>
        </th>
        <Heading column={NAME} table={table} numeric={false} />
        {table.columns.map((column, i) => (
          <Heading key={column.id} column={column} table={table} numeric={looks[i]!.numeric} />
        ))}
        <td className="rest" />
      </tr>
    </thead>
  )
}

interface HeadingOf {
  column: Column
  table: Table
  numeric: boolean
}

function Heading({ column, table: { sort, onSort }, numeric }: HeadingOf) {
  const sorted = sort?.id === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined
  const asText = column.kind === 'params' || column.kind === 'tags'
  return (
    <th
      scope="col"
      aria-sort={sorted ?? 'none'}
      className={`${column.id === 'name' ? 'name' : column.id === 'state' ? '' : 'wide-after'} ${numeric ? 'n' : ''}`}
    >
      <button
        type="button"
        title={`${column.id}${asText ? ' (sorted as text)' : ''}`}
        onClick={() => onSort(nextSort(column, sort))}
      >
        {middleCut(column.label, 20)}
        {sorted && <span aria-hidden="true">{sorted === 'descending' ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
}

interface RunRowOf {
  table: Table
  looks: Look[]
  run: Run
  index: number
}

function RunRow({ table, looks, run, index }: RunRowOf) {
  const picked = table.picked.includes(run.run_id)
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      className={`${picked ? 'picked' : ''} ${index === table.active ? 'active' : ''} ${run.state === 'lost' ? 'is-lost' : ''}`}
    >
      <td className="select">
        <input
          type="checkbox"
          checked={picked}
          aria-label={`Select ${run.name}`}
          onChange={({ nativeEvent }) => table.onPick(run.run_id, (nativeEvent as MouseEvent).shiftKey === true)}
        />
      </td>
      <th scope="row" className="name">
        {run.parent_run_id && (
          <span className="low" title="a nested run">
            ↳{' '}
          </span>
        )}
        <To to={`/runs/${run.run_id}`} className="run-name" title={run.name}>
          {middleCut(run.name, 27)}
        </To>
      </th>
      {table.columns.map((column, i) => (
        <Cell
          key={column.id}
          run={run}
          column={column}
          look={looks[i]!}
          best={table.best?.run === run.run_id && table.best.column === column.id}
        />
      ))}
      <td className="rest" />
    </tr>
  )
}
