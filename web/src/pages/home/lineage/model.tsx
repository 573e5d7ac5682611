/** What is known of a logged model: how it stands, its params and what was measured of it. */
import { useQuery } from '@tanstack/react-query'
import { models } from '../../../../../src/features/models/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { middleCut, shortId } from '../../../format/names.ts'
import { formatCount, formatValue } from '../../../format/numbers.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { To } from '../../../parts/link.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { Problem } from '../../../parts/problem.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { Artifacts } from '../../artifacts/artifacts.tsx'
import type { ArtifactPlace } from '../../artifacts/place.ts'
import type { Lineage } from './words.ts'

type Model = Reply<typeof models.get>['model']
type Metric = NonNullable<Model['data']['metrics']>[number]

const STATUS = {
  LOGGED_MODEL_READY: { shape: '●', tone: 'good', word: 'ready', meaning: 'All its files arrived.' },
  LOGGED_MODEL_PENDING: { shape: '▸', tone: 'busy', word: 'pending', meaning: 'Its files are still to come.' },
  LOGGED_MODEL_UPLOAD_FAILED: { shape: '■', tone: 'bad', word: 'failed', meaning: 'Its files did not arrive.' },
} as const

export const useModel = (id: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: ['logged-model', id],
    queryFn: ({ signal }) => call(models.get, { model_id: id, allow_deleted: true }, signal),
  })

interface ModelOf {
  query: ReturnType<typeof useModel>
  lineage: Lineage
  place: ArtifactPlace
  onPlace: (change: ArtifactPlace) => void
}

export function ModelDetail({ query, lineage, place, onPlace }: ModelOf) {
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />
  const model = query.data?.model
  if (!model) return null
  const { params = [], metrics = [] } = model.data
  const { tags = [] } = model.info
  return (
    <>
      <div className="facts">
        <div>
          <Section title="Model">
            <Pairs label="model" pairs={factsOf(model, lineage)} none="" />
          </Section>
          <Section title="Params" note={formatCount(params.length)}>
            <Pairs label="params" pairs={params.map(toPair)} none="This model has no params." />
          </Section>
        </div>
        <div>
          <Section title="Measured" note={formatCount(metrics.length)}>
            <Metrics metrics={metrics} />
          </Section>
          <Section title="Tags" note={formatCount(tags.length)}>
            <Pairs label="tags" pairs={tags.map(toPair)} none="This model has no tags." />
          </Section>
        </div>
      </div>
      <Artifacts root={model.info.artifact_uri} title="Files" place={place} onPlace={onPlace} />
    </>
  )
}

const toPair = ({ key, value = '' }: { key: string; value?: string }): Pair => ({
  name: key,
  value: value === '' ? <span className="low">empty</span> : value,
  text: value,
})

function factsOf({ info }: Model, { origins }: Lineage): Pair[] {
  const source = origins.find(({ kind, id }) => kind === 'run' && id === info.source_run_id)
  const { shape, tone, word, meaning } = STATUS[info.status]
  return [
    {
      name: 'State',
      value: (
        <span className={`chip ${tone}`} title={meaning}>
          <i aria-hidden="true">{shape}</i>
          {word}
        </span>
      ),
    },
    {
      name: 'Id',
      value: (
        <>
          <code title={info.model_id}>{middleCut(info.model_id, 24)}</code>{' '}
          <CopyButton text={info.model_id} className="button small bare inline" />
        </>
      ),
    },
    { name: 'Type', value: info.model_type || <Unknown why="the script did not say" /> },
    {
      name: 'Made by',
      value: info.source_run_id ? (
        <To to={`/runs/${info.source_run_id}`}>{source?.label ?? `run ${shortId(info.source_run_id)}`}</To>
      ) : (
        <Unknown why="it was logged outside of a run" />
      ),
    },
    { name: 'Logged', value: <Ago at={info.creation_timestamp_ms} /> },
    { name: 'Changed', value: <Ago at={info.last_updated_timestamp_ms} /> },
  ]
}

function Metrics({ metrics }: { metrics: Metric[] }) {
  if (!metrics.length) return <p className="low">Nothing was measured of this model.</p>
  return (
    <table className="table dense">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" className="n">
            Value
          </th>
          <th scope="col">On</th>
          <th scope="col" className="n wide">
            Step
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map(({ key, value, step, run_id, dataset_name, dataset_digest }) => (
          <tr key={`${key} ${run_id} ${step} ${dataset_name} ${dataset_digest}`}>
            <td title={key}>{middleCut(key, 36)}</td>
            <td className="n" title={String(value)}>
              {formatValue(value)}
            </td>
            <td>
              {dataset_name ? (
                <To to={lineageOf({ kind: 'dataset-version', id: `${dataset_name}@${dataset_digest ?? ''}` })}>
                  {middleCut(dataset_name, 28)}
                </To>
              ) : (
                <Unknown why="the script did not say on which data" />
              )}
            </td>
            <td className="n wide">{formatCount(step)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
