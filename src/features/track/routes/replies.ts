/**
 * Rows of tracking as MLflow's clients expect them: empty lists and unset fields left out. Runs are written directly:
 * a page of them has tens of thousands of values, and a general writer asks each what it is.
 */
import type { Reply } from '../../../lib/contract.ts'
import { toInt64, toJson } from '../../../lib/json.ts'
import type { experiments as contract } from '../contract/experiments.ts'
import type { Status } from '../contract/shapes.ts'
import type { LatestMetric } from '../points/latest.ts'
import type { ExperimentRow } from '../store/experiments.ts'
import type { DatasetRow } from '../store/inputs.ts'
import type { RunInfo, WholeRow } from '../store/runs.ts'

const pairs = (document: Record<string, string>) => Object.entries(document).map(([key, value]) => ({ key, value }))

/** Nothing rather than an empty list, as protobuf's JSON has it. */
const some = <T>(list: T[] | undefined): T[] | undefined => (list?.length ? list : undefined)

export const toExperiment = (row: ExperimentRow, workspace: string): Reply<typeof contract.get>['experiment'] => ({
  experiment_id: String(row.id),
  name: row.name,
  artifact_location: row.artifact_location,
  lifecycle_stage: row.deleted ? 'deleted' : 'active',
  creation_time: row.created_ms,
  last_update_time: row.updated_ms,
  workspace,
  tags: some(pairs(row.tags)),
})

export const toRunInfo = (row: RunInfo) => ({
  run_id: row.run_id,
  run_uuid: row.run_id,
  run_name: row.name,
  experiment_id: String(row.experiment_id),
  user_id: row.user_id,
  // MLflow's clients know no other status: a lost run says RUNNING here.
  status: row.status as Status,
  start_time: row.start_ms ?? 0,
  end_time: row.end_ms || undefined,
  artifact_uri: row.artifact_uri,
  lifecycle_stage: row.deleted ? 'deleted' : 'active',
})

const toDatasetInput = (row: Omit<DatasetRow, 'run'>) => ({
  tags: some(pairs(row.tags)),
  dataset: {
    name: row.name,
    digest: row.digest,
    source_type: row.source_type,
    source: row.source,
    schema: row.schema ?? undefined,
    profile: row.profile ?? undefined,
  },
})

const quote = JSON.stringify as (text: string) => string

/** `,"name":[…]`, or nothing. */
const listed = (name: string, items: string[] | undefined): string =>
  items?.length ? `,"${name}":[${items.join(',')}]` : ''

/** The beginning of a point by its name: a page of runs has few names. */
function pointHeads(): (key: string) => string {
  const heads = new Map<string, string>()
  return (key) => {
    const known = heads.get(key)
    if (known !== undefined) return known
    const head = `{"key":${quote(key)},"value":`
    heads.set(key, head)
    return head
  }
}

const writePairs = (document: Record<string, string>): string[] =>
  Object.keys(document).map((key) => `{"key":${quote(key)},"value":${quote(document[key]!)}}`)

/** What follows the first comma of a list of fields. */
const fields = (text: string): string => `{${text.slice(1)}}`

/** Runs as JSON, each with its latest points. One that was just made says nothing of outputs, as in MLflow. */
export function writeRuns(rows: WholeRow[], latest: LatestMetric[][], { isNew = false } = {}): string[] {
  const headOf = pointHeads()
  const writePoint = ({ key, value, timestamp, step }: LatestMetric): string =>
    `${headOf(key)}${Number.isFinite(value) ? value : `"${value}"`},"timestamp":${timestamp},"step":${step}}`
  return rows.map((row, i) => {
    const models = row.models ?? []
    const data =
      listed('metrics', latest[i]!.map(writePoint)) +
      listed('params', writePairs(row.params)) +
      listed('tags', writePairs(row.tags))
    const inputs =
      listed('dataset_inputs', row.datasets?.map(toDatasetInput).map(toJson)) +
      listed(
        'model_inputs',
        models.filter(({ direction }) => direction === 'input').map(({ model_id }) => toJson({ model_id })),
      )
    const outputs = listed(
      'model_outputs',
      models
        .filter(({ direction }) => direction === 'output')
        .map(({ model_id, step }) => toJson({ model_id, step: toInt64(step) })),
    )
    const made = isNew ? '' : `,"outputs":${fields(outputs)}`
    return `{"info":${toJson(toRunInfo(row))},"data":${fields(data)},"inputs":${fields(inputs)}${made}}`
  })
}
