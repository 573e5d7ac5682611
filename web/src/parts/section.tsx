/** A titled part of the page, and tables of names with values. */
import { type ReactNode, useState } from 'react'
import { middleCut } from '../format/names.ts'
import { formatCount } from '../format/numbers.ts'
import './section.css'

interface SectionOf {
  title: string
  note?: ReactNode
  /** Where links on the page lead. */
  id?: string
  /** At the end of the title's line. */
  action?: ReactNode
  children: ReactNode
}

export function Section({ title, note, id, action, children }: SectionOf) {
  return (
    <section aria-label={title} {...(id && { id, className: 'page-part' })}>
      <h2>
        {title} {note !== undefined && <small>{note}</small>}
        {action && <span className="section-action">{action}</span>}
      </h2>
      {children}
    </section>
  )
}

export interface Pair {
  name: string
  value: ReactNode
  /** What searching looks at; the name alone without it. */
  text?: string
  /** A further column, for numbers. */
  extra?: ReactNode
}

interface PairsOf {
  label: string
  pairs: Pair[]
  none: string
}

/** Beyond these a table opens on demand and gets a search field. */
const FEW = 12

export function Pairs({ label, pairs, none }: PairsOf) {
  const [isOpen, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  if (!pairs.length) return <p className="low">{none}</p>
  const found = pairs.filter(({ name, text }) => `${name} ${text ?? ''}`.toLowerCase().includes(search.toLowerCase()))
  const shown = isOpen ? found : found.slice(0, FEW)
  return (
    <>
      {isOpen && (
        <input
          className="field small find-in"
          type="search"
          placeholder={`Find in ${formatCount(pairs.length)}`}
          aria-label={`Find in ${label}`}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      <table className="table dense pairs">
        <tbody>
          {shown.map(({ name, value, extra }) => (
            <tr key={name}>
              <th scope="row" title={name}>
                {middleCut(name, 60)}
              </th>
              <td className={extra === undefined ? '' : 'n'}>{value}</td>
              {extra !== undefined && <td className="n low">{extra}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {!isOpen && pairs.length > FEW && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(pairs.length)}
        </button>
      )}
    </>
  )
}
