/** Subjects beside each other, a column each, or a row each when it is turned. */
import type { ReactNode } from 'react'
import { middleCut } from '../../format/names.ts'
import { LineMark } from '../chart/mark.tsx'
import { To } from '../link.tsx'
import './compare.css'
import { type Cell, type Row, type TreeRow, toTree, unfolded } from './rows.ts'
import type { Subject } from './subject.ts'

interface TableOf {
  title: string
  note?: ReactNode
  rows: readonly Row[]
  subjects: readonly Subject[]
  base: string
  isFlipped: boolean
  isNumeric?: boolean
  /** Keys are nested by dots; branches that are folded. */
  folded?: readonly string[]
  onFold?: (branch: string) => void
  children?: ReactNode
}

export function CompareTable(table: TableOf) {
  const { title, note, isFlipped, children } = table
  return (
    <section aria-label={title} className="compare-section">
      <h2>
        {title} {note !== undefined && <small>{note}</small>}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="compare-scroll" tabIndex={0} aria-label={`${title}, table`}>
        {isFlipped ? <Flipped {...table} /> : <Straight {...table} />}
      </section>
      {children}
    </section>
  )
}

/** Columns of one width stand below each other in all tables. */
const NAMES = 200
const COLUMN = 132
const widthOf = (columns: number): number => NAMES + columns * COLUMN

const seen = (subjects: readonly Subject[]): [Subject, number][] =>
  subjects.flatMap((subject, i) => (subject.isHidden ? [] : [[subject, i] as [Subject, number]]))

function Straight({ rows, subjects, base, isNumeric = false, folded, onFold }: TableOf) {
  const tree: TreeRow[] = folded
    ? unfolded(toTree(rows), folded)
    : rows.map((row) => ({ path: row.name, label: row.label ?? row.name, depth: 0, row, count: 0 }))
  const columns = seen(subjects)
  return (
    <table className="table compare" style={{ minWidth: widthOf(columns.length) }}>
      <thead>
        <tr>
          <td />
          {columns.map(([subject]) => (
            <Name key={subject.id} subject={subject} scope="col" isBase={subject.id === base} isNumeric={isNumeric} />
          ))}
        </tr>
      </thead>
      <tbody>
        {tree.map(({ path, label, depth, row, count }) =>
          row ? (
            <tr key={path}>
              <th scope="row" title={row.name} style={{ paddingLeft: 10 + depth * 18 }}>
                {middleCut(label, 44)}
              </th>
              {columns.map(([{ id }, i]) => (
                <CellView key={id} cell={row.cells[i]!} isNumeric={isNumeric} />
              ))}
            </tr>
          ) : (
            <tr key={`${path}.`} className="branch">
              <th scope="row" colSpan={columns.length + 1} style={{ paddingLeft: 4 + depth * 18 }}>
                <button
                  type="button"
                  className="button small bare"
                  aria-expanded={!folded!.includes(path)}
                  onClick={() => onFold!(path)}
                >
                  <span aria-hidden="true">{folded!.includes(path) ? '▸' : '▾'}</span> {label}
                  <span className="low">{count}</span>
                </button>
              </th>
            </tr>
          ),
        )}
      </tbody>
    </table>
  )
}

function Flipped({ rows, subjects, base, isNumeric = false }: TableOf) {
  return (
    <table className="table compare" style={{ minWidth: widthOf(rows.length) }}>
      <thead>
        <tr>
          <td />
          {rows.map(({ name, label }) => (
            <th key={name} scope="col" className={isNumeric ? 'n' : ''} title={name}>
              {middleCut(label ?? name, 28)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {seen(subjects).map(([subject, i]) => (
          <tr key={subject.id}>
            <Name subject={subject} scope="row" isBase={subject.id === base} isNumeric={false} />
            {rows.map(({ name, cells }) => (
              <CellView key={name} cell={cells[i]!} isNumeric={isNumeric} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface NameOf {
  subject: Subject
  scope: 'col' | 'row'
  isBase: boolean
  isNumeric: boolean
}

function Name({ subject: { label, to, style }, scope, isBase, isNumeric }: NameOf) {
  const text = middleCut(label, 26)
  return (
    <th scope={scope} className={isNumeric ? 'n' : ''} title={label}>
      <LineMark style={style} /> {to ? <To to={to}>{text}</To> : text}
      {isBase && <small className="low"> baseline</small>}
    </th>
  )
}

function CellView({ cell, isNumeric }: { cell: Cell; isNumeric: boolean }) {
  const { text, node, title, absent = 'none', isBest = false, isSame = false } = cell
  if (text === null)
    return (
      <td className="unknown" title={title ?? absent}>
        <span aria-hidden="true">—</span>
        <span className="seen-by-readers">{absent}</span>
      </td>
    )
  const classes = [isNumeric && 'n', isBest && 'best', isSame && 'low'].filter(Boolean).join(' ')
  return (
    <td className={classes} title={title ?? text}>
      {node ?? (text === '' ? <span className="low">empty</span> : middleCut(text, 60))}
    </td>
  )
}
