/** What a run read and made: datasets and models, each with its page. */
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { home } from '../../../../../src/features/home/contract.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { keyOf, lineageOf, pageOf } from '../../../parts/nodes.ts'
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
  // Their names are in the graph, one step away; as what they were registered, two.
  const { data } = useQuery({
    enabled: models.length > 0,
    queryKey: [KEYS.lineage, 'run', run, 2],
    queryFn: ({ signal }) => call(home.lineage, { kind: 'run', id: run, depth: 2 }, signal),
  })
  if (!models.length) return null
  const found = [...(data?.origins ?? []), ...(data?.dependents ?? [])]
  const nodes = new Map(found.map((node) => [node.id, node]))
  const versions = new Map(found.filter(({ kind }) => kind === 'version').map((node) => [keyOf(node), node]))
  const registeredAs = (id: string) =>
    (data?.edges ?? []).flatMap(({ rel, from_kind, from_id, to_kind, to_id }) => {
      const isOf = rel === 'registered-as' && from_kind === 'model-version' && from_id === id
      const version = isOf && versions.get(keyOf({ kind: to_kind, id: to_id }))
      return version ? [version] : []
    })
  return (
    <Section title="Models" id="models" note={formatCount(models.length)}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Id</th>
            <th scope="col">How</th>
            {versions.size > 0 && <th scope="col">Registered as</th>}
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
              {versions.size > 0 && (
                <td>
                  {registeredAs(model_id).map((version, i) => (
                    <Fragment key={version.id}>
                      {i > 0 && ', '}
                      <To to={pageOf(version)} title={version.label}>
                        {middleCut(version.label, 32)}
                      </To>
                    </Fragment>
                  ))}
                </td>
              )}
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
