/** The columns of a dataset or the inputs of a model, as a table. */
import { useState } from 'react'
import type { SchemaColumn } from '../../../src/lib/schema-columns.ts'
import { middleCut } from '../format/names.ts'
import { formatCount } from '../format/numbers.ts'
import './section.css'

const FEW = 12

interface Props {
  columns: SchemaColumn[]
  /** Names of columns about people. */
  personal?: string[] | undefined
}

export function Columns({ columns, personal = [] }: Props) {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? columns : columns.slice(0, FEW)
  return (
    <>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col" className="wide">
              Required
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, type, optional }) => (
            <tr key={name}>
              <td title={name}>
                {middleCut(name, 48)} {personal.includes(name) && <span className="chip">about people</span>}
              </td>
              <td>
                <code>{type}</code>
              </td>
              <td className="wide low">{optional ? 'no' : 'yes'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < columns.length && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(columns.length)}
        </button>
      )}
    </>
  )
}
