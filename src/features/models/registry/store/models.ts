/** SQL of registered models and their aliases. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Int64 } from '../../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME, type Tx } from '../../../../platform/db.ts'
import type { Cursor, Order } from '../../../../platform/search/order.ts'
import { STAGES } from '../../contract/shapes.ts'
import type { RegisteredModelsTable } from '../../tables.ts'
import { type VersionRow, versionColumns } from './versions.ts'

export type ModelRow = Selectable<RegisteredModelsTable>

/** A model with its aliases and the newest version in each stage. */
export interface WholeModel extends ModelRow {
  aliases: { alias: string; version: number }[]
  latest: VersionRow[]
}

/** Of one model, found by its key in `registered_models m`. */
const whole = sql`m.*,
  (select coalesce(json_agg(json_build_object('alias', a.alias, 'version', a.version) order by a.alias), '[]')
    from model_aliases a where a.model = m.id) as aliases,
  (select coalesce(json_agg(l order by l.version), '[]') from unnest(${sql.val([...STAGES])}::text[]) s (stage)
    cross join lateral (
      select ${versionColumns} from model_versions v
      where v.model = m.id and v.stage = s.stage order by v.version desc limit 1) l) as latest`

export const registryStore = (db: Db) => ({
  /** Nothing when the name is taken. */
  insert: async (
    tx: Tx,
    workspace: number,
    model: { name: string; description: string | null; tags: Record<string, string>; now: number },
  ): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      insert into registered_models (workspace_id, name, description, tags, created_ms, updated_ms)
      values (${workspace}, ${model.name}, ${model.description}, ${JSON.stringify(model.tags)}::jsonb, ${model.now},
        ${model.now})
      on conflict (workspace_id, name) do nothing returning *`.execute(tx)
    return rows[0]
  },

  find: async (workspace: number, name: string, on: Db | Tx = db): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      select * from registered_models where workspace_id = ${workspace} and name = ${name}`.execute(on)
    return rows[0]
  },

  findWhole: async (workspace: number, name: string): Promise<WholeModel | undefined> => {
    const { rows } = await sql<WholeModel>`
      select ${whole} from registered_models m where m.workspace_id = ${workspace} and m.name = ${name}`.execute(db)
    return rows[0]
  },

  /** Locks the model until the transaction ends: its writers come one after the other. */
  lock: async (tx: Tx, workspace: number, name: string): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      select * from registered_models where workspace_id = ${workspace} and name = ${name} for update`.execute(tx)
    return rows[0]
  },

  /** The number of the next version, which nobody else gets. */
  nextVersion: async (tx: Tx, workspace: number, name: string, now: number): Promise<ModelRow | undefined> => {
    const { rows } = await sql<ModelRow>`
      update registered_models set last_version = last_version + 1, updated_ms = ${now}
      where workspace_id = ${workspace} and name = ${name} returning *`.execute(tx)
    return rows[0]
  },

  update: async (
    tx: Tx,
    workspace: number,
    id: Int64,
    patch: Partial<Pick<ModelRow, 'name' | 'description' | 'tags'>>,
    now?: number,
  ): Promise<void> => {
    const { name, description, tags } = patch
    await sql`
      update registered_models set name = coalesce(${name ?? null}, name),
        description = ${description === undefined ? sql`description` : description},
        tags = coalesce(${tags ? JSON.stringify(tags) : null}::jsonb, tags),
        updated_ms = coalesce(${now ?? null}::bigint, updated_ms)
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  delete: async (tx: Tx, workspace: number, id: Int64): Promise<void> => {
    await sql`delete from registered_models where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  search: async (
    workspace: number,
    where: RawBuilder<unknown>,
    order: Order,
    limit: number,
  ): Promise<(WholeModel & { cursor: Cursor })[]> => {
    const { rows } = await sql<WholeModel & { cursor: Cursor }>`${sql.raw(PLANNED_EACH_TIME)}
      select ${whole}, ${order.cursor} as cursor from registered_models m
      where m.workspace_id = ${workspace} and ${where} order by ${order.by} limit ${limit}`.execute(db)
    return rows
  },

  /** Points an alias at a version; returns where it pointed before. */
  setAlias: async (
    tx: Tx,
    workspace: number,
    model: Int64,
    alias: string,
    version: number,
  ): Promise<number | undefined> => {
    const { rows } = await sql<{ before: number | null }>`
      with old as (select version from model_aliases where workspace_id = ${workspace} and model = ${model}
        and alias = ${alias})
      insert into model_aliases (workspace_id, model, alias, version)
      values (${workspace}, ${model}, ${alias}, ${version})
      on conflict (model, alias) do update set version = excluded.version
      returning (select version from old) as before`.execute(tx)
    return rows[0]!.before ?? undefined
  },

  /** Returns where it pointed. */
  deleteAlias: async (tx: Tx, workspace: number, model: Int64, alias: string): Promise<number | undefined> => {
    const { rows } = await sql<{ version: number }>`
      delete from model_aliases where workspace_id = ${workspace} and model = ${model} and alias = ${alias}
      returning version`.execute(tx)
    return rows[0]?.version
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    for (const table of ['model_contents', 'model_aliases', 'model_versions', 'registered_models'])
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspace}`.execute(tx)
  },
})

export type RegistryStore = ReturnType<typeof registryStore>
