/** Rows of data, a hundred at a time, as the file has them. */
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { rowsNote } from '../words.ts'

export const ROWS = 100
/** More would make a page slow; the others are reached by the pager above the table. */
export const COLUMNS = 50
const MOST_LETTERS = 120

export interface DataColumn {
  name: string
  type?: string
}

/** Undefined and null are missing; anything else is shown as text. */
export type Cell = string | number | bigint | boolean | null | undefined

interface DataTableOf {
  label: string
  columns: DataColumn[]
  rows: Cell[][]
  /** The place of the first row, counted from 0. */
  from: number
}

const isNumber = (cell: Cell): boolean =>
  typeof cell === 'number' ||
  typeof cell === 'bigint' ||
  (typeof cell === 'string' && /^\s*[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?\s*$|^-?(nan|inf)$/i.test(cell))

export function DataTable({ label, columns, rows, from }: DataTableOf) {
  const isNumeric = columns.map((_, i) => {
    const known = rows.map((row) => row[i]).filter((cell) => cell !== null && cell !== undefined && cell !== '')
    return known.length > 0 && known.every(isNumber)
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
    <section className="data-rows" aria-label={label} tabIndex={0}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col" className="n">
              <span className="seen-by-readers">Row</span>
            </th>
            {columns.map(({ name, type }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names of columns may repeat
              <th key={i} scope="col" className={isNumeric[i] ? 'n' : ''} title={type ? `${name}: ${type}` : name}>
                {middleCut(name, 32)}
                {type && <small>{type}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={r}>
              <th scope="row" className="n">
                {formatCount(from + r + 1)}
              </th>
              {columns.map((_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <CellView key={i} cell={row[i]} numeric={isNumeric[i]!} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function CellView({ cell, numeric }: { cell: Cell; numeric: boolean }) {
  if (cell === null || cell === undefined)
    return (
      <td className="unknown" title="missing">
        <span aria-hidden="true">—</span>
        <span className="seen-by-readers">missing</span>
      </td>
    )
  const text = String(cell)
  if (text === '')
    return (
      <td>
        <span className="low">empty</span>
      </td>
    )
  const isLong = text.length > MOST_LETTERS
  return (
    <td className={numeric ? 'n' : ''} title={isLong ? text.slice(0, 2_000) : undefined}>
      {isLong ? `${text.slice(0, MOST_LETTERS)}…` : text}
    </td>
  )
}

interface PagerOf {
  from: number
  shown: number
  all: number
  onFrom: (from: number) => void
}

export function RowPager({ from, shown, all, onFrom }: PagerOf) {
  return (
    <>
      <span>{rowsNote(shown ? from + 1 : 0, from + shown, all)}</span>
      {all > ROWS && (
        <span className="file-pager">
          <button
            type="button"
            className="button small bare"
            disabled={from === 0}
            onClick={() => onFrom(Math.max(0, from - ROWS))}
          >
            Previous
          </button>
          <button
            type="button"
            className="button small bare"
            disabled={from + shown >= all}
            onClick={() => onFrom(from + ROWS)}
          >
            Next
          </button>
        </span>
      )}
    </>
  )
}

interface ColumnPagerOf {
  first: number
  all: number
  onFirst: (first: number) => void
}

/** Nothing while all columns fit. */
export function ColumnPager({ first, all, onFirst }: ColumnPagerOf) {
  if (all <= COLUMNS) return null
  const last = Math.min(all, first + COLUMNS)
  return (
    <span className="file-pager">
      <span>
        Columns {formatCount(first + 1)} to {formatCount(last)} of {formatCount(all)}.
      </span>
      <button
        type="button"
        className="button small bare"
        disabled={first === 0}
        onClick={() => onFirst(Math.max(0, first - COLUMNS))}
      >
        Previous
      </button>
      <button
        type="button"
        className="button small bare"
        disabled={last >= all}
        onClick={() => onFirst(first + COLUMNS)}
      >
        Next
      </button>
    </span>
  )
}

/** The first row of the page that an address names, counted from 0: it begins a page. */
export const firstRowOf = (view: string | undefined): number => {
  const row = Number(view)
  return Number.isSafeInteger(row) && row > 0 ? Math.floor((row - 1) / ROWS) * ROWS : 0
}

export const viewOfRow = (from: number): string | undefined => (from === 0 ? undefined : String(from + 1))
