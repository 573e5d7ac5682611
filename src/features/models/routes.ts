/** Routes of logged models, one line each. */
import type { Int64 } from '../../lib/json.ts'
import { type Context, mount, mountRaw } from '../../platform/http/mount.ts'
import type { Http } from '../../platform/http/server.ts'
import { models as m, type STATUSES } from './contract.ts'
import { pairs, some } from './replies.ts'
import type { Model, ModelService } from './service.ts'
import type { ModelRow, PointRow } from './store.ts'

/** What models need of the artifact store; `artifacts` provides it. */
export interface ArtifactPort {
  /** What lies in a folder below an artifact URI, by paths from there; a folder has no file. */
  list(workspace: number, uri: string, path?: string): Promise<{ path: string; file?: { size: number } }[]>
  /** How many files there are below an artifact URI, and how many bytes. */
  count(workspace: number, uri: string): Promise<{ files: number; bytes: Int64 }>
  /** The text of a small file; without it where the file is too large, nothing where there is none. */
  read(
    workspace: number,
    uri: string,
    path: string,
    maxBytes: number,
  ): Promise<{ size: number; text?: string } | undefined>
  /** Answers a raw route with the file at `path` below an artifact URI. */
  send(uri: string, path: string, context: Context): Promise<void>
}

const toStatus = (status: ModelRow['status']) => `LOGGED_MODEL_${status}` as const
const fromStatus = (status: (typeof STATUSES)[number]) => status.slice('LOGGED_MODEL_'.length) as ModelRow['status']

const toMetric = (modelId: string) => (point: PointRow) => ({
  key: point.key,
  value: point.value,
  timestamp: point.ts,
  step: point.step,
  model_id: modelId,
  run_id: point.run_id,
  dataset_name: point.dataset_name || undefined,
  dataset_digest: point.dataset_digest || undefined,
})

const toModel = ({ row, points }: Model) => ({
  info: {
    model_id: row.model_id,
    experiment_id: String(row.experiment_id),
    name: row.name,
    creation_timestamp_ms: row.created_ms,
    last_updated_timestamp_ms: row.updated_ms,
    artifact_uri: row.artifact_uri,
    status: toStatus(row.status),
    model_type: row.model_type ?? '',
    source_run_id: row.source_run_id ?? '',
    tags: some(pairs(row.tags)),
  },
  data: { params: some(pairs(row.params)), metrics: some(points.map(toMetric(row.model_id))) },
})

export function modelRoutes(http: Http, models: ModelService, artifacts: ArtifactPort): void {
  mount(http, m.create, async (input, actor) => ({ model: toModel(await models.create(actor, input)) }))
  mount(http, m.get, async ({ model_id, allow_deleted }, { workspace }) => ({
    model: toModel(await models.get(workspace, model_id, allow_deleted)),
  }))
  mount(http, m.finalize, async ({ model_id, status }, actor) => ({
    model: toModel(await models.finalize(actor, model_id, fromStatus(status))),
  }))
  mount(http, m.delete, async ({ model_id }, actor) => void (await models.delete(actor, model_id)))
  mount(http, m.logParams, async (input, actor) => void (await models.logParams(actor, input.model_id, input.params)))
  mount(http, m.setTags, async ({ model_id, tags }, actor) => void (await models.setTags(actor, model_id, tags)))
  mount(
    http,
    m.deleteTag,
    async ({ model_id, tag_key }, actor) => void (await models.deleteTag(actor, model_id, tag_key)),
  )
  mount(http, m.search, async (input, { workspace }) => {
    const { models: found, token } = await models.search(workspace, input)
    return { models: some(found.map(toModel)), next_page_token: token }
  })
  mount(http, m.listFiles, async ({ model_id, artifact_directory_path: path }, { workspace }) => {
    const { artifact_uri: uri } = await models.getRow(workspace, model_id)
    const entries = await artifacts.list(workspace, uri, path)
    const files = entries.map(({ path, file }) => ({ path, is_dir: !file, file_size: file?.size || undefined }))
    return { root_uri: uri, files: some(files) }
  })
  mountRaw(http, m.download, async ({ model_id, artifact_file_path }, context) => {
    const { artifact_uri: uri } = await models.getRow(context.workspace, model_id)
    await artifacts.send(uri, artifact_file_path, context)
  })
}
