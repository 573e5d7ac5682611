/** Wire shapes that several routes of tracking share; names and meanings are MLflow's. */
import { Double, Int64, OneOf, Type } from '../../../lib/contract.ts'

export const Tag = Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) })
export const Param = Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) })

export const Metric = Type.Object({
  key: Type.String(),
  value: Double(),
  timestamp: Int64({ description: 'milliseconds since 1970' }),
  step: Type.Optional(Int64()),
})

export const MetricInput = Type.Object({
  key: Type.String(),
  value: Double(),
  timestamp: Int64({ description: 'milliseconds since 1970' }),
  step: Type.Optional(Int64()),
  model_id: Type.Optional(Type.String()),
  dataset_name: Type.Optional(Type.String()),
  dataset_digest: Type.Optional(Type.String()),
})

export const VIEWS = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const
export const View = OneOf(VIEWS)

export const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export type Status = (typeof STATUSES)[number]
export const Status = OneOf(STATUSES)

export const Experiment = Type.Object({
  experiment_id: Type.String(),
  name: Type.String(),
  artifact_location: Type.String(),
  lifecycle_stage: Type.String(),
  creation_time: Int64(),
  last_update_time: Int64(),
  workspace: Type.String(),
  tags: Type.Optional(Type.Array(Tag)),
})

export const RunInfo = Type.Object({
  run_id: Type.String(),
  run_uuid: Type.String(),
  run_name: Type.String(),
  experiment_id: Type.String(),
  user_id: Type.String(),
  status: Status,
  start_time: Type.Optional(Int64()),
  end_time: Type.Optional(Int64()),
  artifact_uri: Type.String(),
  lifecycle_stage: Type.String(),
})

export const Dataset = Type.Object({
  name: Type.String(),
  digest: Type.String(),
  source_type: Type.String(),
  source: Type.String(),
  schema: Type.Optional(Type.String()),
  profile: Type.Optional(Type.String()),
})
export const DatasetInput = Type.Object({ tags: Type.Optional(Type.Array(Tag)), dataset: Dataset })
export const ModelInput = Type.Object({ model_id: Type.String() })
export const ModelOutput = Type.Object({ model_id: Type.String(), step: Type.Optional(Int64()) })

export const Run = Type.Object({
  info: RunInfo,
  data: Type.Object({
    metrics: Type.Optional(Type.Array(Metric)),
    params: Type.Optional(Type.Array(Param)),
    tags: Type.Optional(Type.Array(Tag)),
  }),
  inputs: Type.Object({
    dataset_inputs: Type.Optional(Type.Array(DatasetInput)),
    model_inputs: Type.Optional(Type.Array(ModelInput)),
  }),
  outputs: Type.Optional(Type.Object({ model_outputs: Type.Optional(Type.Array(ModelOutput)) })),
})

/** `run_uuid` is accepted in place of `run_id`; the service asks for one of them. */
export const runId = {
  run_id: Type.Optional(Type.String({ description: '32 hex digits' })),
  run_uuid: Type.Optional(Type.String({ description: 'former name of run_id' })),
}

export const read = (summary: string) => ({ policy: 'read', form: 'mlflow', summary }) as const
export const write = (summary: string) => ({ policy: 'write', form: 'mlflow', summary }) as const
export const maintain = (summary: string) => ({ policy: 'maintain', form: 'mlflow', summary }) as const
