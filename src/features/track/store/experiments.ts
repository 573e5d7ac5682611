/** SQL of experiments. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME, type Tx } from '../../../platform/db.ts'
import type { Cursor, Order } from '../../../platform/search/order.ts'
import type { ExperimentsTable } from '../tables.ts'
import { countMoved } from './run-counts.ts'

export type ExperimentRow = Selectable<ExperimentsTable>

export interface NewExperiment {
  workspace: number
  name: string
  /** The default is made from the id. */
  artifactLocation: string | undefined
  tags: Record<string, string>
  now: number
}

export const experimentStore = (db: Db) => ({
  insert: async (
    tx: Tx,
    { workspace, name, artifactLocation, tags, now }: NewExperiment,
  ): Promise<ExperimentRow | undefined> => {
    const { rows } = await sql<ExperimentRow>`
      with next as (select nextval(pg_get_serial_sequence('experiments', 'id')) as id)
      insert into experiments (id, workspace_id, name, artifact_location, created_ms, updated_ms, tags)
      select id, ${workspace}, ${name}, coalesce(${artifactLocation ?? null}, 'mlflow-artifacts:/' || id), ${now}::bigint, ${now}::bigint,
        ${JSON.stringify(tags)}::jsonb from next
      on conflict (workspace_id, name) where not deleted do nothing returning *`.execute(tx)
    return rows[0]
  },

  find: (workspace: number, id: string, on: Db | Tx = db): Promise<ExperimentRow | undefined> =>
    on
      .selectFrom('experiments')
      .selectAll()
      .where('workspace_id', '=', workspace)
      .where('id', '=', id as unknown as Int64)
      .executeTakeFirst(),

  /** The active experiment of a name, else the one deleted last. */
  findByName: async (workspace: number, name: string): Promise<ExperimentRow | undefined> => {
    const { rows } = await sql<ExperimentRow>`
      select * from experiments where workspace_id = ${workspace} and name = ${name}
      order by deleted, updated_ms desc, id desc limit 1`.execute(db)
    return rows[0]
  },

  /** False when another active experiment has the name. */
  rename: async (tx: Tx, workspace: number, id: Int64, name: string, now: number): Promise<boolean> => {
    const { rows } = await sql`
      update experiments e set name = ${name}, updated_ms = ${now}
      where workspace_id = ${workspace} and id = ${id} and not exists (
        select 1 from experiments o where o.workspace_id = ${workspace} and o.name = ${name} and not o.deleted and o.id <> e.id)
      returning id`.execute(tx)
    return rows.length > 0
  },

  /** Moves the experiment and its runs to the trash or back; returns the ids of the runs that moved. */
  setDeleted: async (tx: Tx, workspace: number, id: Int64, deleted: boolean, now: number): Promise<string[]> => {
    await sql`update experiments set deleted = ${deleted}, updated_ms = ${now}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
    const { rows } = await sql<{ run_id: string }>`
      with r as (
        update runs set deleted = ${deleted}, deleted_ms = ${deleted ? now : null}::bigint
        where workspace_id = ${workspace} and experiment_id = ${id} and deleted <> ${deleted} returning *),
      ${countMoved}
      select run_id from r`.execute(tx)
    return rows.map((row) => row.run_id)
  },

  setTag: async (workspace: number, id: Int64, key: string, value: string): Promise<void> => {
    await sql`update experiments set tags = tags || jsonb_build_object(${key}::text, ${value}::text)
      where workspace_id = ${workspace} and id = ${id}`.execute(db)
  },

  /** False when there was no such tag. */
  deleteTag: async (workspace: number, id: Int64, key: string): Promise<boolean> => {
    const { rows } = await sql`update experiments set tags = tags - ${key}::text
      where workspace_id = ${workspace} and id = ${id} and tags ? ${key} returning id`.execute(db)
    return rows.length > 0
  },

  search: async (workspace: number, where: RawBuilder<unknown>, order: Order, limit: number) => {
    const { rows } = await sql<ExperimentRow & { cursor: Cursor }>`${sql.raw(PLANNED_EACH_TIME)}
      select e.*, ${order.cursor} as cursor from experiments e ${order.joins}
      where e.workspace_id = ${workspace} and ${where} order by ${order.by} limit ${limit}`.execute(db)
    return rows
  },
})

export type ExperimentStore = ReturnType<typeof experimentStore>
