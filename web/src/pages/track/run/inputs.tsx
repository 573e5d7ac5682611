/** What a run read and made: datasets and models, each with its page. */
import { useQuery } from '@tanstack/react-query'
import { home } from '../../../../../src/features/home/contract.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { Section } from '../../../parts/section.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { KEYS } from '../../../queries.ts'
import type { Detail } from './words.ts'

export function DatasetsSection({ datasets }: { datasets: Detail['datasets'] }) {
  if (!datasets.length) return null
  return (
    <Section title="Datasets" id="datasets" note={formatCount(datasets.length)}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Digest</th>
            <th scope="col">Used for</th>
            <th scope="col" className="n">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {datasets.map(({ name, digest, context, profile, source }) => (
            <tr key={`${name} ${digest} ${context}`}>
              <td>
                <To to={lineageOf({ kind: 'dataset-version', id: `${name}@${digest}` })} title={`${name}: ${source}`}>
                  {middleCut(name, 40)}
                </To>
              </td>
              <td>
                <code>{middleCut(digest, 16)}</code>
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

export function ModelsSection({ run, models }: { run: string; models: Detail['models'] }) {
  // The same question as that of the strip below: their names are in the graph.
  const { data } = useQuery({
    enabled: models.length > 0,
    queryKey: [KEYS.lineage, 'run', run, 1],
    queryFn: ({ signal }) => call(home.lineage, { kind: 'run', id: run, depth: 1 }, signal),
  })
  if (!models.length) return null
  const nodes = new Map([...(data?.origins ?? []), ...(data?.dependents ?? [])].map((node) => [node.id, node]))
  return (
    <Section title="Models" id="models" note={formatCount(models.length)}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Id</th>
            <th scope="col">How</th>
            <th scope="col" className="n">
              At step
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ model_id, direction, step }) => (
            <tr key={`${model_id} ${direction} ${step}`}>
              <td>
                <To to={lineageOf({ kind: 'model-version', id: model_id })}>
                  {middleCut(nodes.get(model_id)?.label ?? 'model', 32)}
                </To>
                {nodes.get(model_id)?.deleted && <span className="low"> removed</span>}
              </td>
              <td>
                <code title={model_id}>{middleCut(model_id, 14)}</code>
              </td>
              <td>{direction === 'output' ? 'made' : 'read'}</td>
              <td className="n">
                {direction === 'output' ? formatCount(step) : <Unknown why="a model that is read has no step" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
