/** Rows of tracking as MLflow's clients expect them: empty lists and unset fields left out. */
import type { Reply } from '../../../lib/contract.ts'
import type { Int64 } from '../../../lib/json.ts'
import type { experiments as contract } from '../contract/experiments.ts'
import type { Status } from '../contract/shapes.ts'
import type { LatestMetric } from '../service/log.ts'
import type { ExperimentRow } from '../store/experiments.ts'
import type { DatasetRow, ModelRow } from '../store/inputs.ts'
import type { RunInfo, RunRow } from '../store/runs.ts'

const pairs = (document: Record<string, string>) => Object.entries(document).map(([key, value]) => ({ key, value }))

/** Nothing rather than an empty list, as protobuf's JSON has it. */
const some = <T>(list: T[] | undefined): T[] | undefined => (list?.length ? list : undefined)

export const toExperiment = (row: ExperimentRow): Reply<typeof contract.get>['experiment'] => ({
  experiment_id: String(row.id),
  name: row.name,
  artifact_location: row.artifact_location,
  lifecycle_stage: row.deleted ? 'deleted' : 'active',
  creation_time: row.created_ms,
  last_update_time: row.updated_ms,
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
  end_time: row.end_ms ?? undefined,
  artifact_uri: row.artifact_uri,
  lifecycle_stage: row.deleted ? 'deleted' : 'active',
})

export const toDatasetInput = (row: DatasetRow) => ({
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

export interface RunParts {
  latest: Map<Int64, LatestMetric[]>
  datasets: Map<Int64, DatasetRow[]>
  models: Map<Int64, ModelRow[]>
}

export function toRun(row: RunRow, { latest, datasets, models }: RunParts) {
  const inputs = models.get(row.id)?.filter((model) => model.direction === 'input')
  const outputs = models.get(row.id)?.filter((model) => model.direction === 'output')
  return {
    info: toRunInfo(row),
    data: { metrics: some(latest.get(row.id)), params: some(pairs(row.params)), tags: some(pairs(row.tags)) },
    inputs: {
      dataset_inputs: some(datasets.get(row.id)?.map(toDatasetInput)),
      model_inputs: some(inputs?.map(({ model_id }) => ({ model_id }))),
    },
    outputs: outputs?.length ? { model_outputs: outputs.map(({ model_id, step }) => ({ model_id, step })) } : undefined,
  }
}
