/** SQL of the versions of registered models. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Int64 } from '../../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME, type Tx } from '../../../../platform/db.ts'
import type { Cursor, Order } from '../../../../platform/search/order.ts'
import type { Stage } from '../../contract/shapes.ts'
import type { ModelContentsTable, ModelVersionsTable } from '../../tables.ts'

/** Without the name, which is that of its model. */
export type VersionRow = Selectable<ModelVersionsTable> & { aliases: string[] }
export type NamedVersion = VersionRow & { name: string }

type Contents = Omit<Selectable<ModelContentsTable>, 'workspace_id'>

export interface NewVersion {
  source: string
  location: string
  root: string | null
  runId: string | null
  runLink: string | null
  modelId: string | null
  description: string | null
  tags: Record<string, string>
  accountId: number | null
  /** Of a model that others made. */
  external?: { licence: string | null; sha256: string | null }
}

/** Of `model_versions v`. */
export const versionColumns = sql`v.*,
  array(select a.alias from model_aliases a where a.model = v.model and a.version = v.version order by a.alias) as aliases`
const named = sql`${versionColumns}, m.name from registered_models m join model_versions v on v.model = m.id`

export const versionStore = (db: Db) => ({
  /** One whose files lie below some artifact URIs. */
  findBelow: async (
    tx: Tx,
    workspace: number,
    uris: string[],
  ): Promise<{ name: string; version: number } | undefined> => {
    const { rows } = await sql<{ name: string; version: number }>`
      select m.name, v.version from registered_models m join model_versions v on v.model = m.id
      where v.workspace_id = ${workspace} and v.root is not null and exists (
        select from unnest(${uris}::text[]) u(uri) where starts_with(v.root || '/', rtrim(u.uri, '/') || '/'))
      order by m.name, v.version limit 1`.execute(tx)
    return rows[0]
  },

  insert: async (
    tx: Tx,
    workspace: number,
    model: Int64,
    version: number,
    made: NewVersion,
    now: number,
  ): Promise<VersionRow> => {
    const { rows } = await sql<VersionRow>`
      insert into model_versions (workspace_id, model, version, source, location, root, run_id, run_link, model_id,
        description, tags, is_external, licence, sha256, account_id, created_ms, updated_ms)
      values (${workspace}, ${model}, ${version}, ${made.source}, ${made.location}, ${made.root}, ${made.runId}, ${made.runLink},
        ${made.modelId}, ${made.description}, ${JSON.stringify(made.tags)}::jsonb, ${made.external !== undefined},
        ${made.external?.licence ?? null}, ${made.external?.sha256 ?? null}, ${made.accountId}, ${now}, ${now})
      returning *, '{}'::text[] as aliases`.execute(tx)
    return rows[0]!
  },

  /** The model was made no later than its versions, and changed no earlier. */
  date: async (tx: Tx, workspace: number, { id, model }: VersionRow, at: Int64): Promise<void> => {
    await sql`
      update model_versions set created_ms = ${at}, updated_ms = ${at}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
    await sql`
      update registered_models m set created_ms = least(m.created_ms, ${at}),
        updated_ms = (select max(v.updated_ms) from model_versions v where v.model = m.id)
      where m.workspace_id = ${workspace} and m.id = ${model}`.execute(tx)
  },

  keepContents: async (
    tx: Tx,
    workspace: number,
    version: Int64,
    { problem, flavors, signature, requirements, facts, card, files, bytes }: Omit<Contents, 'version' | 'read_ms'>,
    now: number,
  ): Promise<void> => {
    await sql`
      insert into model_contents (version, workspace_id, problem, flavors, signature, requirements, facts, card, files,
        bytes, read_ms)
      values (${version}, ${workspace}, ${problem}, ${JSON.stringify(flavors)}::jsonb,
        ${signature && JSON.stringify(signature)}::jsonb, ${JSON.stringify(requirements)}::jsonb,
        ${JSON.stringify(facts)}::jsonb, ${card && JSON.stringify(card)}::jsonb, ${files}, ${bytes}, ${now})`.execute(
      tx,
    )
  },

  find: async (workspace: number, name: string, version: number): Promise<NamedVersion | undefined> => {
    const { rows } = await sql<NamedVersion>`
      select ${named} where m.workspace_id = ${workspace} and m.name = ${name} and v.version = ${version}`.execute(db)
    return rows[0]
  },

  findByAlias: async (workspace: number, name: string, alias: string): Promise<NamedVersion | undefined> => {
    const { rows } = await sql<NamedVersion>`
      select ${named} join model_aliases l on l.model = m.id and l.version = v.version
      where m.workspace_id = ${workspace} and m.name = ${name} and l.alias = ${alias}`.execute(db)
    return rows[0]
  },

  /** Of all, or of those in a stage. */
  newest: async (workspace: number, name: string, stage?: Stage): Promise<NamedVersion | undefined> => {
    const { rows } = await sql<NamedVersion>`
      select ${named} where m.workspace_id = ${workspace} and m.name = ${name}
        and ${stage === undefined ? sql`true` : sql`v.stage = ${stage}`}
      order by v.version desc limit 1`.execute(db)
    return rows[0]
  },

  /** Locks the version and its model until the transaction ends. */
  lock: async (tx: Tx, workspace: number, name: string, version: number): Promise<NamedVersion | undefined> => {
    const { rows } = await sql<NamedVersion>`
      select ${named} where m.workspace_id = ${workspace} and m.name = ${name} and v.version = ${version}
      for update of m, v`.execute(tx)
    return rows[0]
  },

  update: async (
    tx: Tx,
    workspace: number,
    id: Int64,
    patch: Partial<Pick<VersionRow, 'description' | 'tags' | 'stage'>>,
    now?: number,
  ): Promise<void> => {
    const { description, tags, stage } = patch
    await sql`
      update model_versions set description = ${description === undefined ? sql`description` : description},
        tags = coalesce(${tags ? JSON.stringify(tags) : null}::jsonb, tags), stage = coalesce(${stage ?? null}, stage),
        updated_ms = coalesce(${now ?? null}::bigint, updated_ms)
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  /** Archives what is in a stage, but for one version; returns the numbers of those. */
  archive: async (
    tx: Tx,
    workspace: number,
    model: Int64,
    stage: Stage,
    but: number,
    now: number,
  ): Promise<number[]> => {
    const { rows } = await sql<{ version: number }>`
      update model_versions set stage = 'Archived', updated_ms = ${now}
      where workspace_id = ${workspace} and model = ${model} and stage = ${stage} and version <> ${but}
      returning version`.execute(tx)
    return rows.map(({ version }) => version)
  },

  touchAll: async (tx: Tx, workspace: number, model: Int64, now: number): Promise<number[]> => {
    const { rows } = await sql<{ version: number }>`
      update model_versions set updated_ms = ${now} where workspace_id = ${workspace} and model = ${model}
      returning version`.execute(tx)
    return rows.map(({ version }) => version)
  },

  numbers: async (tx: Tx, workspace: number, model: Int64): Promise<number[]> => {
    const { rows } = await sql<{ version: number }>`
      select version from model_versions where workspace_id = ${workspace} and model = ${model}`.execute(tx)
    return rows.map(({ version }) => version)
  },

  delete: async (tx: Tx, workspace: number, id: Int64): Promise<void> => {
    await sql`delete from model_versions where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  search: async (
    workspace: number,
    where: RawBuilder<unknown>,
    order: Order,
    limit: number,
  ): Promise<(NamedVersion & { cursor: Cursor })[]> => {
    const { rows } = await sql<NamedVersion & { cursor: Cursor }>`${sql.raw(PLANNED_EACH_TIME)}
      select ${order.cursor} as cursor, ${named}
      where m.workspace_id = ${workspace} and v.workspace_id = ${workspace} and ${where} order by ${order.by} limit ${limit}`.execute(
      db,
    )
    return rows
  },
})

export type VersionStore = ReturnType<typeof versionStore>
