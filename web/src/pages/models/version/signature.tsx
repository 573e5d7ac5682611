/** What a version takes and returns, as tables. */
import { useState } from 'react'
import type { Field, Signature } from '../../../../../src/features/models/contract/own.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { NO_SIGNATURE, typeWords } from '../words.ts'

const PARTS = [
  ['inputs', 'Takes'],
  ['outputs', 'Returns'],
  ['params', 'Params of a prediction'],
] as const

const FEW = 12

export function SignatureSection({ signature }: { signature: Signature | null }) {
  const parts = PARTS.flatMap(([part, title]) =>
    signature?.[part]?.length ? [{ title, fields: signature[part] }] : [],
  )
  return (
    <Section title="Signature" id="signature">
      {parts.length ? (
        parts.map(({ title, fields }) => <Fields key={title} title={title} fields={fields} />)
      ) : (
        <p className="low">{NO_SIGNATURE}</p>
      )}
    </Section>
  )
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? fields : fields.slice(0, FEW)
  const hasDefault = fields.some((field) => field.default !== null)
  return (
    <>
      <table className="table dense models-fields-table">
        <thead>
          <tr>
            <th scope="col">
              {title} {fields.length > 1 && <span className="num">{formatCount(fields.length)}</span>}
            </th>
            <th scope="col">Type</th>
            <th scope="col" className="wide">
              {hasDefault ? 'Default' : 'Required'}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((field, i) => (
            <tr key={field.name ?? `number ${i + 1}`}>
              <td title={field.name ?? undefined}>
                {field.name === null ? <span className="low">without a name</span> : middleCut(field.name, 48)}
              </td>
              <td>
                <code>{typeWords(field)}</code>
              </td>
              <td className="wide low">{hasDefault ? (field.default ?? 'none') : field.required ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < fields.length && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(fields.length)}
        </button>
      )}
    </>
  )
}
