/** Logged models that come from elsewhere, as they are there, with their points and their place in the graph. */
import { sql } from 'kysely'
import { type Int64, toJson } from '../../lib/json.ts'
import type { Db } from '../../platform/db.ts'
import { type Edge, linkAll, markDeleted, putNodes } from '../../platform/graph.ts'
import { checkText, LIMITS } from './limits.ts'

interface Pair {
  key: string
  value: string
}

/** A logged model in the words of MLflow's protocol. */
export interface TakenModel {
  model_id: string
  name: string
  model_type: string
  source_run_id: string
  status: string
  deleted: boolean
  creation_time: Int64
  last_update_time: Int64
  params: Pair[]
  tags: Pair[]
  points: {
    key: string
    value: number
    step: Int64
    timestamp: Int64
    run_id: string
    dataset_name?: string
    dataset_digest?: string
  }[]
}

const STATES = new Set(['PENDING', 'READY', 'UPLOAD_FAILED'])
const document = (pairs: Pair[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

const toRow = (model: TakenModel) => ({
  model_id: model.model_id,
  name: checkText(model.name, 'name', LIMITS.name),
  model_type: model.model_type || null,
  source_run_id: model.source_run_id || null,
  status: STATES.has(model.status) ? model.status : 'READY',
  ...{ deleted: model.deleted, created: model.creation_time, updated: model.last_update_time },
  ...{ params: document(model.params), tags: document(model.tags) },
})

const toPoints = ({ model_id, points }: TakenModel) =>
  points.map(({ dataset_name = '', dataset_digest = '', timestamp, ...point }) => ({
    ...{ ...point, model_id, name: dataset_name, digest: dataset_digest, ts: timestamp },
    // JSON has no NaN; PostgreSQL reads it from a text.
    value: String(point.value),
  }))

export const modelTaker =
  (db: Db) =>
  /** Returns the ids of those that were not here before. */
  async (
    { workspace, accountId }: { workspace: number; accountId: number | null },
    experiment: string,
    models: TakenModel[],
  ): Promise<string[]> => {
    if (models.length === 0) return []
    return db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ model_id: string; is_new: boolean }>`
        insert into logged_models as m (workspace_id, model_id, experiment_id, name, model_type, source_run_id, status,
          artifact_uri, deleted, created_ms, updated_ms, params, tags)
        select ${workspace}::int, i.model_id, ${experiment}::bigint, i.name, i.model_type, i.source_run_id, i.status,
          'mlflow-artifacts:/' || ${experiment} || '/models/' || i.model_id || '/artifacts', i.deleted, i.created, i.updated,
          i.params, i.tags
        from jsonb_to_recordset(${toJson(models.map(toRow))}::jsonb) as i(model_id text, name text, model_type text,
          source_run_id text, status text, deleted bool, created bigint, updated bigint, params jsonb, tags jsonb)
        on conflict (workspace_id, model_id) do update set name = excluded.name, status = excluded.status,
          deleted = excluded.deleted, updated_ms = excluded.updated_ms, params = excluded.params,
          tags = excluded.tags || (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(m.tags) t(k, v) where k like 'bellwether.%')
        returning model_id, xmax = 0 as is_new`.execute(tx)
      await sql`
        insert into logged_model_points (model, workspace_id, key, run_id, dataset_name, dataset_digest, step, ts, value)
        select m.id, m.workspace_id, i.key, i.run_id, i.name, i.digest, i.step, i.ts, i.value::float8
        from jsonb_to_recordset(${toJson(models.flatMap(toPoints))}::jsonb) as i(model_id text, key text, run_id text,
          name text, digest text, step bigint, ts bigint, value text)
        join logged_models m on m.workspace_id = ${workspace} and m.model_id = i.model_id
        on conflict do nothing`.execute(tx)
      await putNodes(
        tx,
        models.map(({ model_id, name }) => ({ workspace, kind: 'model-version', id: model_id, label: name })),
      )
      await linkAll(
        tx,
        models
          .filter(({ source_run_id }) => source_run_id)
          .map(
            ({ model_id, source_run_id, creation_time }): Edge => ({
              ...{ workspace, accountId, atMs: creation_time },
              from: { kind: 'run', id: source_run_id },
              rel: 'produced',
              to: { kind: 'model-version', id: model_id },
            }),
          ),
      )
      const gone = models.filter(({ deleted }) => deleted).map(({ model_id }) => model_id)
      if (gone.length) await markDeleted(tx, workspace, 'model-version', gone, true)
      return rows.filter(({ is_new }) => is_new).map(({ model_id }) => model_id)
    })
  }
