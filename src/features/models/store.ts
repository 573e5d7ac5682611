/** SQL of logged models and their points. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Cursor, Order } from '../../platform/search/order.ts'
import type { ModelPoint, Move } from '../track/index.ts'
import type { LoggedModelsTable } from './tables.ts'

export type ModelRow = Selectable<LoggedModelsTable>

export interface NewModel {
  workspace: number
  modelId: string
  experimentId: Int64
  name: string
  modelType: string | null
  sourceRunId: string | null
  artifactUri: string
  params: Record<string, string>
  tags: Record<string, string>
  now: number
}

export interface PointRow {
  model: Int64
  key: string
  run_id: string
  dataset_name: string
  dataset_digest: string
  step: Int64
  ts: Int64
  value: number
}

/** Of each metric, run and dataset; a client asks for whole models, and a long training must not fill its memory. */
const POINTS_SHOWN = 1_000

export const modelStore = (db: Db) => ({
  insert: async (tx: Tx, model: NewModel): Promise<ModelRow> => {
    const { rows } = await sql<ModelRow>`
      insert into logged_models (workspace_id, model_id, experiment_id, name, model_type, source_run_id, artifact_uri,
        created_ms, updated_ms, params, tags)
      values (${model.workspace}, ${model.modelId}, ${model.experimentId}, ${model.name}, ${model.modelType},
        ${model.sourceRunId}, ${model.artifactUri}, ${model.now}, ${model.now}, ${JSON.stringify(model.params)}::jsonb,
        ${JSON.stringify(model.tags)}::jsonb) returning *`.execute(tx)
    return rows[0]!
  },

  find: async (workspace: number, modelId: string): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      select * from logged_models where workspace_id = ${workspace} and model_id = ${modelId}`.execute(db)
    return rows[0]
  },

  /** The newest that a run logged under a name. */
  findOfRun: async (workspace: number, runId: string, name: string): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      select * from logged_models where workspace_id = ${workspace} and source_run_id = ${runId} and name = ${name}
        and not deleted order by id desc limit 1`.execute(db)
    return rows[0]
  },

  /** Locks the model until the transaction ends, so that two writers of it come one after the other. */
  lock: async (tx: Tx, workspace: number, modelId: string): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      select * from logged_models where workspace_id = ${workspace} and model_id = ${modelId} for update`.execute(tx)
    return rows[0]
  },

  update: async (
    tx: Tx,
    workspace: number,
    id: Int64,
    patch: Partial<Pick<ModelRow, 'status' | 'deleted' | 'params' | 'tags'>>,
    now: number,
  ): Promise<ModelRow> => {
    const json = (document: Record<string, string> | undefined) => document && JSON.stringify(document)
    const { rows } = await sql<ModelRow>`
      update logged_models set updated_ms = ${now}, status = coalesce(${patch.status ?? null}, status),
        deleted = coalesce(${patch.deleted ?? null}::boolean, deleted),
        params = coalesce(${json(patch.params) ?? null}::jsonb, params),
        tags = coalesce(${json(patch.tags) ?? null}::jsonb, tags)
      where workspace_id = ${workspace} and id = ${id} returning *`.execute(tx)
    return rows[0]!
  },

  /** Which of the models exist, deleted ones too; they stay where they are until the transaction ends. */
  known: async (tx: Tx, workspace: number, modelIds: string[]): Promise<Map<string, Int64>> => {
    const { rows } = await sql<{ model_id: string; id: Int64 }>`
      select model_id, id from logged_models
      where workspace_id = ${workspace} and model_id = any(${modelIds}) order by id for key share`.execute(tx)
    return new Map(rows.map((row) => [row.model_id, row.id]))
  },

  /** Adds points; one that is there already stays one. */
  addPoints: async (
    tx: Tx,
    workspace: number,
    runId: string,
    points: ModelPoint[],
    ids: Map<string, Int64>,
  ): Promise<void> => {
    const column = <T>(pick: (point: ModelPoint) => T): T[] => points.map(pick)
    await sql`
      insert into logged_model_points (model, workspace_id, key, run_id, dataset_name, dataset_digest, step, ts, value)
      select t.model, ${workspace}::int, t.key, ${runId}, t.name, t.digest, t.step, t.ts, t.value
      from unnest(${column((p) => ids.get(p.modelId)!)}::int8[], ${column((p) => p.key)}::text[],
        ${column((p) => p.datasetName ?? '')}::text[], ${column((p) => p.datasetDigest ?? '')}::text[],
        ${column((p) => p.step)}::int8[], ${column((p) => p.timestamp)}::int8[], ${column((p) => p.value)}::float8[])
        t(model, key, name, digest, step, ts, value)
      on conflict do nothing`.execute(tx)
  },

  /** The newest points of each metric, run and dataset of some models, oldest first. */
  points: async (ids: Int64[]): Promise<PointRow[]> => {
    const { rows } = await sql<PointRow>`
      select model, key, run_id, dataset_name, dataset_digest, step, ts, value from (
        select p.*, row_number() over (
          partition by model, key, run_id, dataset_name, dataset_digest order by step desc, ts desc, value desc) as place
        from logged_model_points p -- workspace_id is that of the model
        where model = any(${ids})) n
      where place <= ${POINTS_SHOWN} order by model, key, ts, step, dataset_name, dataset_digest, value`.execute(db)
    return rows
  },

  search: async (
    workspace: number,
    experiments: string[],
    where: RawBuilder<unknown>,
    order: Order,
    after: RawBuilder<unknown> | undefined,
    limit: number,
  ): Promise<(ModelRow & { cursor: Cursor })[]> => {
    const { rows } = await sql<ModelRow & { cursor: Cursor }>`
      select m.*, ${order.cursor} as cursor from logged_models m ${order.joins}
      where m.workspace_id = ${workspace} and not m.deleted and m.experiment_id = any(${experiments}::bigint[])
        and ${where} and ${after ?? sql`true`}
      order by ${order.by} limit ${limit}`.execute(db)
    return rows
  },

  /** How many of the newest models do what the handbook asks for. */
  counts: async (workspace: number, newest: number) => {
    const { rows } = await sql<{ of: number; ready: number; params: number; measured: number }>`
      select count(*)::int as of, (count(*) filter (where status = 'READY'))::int as ready,
        (count(*) filter (where params <> '{}'))::int as params,
        (count(*) filter (where exists (select from logged_model_points p where p.model = m.id)))::int as measured
      from (
        select id, status, params from logged_models
        where workspace_id = ${workspace} and not deleted order by id desc limit ${newest}) m`.execute(db)
    const { of, ready, params, measured } = rows[0]!
    return {
      'models-ready': { have: ready, of, isCut: of === newest },
      'models-with-params': { have: params, of, isCut: of === newest },
      'models-measured': { have: measured, of, isCut: of === newest },
    }
  },

  /** Those of an experiment that goes to another workspace go along. */
  move: async (tx: Tx, { experiment, from, to }: Move) => {
    const { rows } = await sql<{ model_id: string; artifact_uri: string }>`
      update logged_models set workspace_id = ${to}
      where workspace_id = ${from} and experiment_id = ${experiment} returning model_id, artifact_uri`.execute(tx)
    await sql`
      update logged_model_points p set workspace_id = ${to} from logged_models m
      where m.id = p.model and m.workspace_id = ${to} and m.experiment_id = ${experiment}`.execute(tx)
    return {
      nodes: rows.map(({ model_id }) => ({ kind: 'model-version' as const, id: model_id })),
      artifactUris: rows.map(({ artifact_uri }) => artifact_uri),
      moved: { models: rows.length },
    }
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from logged_model_points where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from logged_models where workspace_id = ${workspace}`.execute(tx)
  },
})

export type ModelStore = ReturnType<typeof modelStore>
