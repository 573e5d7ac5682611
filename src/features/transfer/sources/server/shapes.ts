/** What a tracking server replies, read into the words of a source; what is missing has MLflow's default. */
import { readDouble } from '../../../../lib/codec.ts'
import { type Int64, toInt64 } from '../../../../lib/json.ts'
import type {
  SourceDataset,
  SourceExperiment,
  SourceLatest,
  SourceLoggedModel,
  SourceModel,
  SourceModelPoint,
  SourceRun,
  SourceVersion,
  Tag,
} from '../../source.ts'
import type { Json } from './client.ts'

export const text = (value: unknown): string => (typeof value === 'string' ? value : value == null ? '' : String(value))
export const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

export function int(value: unknown): Int64 {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : BigInt(Math.trunc(value))
  if (typeof value === 'bigint') return value
  return typeof value === 'string' && /^-?\d+$/.test(value) ? toInt64(value) : 0
}

const tags = (value: unknown): Tag[] => list(value).map(({ key, value }) => ({ key: text(key), value: text(value) }))
const isDeleted = (value: Json): boolean => value.lifecycle_stage === 'deleted'

const latest = (value: Json): SourceLatest => ({
  key: text(value.key),
  value: readDouble((value.value ?? 0) as number | string, 'value'),
  step: int(value.step),
  timestamp: int(value.timestamp),
})

export const toExperiment = (value: Json): SourceExperiment => ({
  experiment_id: text(value.experiment_id),
  name: text(value.name),
  artifact_location: text(value.artifact_location),
  deleted: isDeleted(value),
  creation_time: int(value.creation_time),
  last_update_time: int(value.last_update_time),
  tags: tags(value.tags),
})

function toDataset(value: Json): SourceDataset {
  const dataset = object(value.dataset)
  return {
    name: text(dataset.name),
    digest: text(dataset.digest),
    source_type: text(dataset.source_type),
    source: text(dataset.source),
    ...(dataset.schema !== undefined && { schema: text(dataset.schema) }),
    ...(dataset.profile !== undefined && { profile: text(dataset.profile) }),
    tags: tags(value.tags),
  }
}

export function toRun(value: Json): SourceRun {
  const [info, data, inputs, outputs] = [value.info, value.data, value.inputs, value.outputs].map(object) as [
    ...[Json, Json, Json, Json],
  ]
  const ofTag = list(data.tags).find(({ key }) => key === 'mlflow.runName')
  return {
    run_id: text(info.run_id || info.run_uuid),
    experiment_id: text(info.experiment_id),
    name: text(info.run_name) || text(ofTag?.value),
    user_id: text(info.user_id),
    status: text(info.status) || 'RUNNING',
    deleted: isDeleted(info),
    start_time: int(info.start_time),
    ...(info.end_time !== undefined && info.end_time !== null && { end_time: int(info.end_time) }),
    artifact_uri: text(info.artifact_uri),
    params: tags(data.params),
    tags: tags(data.tags),
    latest: list(data.metrics).map(latest),
    datasets: list(inputs.dataset_inputs).map(toDataset),
    model_inputs: list(inputs.model_inputs).map(({ model_id }) => text(model_id)),
    model_outputs: list(outputs.model_outputs).map(({ model_id, step }) => ({
      model_id: text(model_id),
      step: int(step),
    })),
  }
}

export const toPoint = (value: Json): SourceLatest => latest(value)

const toModelPoint = (value: Json): SourceModelPoint => ({
  ...latest(value),
  run_id: text(value.run_id),
  ...(value.dataset_name !== undefined && { dataset_name: text(value.dataset_name) }),
  ...(value.dataset_digest !== undefined && { dataset_digest: text(value.dataset_digest) }),
})

export function toLoggedModel(value: Json): SourceLoggedModel {
  const [info, data] = [object(value.info), object(value.data)]
  return {
    model_id: text(info.model_id),
    experiment_id: text(info.experiment_id),
    name: text(info.name),
    model_type: text(info.model_type),
    source_run_id: text(info.source_run_id),
    status: text(info.status).replace('LOGGED_MODEL_', ''),
    artifact_uri: text(info.artifact_uri),
    deleted: isDeleted(info),
    creation_time: int(info.creation_timestamp_ms),
    last_update_time: int(info.last_updated_timestamp_ms),
    params: tags(data.params),
    tags: tags(info.tags),
    points: list(data.metrics).map(toModelPoint),
  }
}

export const toModel = (value: Json): SourceModel => ({
  name: text(value.name),
  description: text(value.description),
  creation_time: int(value.creation_timestamp),
  last_update_time: int(value.last_updated_timestamp),
  tags: tags(value.tags),
  aliases: list(value.aliases).map(({ alias, version }) => ({ alias: text(alias), version: text(version) })),
})

export const toVersion = (value: Json): SourceVersion => ({
  name: text(value.name),
  version: text(value.version),
  description: text(value.description),
  user_id: text(value.user_id),
  stage: text(value.current_stage) || 'None',
  status: text(value.status) || 'READY',
  status_message: text(value.status_message),
  source: text(value.source),
  run_id: text(value.run_id),
  run_link: text(value.run_link),
  creation_time: int(value.creation_timestamp),
  last_update_time: int(value.last_updated_timestamp),
  tags: tags(value.tags),
})
