/** Logged models that lie in the trash, for the feature that shows and empties it. */
import { sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { ModelService } from './service.ts'

interface ListedRow {
  id: string
  name: string
  experiment_id: string
  experiment: string
  deleted_ms: Int64
  uri: string
}

interface DueRow {
  id: Int64
  model_id: string
  experiment_id: string
  uri: string
}

interface Due {
  before: number
  experiments: string[]
  after: Int64
  limit: number
  /** Of these, held until the transaction ends. */
  held?: Int64[]
}

export const modelTrash = (db: Db, { restore }: Pick<ModelService, 'restore'>) => ({
  restore,

  list: async (workspace: number, limit: number): Promise<ListedRow[]> => {
    const { rows } = await sql<ListedRow>`
      select model_id as id, name, experiment_id::text, '' as experiment, updated_ms as deleted_ms, artifact_uri as uri
      from logged_models where workspace_id = ${workspace} and deleted
      order by updated_ms desc, id desc limit ${limit}`.execute(db)
    return rows
  },

  total: async (workspace: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from logged_models where workspace_id = ${workspace} and deleted`.execute(db)
    return rows[0]!.n
  },

  /** Those that were deleted before, and all of experiments that are due. */
  due: async (on: Db | Tx, workspace: number, { before, experiments, after, limit, held }: Due): Promise<DueRow[]> => {
    const { rows } = await sql<DueRow>`
      select id, model_id, experiment_id::text, artifact_uri as uri from logged_models
      where workspace_id = ${workspace} and id > ${after}
        and ((deleted and updated_ms < ${before}::bigint) or experiment_id = any(${experiments}::bigint[]))
        and (${held === undefined} or id = any(${held ?? []}::int8[]))
      order by id limit ${limit} ${held ? sql`for update` : sql``}`.execute(on)
    return rows
  },

  countDue: async (workspace: number, before: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from logged_models
      where workspace_id = ${workspace} and deleted and updated_ms < ${before}::bigint`.execute(db)
    return rows[0]!.n
  },

  async free(tx: Tx, workspace: number, models: Int64[]): Promise<void> {
    await sql`delete from logged_model_points where workspace_id = ${workspace} and model = any(${models}::int8[])`.execute(
      tx,
    )
    await sql`delete from logged_models where workspace_id = ${workspace} and id = any(${models}::int8[])`.execute(tx)
  },

  hasModels: async (tx: Tx, workspace: number, experiment: string): Promise<boolean> => {
    const { rows } = await sql`
      select from logged_models where workspace_id = ${workspace} and experiment_id = ${experiment}::bigint limit 1`.execute(
      tx,
    )
    return rows.length > 0
  },
})
