/** The registry for pages: models with their newest version, versions with who registered them and what they come from. */
import { type RawBuilder, sql } from 'kysely'
import type { Reply } from '../../../lib/contract.ts'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME } from '../../../platform/db.ts'
import { edgesOf } from '../../../platform/graph.ts'
import type { Cursor, Order } from '../../../platform/search/order.ts'
import { MOST_MEASURED, MOST_SERIES, type measured } from '../contract/measured.ts'
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

type Series = Reply<typeof measured.versions>['series'][number]

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
          from edges f join registered_models o on o.id = split_part(f.from_id, '/', 1)::bigint
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

  /** Metrics of the newest versions beside each other; what only one of them has sets nothing beside anything. */
  series: async (workspace: number, model: Int64): Promise<Series[]> => {
    const { rows } = await sql<Series>`
      with v as (select version, run_id, model_id from model_versions
          where workspace_id = ${workspace} and model = ${model} order by version desc limit ${MOST_MEASURED}),
        p as (
          (select distinct on (v.version, p.key, p.dataset_name) v.version, p.key, 'model' as "of",
              nullif(p.dataset_name, '') as dataset, nullif(p.dataset_digest, '') as digest, p.value
            from v join logged_models g on g.workspace_id = ${workspace} and g.model_id = v.model_id
              join logged_model_points p on p.model = g.id and p.workspace_id = ${workspace}
            order by v.version, p.key, p.dataset_name, p.ts desc, p.step desc, p.value desc)
          union all
          select v.version, k.name, 'run', null, null, l.value
            from v join runs r on r.workspace_id = ${workspace} and r.run_id = v.run_id and not r.deleted
              join latest l on l.run = r.id join metric_keys k on k.id = l.key and k.workspace_id = ${workspace})
      select key, "of", dataset, array_agg(version order by version) as versions,
        array_agg(value order by version) as values, array_agg(digest order by version) as digests
      from p group by key, "of", dataset having count(*) > 1
      order by count(*) desc, "of", key collate "C", dataset collate "C" limit ${MOST_SERIES}`.execute(db)
    return rows
  },

  /** The newest runs that used a logged model, as an evaluation does. */
  users: async (workspace: number, modelId: string, limit: number): Promise<string[]> => {
    const { rows } = await sql<{ run_id: string }>`
      select r.run_id from (select e.from_id, e.id
        ${edgesOf(workspace, 'to', sql`'model-version'`, sql`${modelId}`, sql`'used'`)} and e.from_kind = 'run'
        order by e.id desc limit ${limit}) u
      join runs r on r.workspace_id = ${workspace} and r.run_id = u.from_id and not r.deleted
      order by u.id desc`.execute(db)
    return rows.map(({ run_id }) => run_id)
  },
})

export type RegistryReads = ReturnType<typeof registryReads>
