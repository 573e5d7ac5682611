/** What a run read and made, its nested runs. */
import { middleCut } from '../../../format/names.ts'
import { counted, formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { Section } from '../../../parts/section.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import type { Detail } from './words.ts'

export function DatasetsSection({ datasets }: { datasets: Detail['datasets'] }) {
  if (!datasets.length) return null
  return (
    <Section title="Datasets">
      <table className="table dense">
        <thead>
          <tr>
            <th>Name</th>
            <th>Digest</th>
            <th>Used for</th>
            <th className="n">Rows</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map(({ name, digest, context, profile, source }) => (
            <tr key={`${name} ${digest} ${context}`}>
              <td title={source}>{middleCut(name, 40)}</td>
              <td>
                <code>{digest}</code>
              </td>
              <td>{context ?? <Unknown why="the script did not say what it used the data for" />}</td>
              <td className="n">
                {rowsOf(profile) ?? <Unknown why="the profile of the data has no number of rows" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function rowsOf(profile: string | undefined): string | undefined {
  try {
    const rows = (JSON.parse(profile ?? '') as { num_rows?: number }).num_rows
    return typeof rows === 'number' ? formatCount(rows) : undefined
  } catch {
    return undefined
  }
}

export function ModelsSection({ models }: { models: Detail['models'] }) {
  if (!models.length) return null
  return (
    <Section title="Models">
      <table className="table dense">
        <tbody>
          {models.map(({ model_id, direction, step }) => (
            <tr key={`${model_id} ${direction} ${step}`}>
              <td>
                <code>{model_id}</code>
              </td>
              <td>{direction === 'output' ? 'made' : 'read'}</td>
              <td className="n">step {String(step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

interface Nested {
  parent: Detail['parent']
  nested: Detail['children']
}

export function NestedSection({ parent, nested }: Nested) {
  if (!parent && !nested.length) return null
  const rows = [
    ...(parent ? [{ ...parent, is: 'the run this one is nested in' }] : []),
    ...nested.map((child) => ({ ...child, is: '' })),
  ]
  return (
    <Section title="Nested runs" {...(nested.length && { note: counted(nested.length, 'run') })}>
      <table className="table dense">
        <tbody>
          {rows.map(({ run_id, name, state, is }) => (
            <tr key={run_id}>
              <td>
                {is && <span className="low">in </span>}
                <To to={`/runs/${run_id}`} title={name}>
                  {middleCut(name, 60)}
                </To>
              </td>
              <td style={{ width: 110 }}>
                <StateChip state={state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
