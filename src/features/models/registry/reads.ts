/** The registry for pages: models with their newest version, versions with who registered them and what they come from. */
import { type RawBuilder, sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME } from '../../../platform/db.ts'
import type { Cursor, Order } from '../../../platform/search/order.ts'
import type { KnownContents } from './service/contents.ts'
import type { ModelRow, WholeModel } from './store/models.ts'
import { type VersionRow, versionColumns } from './store/versions.ts'

export type ReadVersion = VersionRow & { registered_by: string | null }

export interface ReadModel extends ModelRow {
  aliases: WholeModel['aliases']
  versions: number
  latest: ReadVersion | null
}

export interface WholeVersion extends ReadVersion {
  name: string
  about: string | null
  run: { run_id: string; name: string; experiment: { experiment_id: string; name: string } } | null
  logged: { model_id: string; name: string; params: Record<string, string>; id: number } | null
  copied_from: { name: string; version: number } | null
  contents: KnownContents | null
}

export interface Measured {
  run_id: string
  run_name: string | null
  experiment_id: string | null
  dataset_name: string
  dataset_digest: string
  key: string
  value: number
  step: Int64
  ts: Int64
}

/** A model measured more often than this has its newest measurements shown. */
const MEASURED_SHOWN = 2_000

/** Of `model_versions v`. */
const readColumns = sql`${versionColumns}, (select c.name from accounts c where c.id = v.account_id) as registered_by`

/** Of `registered_models m`. */
const modelColumns = sql`m.*,
  (select coalesce(json_agg(json_build_object('alias', a.alias, 'version', a.version) order by a.alias), '[]')
    from model_aliases a where a.model = m.id) as aliases,
  (select count(*)::int from model_versions c where c.model = m.id) as versions,
  (select row_to_json(l) from (
    select ${readColumns} from model_versions v where v.model = m.id order by v.version desc limit 1) l) as latest`

export const registryReads = (db: Db) => ({
  models: async (
    workspace: number,
    where: RawBuilder<unknown>,
    order: Order,
    limit: number,
  ): Promise<(ReadModel & { cursor: Cursor })[]> => {
    const { rows } = await sql<ReadModel & { cursor: Cursor }>`${sql.raw(PLANNED_EACH_TIME)}
      select ${modelColumns}, ${order.cursor} as cursor from registered_models m
      where m.workspace_id = ${workspace} and ${where} order by ${order.by} limit ${limit}`.execute(db)
    return rows
  },

  model: async (workspace: number, name: string): Promise<ReadModel | undefined> => {
    const { rows } = await sql<ReadModel>`
      select ${modelColumns} from registered_models m where m.workspace_id = ${workspace} and m.name = ${name}`.execute(
      db,
    )
    return rows[0]
  },

  versions: async (
    workspace: number,
    model: Int64,
    before: number | undefined,
    limit: number,
  ): Promise<ReadVersion[]> => {
    const { rows } = await sql<ReadVersion>`
      select ${readColumns} from model_versions v
      where v.workspace_id = ${workspace} and v.model = ${model}
        and v.version < coalesce(${before ?? null}::int8, 2147483648)
      order by v.version desc limit ${limit}`.execute(db)
    return rows
  },

  version: async (workspace: number, name: string, version: number): Promise<WholeVersion | undefined> => {
    const { rows } = await sql<WholeVersion>`
      select ${readColumns}, m.name, m.description as about,
        (select json_build_object('run_id', r.run_id, 'name', r.name,
            'experiment', json_build_object('experiment_id', e.id::text, 'name', e.name))
          from runs r join experiments e on e.id = r.experiment_id
          where r.workspace_id = ${workspace} and r.run_id = v.run_id) as run,
        (select json_build_object('model_id', g.model_id, 'name', g.name, 'params', g.params, 'id', g.id)
          from logged_models g where g.workspace_id = ${workspace} and g.model_id = v.model_id) as logged,
        (select json_build_object('name', o.name, 'version', split_part(f.from_id, '/', 2)::int)
          from edges f join registered_models o on o.id::text = split_part(f.from_id, '/', 1)
          where f.workspace_id = ${workspace} and f.rel = 'registered-as' and f.from_kind = 'version'
            and f.to_kind = 'version' and f.to_id = v.model || '/' || v.version limit 1) as copied_from,
        (select row_to_json(c) from model_contents c where c.version = v.id) as contents
      from registered_models m join model_versions v on v.model = m.id
      where m.workspace_id = ${workspace} and m.name = ${name} and v.version = ${version}`.execute(db)
    return rows[0]
  },

  /** The last value of each metric on each dataset, by run; what was measured last comes first. */
  measured: async (workspace: number, logged: number): Promise<Measured[]> => {
    const { rows } = await sql<Measured>`
      select p.*, r.name as run_name, r.experiment_id::text as experiment_id from (
        select distinct on (run_id, dataset_name, dataset_digest, key) run_id, dataset_name, dataset_digest, key, value,
          step, ts
        from logged_model_points where model = ${logged} and workspace_id = ${workspace}
        order by run_id, dataset_name, dataset_digest, key, step desc, ts desc, value desc) p
      left join runs r on r.workspace_id = ${workspace} and r.run_id = p.run_id
      order by p.ts desc, p.run_id, p.dataset_name, p.dataset_digest, p.key limit ${MEASURED_SHOWN}`.execute(db)
    return rows
  },
})

export type RegistryReads = ReturnType<typeof registryReads>
