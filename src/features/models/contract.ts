/** Routes of logged models, as MLflow's clients call them. */
import { Double, Empty, Int64, OneOf, route, Type } from '../../lib/contract.ts'

const base = '/api/2.0/mlflow/logged-models'
const read = (summary: string) => ({ policy: 'read', form: 'mlflow', summary }) as const
const write = (summary: string) => ({ policy: 'write', form: 'mlflow', summary }) as const

const id = { model_id: Type.String({ description: 'm- and 32 hex digits' }) }
const Pair = Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) })
const Pairs = Type.Optional(Type.Array(Pair))

export const STATUSES = ['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'] as const
const Status = OneOf(STATUSES)

export const Metric = Type.Object({
  key: Type.String(),
  value: Double(),
  timestamp: Int64({ description: 'milliseconds since 1970' }),
  step: Int64(),
  model_id: Type.String(),
  run_id: Type.String(),
  dataset_name: Type.Optional(Type.String()),
  dataset_digest: Type.Optional(Type.String()),
})

export const Model = Type.Object({
  info: Type.Object({
    model_id: Type.String(),
    experiment_id: Type.String(),
    name: Type.String(),
    creation_timestamp_ms: Int64(),
    last_updated_timestamp_ms: Int64(),
    artifact_uri: Type.String(),
    status: Status,
    model_type: Type.String(),
    source_run_id: Type.String(),
    tags: Pairs,
  }),
  data: Type.Object({ params: Pairs, metrics: Type.Optional(Type.Array(Metric)) }),
})
const One = Type.Object({ model: Model })

const Dataset = Type.Object({ dataset_name: Type.String(), dataset_digest: Type.Optional(Type.String()) })
const OrderBy = Type.Object({
  field_name: Type.String({ description: 'an attribute such as creation_timestamp, or metrics.<key>' }),
  ascending: Type.Optional(Type.Boolean()),
  dataset_name: Type.Optional(Type.String()),
  dataset_digest: Type.Optional(Type.String()),
})

export const models = {
  create: route(
    'models.create',
    'POST',
    base,
    { ...write('Announce a model; its files follow, then its status.'), events: ['model-version.created'] },
    Type.Object({
      experiment_id: Type.String(),
      name: Type.Optional(Type.String()),
      model_type: Type.Optional(Type.String()),
      source_run_id: Type.Optional(Type.String()),
      params: Pairs,
      tags: Pairs,
    }),
    One,
  ),
  get: route(
    'models.get',
    'GET',
    `${base}/:model_id`,
    read('One logged model.'),
    Type.Object({ ...id, allow_deleted: Type.Optional(Type.Boolean()) }),
    One,
  ),
  finalize: route(
    'models.finalize',
    'PATCH',
    `${base}/:model_id`,
    { ...write("Say whether a model's files arrived."), events: ['model-version.finalized'] },
    Type.Object({ ...id, status: Status }),
    One,
  ),
  delete: route(
    'models.delete',
    'DELETE',
    `${base}/:model_id`,
    { ...write('Move a logged model to the trash.'), events: ['model-version.deleted'] },
    Type.Object(id),
    Empty,
  ),
  logParams: route(
    'models.logParams',
    'POST',
    `${base}/:model_id/params`,
    write('Log params of a model; params never change.'),
    Type.Object({ ...id, params: Pairs }),
    Empty,
  ),
  setTags: route(
    'models.setTags',
    'PATCH',
    `${base}/:model_id/tags`,
    write('Set tags of a model.'),
    Type.Object({ ...id, tags: Pairs }),
    Empty,
  ),
  deleteTag: route(
    'models.deleteTag',
    'DELETE',
    `${base}/:model_id/tags/:tag_key`,
    write('Remove a tag of a model.'),
    Type.Object({ ...id, tag_key: Type.String() }),
    Empty,
  ),
  search: route(
    'models.search',
    'POST',
    `${base}/search`,
    read('Logged models that match a filter, newest first unless ordered.'),
    Type.Object({
      experiment_ids: Type.Optional(Type.Array(Type.String())),
      filter: Type.Optional(Type.String()),
      datasets: Type.Optional(Type.Array(Dataset)),
      max_results: Type.Optional(Int64()),
      order_by: Type.Optional(Type.Array(OrderBy)),
      page_token: Type.Optional(Type.String()),
    }),
    Type.Object({ models: Type.Optional(Type.Array(Model)), next_page_token: Type.Optional(Type.String()) }),
  ),
  listFiles: route(
    'models.listFiles',
    'GET',
    `${base}/:model_id/artifacts/directories`,
    read("What is in a folder of a model, by paths from the model's root."),
    Type.Object({
      ...id,
      artifact_directory_path: Type.Optional(Type.String()),
      page_token: Type.Optional(Type.String({ description: 'not needed: never paged' })),
    }),
    Type.Object({
      root_uri: Type.String(),
      files: Type.Optional(
        Type.Array(Type.Object({ path: Type.String(), is_dir: Type.Boolean(), file_size: Type.Optional(Int64()) })),
      ),
    }),
  ),
  download: route(
    'models.download',
    'GET',
    '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
    { policy: 'read', form: 'raw', summary: "The bytes of a model's file, for MLflow's web pages." },
    Type.Object({ ...id, artifact_file_path: Type.String() }),
    Empty,
  ),
}
