/** SQL that takes runs in which were made elsewhere: made where there are none, else changed to what they are there. */
import { sql } from 'kysely'
import { type Int64, toJson } from '../../../lib/json.ts'
import type { Tx } from '../../../platform/db.ts'
import { countChanged, countMoved, countTaken } from '../store/run-counts.ts'

export interface NewRow {
  runId: string
  name: string
  userId: string
  status: string
  deleted: boolean
  startMs: Int64
  endMs: Int64 | null
  params: Record<string, string>
  tags: Record<string, string>
  seenMs: Int64
  isLost: boolean
}

export interface MadeRow {
  id: Int64
  run_id: string
  artifact_uri: string
}

export interface BeforeRow extends MadeRow {
  experiment_id: Int64
  name: string
  status: string
  deleted: boolean
}

const given = (rows: NewRow[]) => sql`
  i as materialized (
    select * from jsonb_to_recordset(${toJson(rows)}::jsonb) as i("runId" text, name text, "userId" text, status text,
      deleted bool, "startMs" bigint, "endMs" bigint, params jsonb, tags jsonb, "seenMs" bigint, "isLost" bool))`

export const takeStore = {
  /** The runs that are here already; locked, so that two takers come one after the other. */
  find: async (tx: Tx, workspace: number, runIds: string[]): Promise<BeforeRow[]> => {
    const { rows } = await sql<BeforeRow>`
      select id, run_id, artifact_uri, experiment_id, name, status, deleted from runs
      where workspace_id = ${workspace} and run_id = any(${runIds}) order by id for update`.execute(tx)
    return rows
  },

  insert: async (tx: Tx, workspace: number, experiment: Int64, rows: NewRow[], now: number): Promise<MadeRow[]> => {
    const made = await sql<MadeRow>`
      with ${given(rows)},
      r as (
        insert into runs (workspace_id, run_id, experiment_id, name, user_id, status, deleted, deleted_ms, start_ms,
          end_ms, artifact_uri, lost_ms)
        select e.workspace_id, i."runId", e.id, i.name, i."userId", i.status, i.deleted,
          case when i.deleted then ${now}::bigint end, i."startMs", i."endMs",
          rtrim(e.artifact_location, '/') || '/' || i."runId" || '/artifacts',
          case when i."isLost" then ${now}::bigint end
        from i join experiments e on e.id = ${experiment} and e.workspace_id = ${workspace}
        on conflict (workspace_id, run_id) do nothing returning *),
      d as (
        insert into run_docs (run, workspace_id, params, tags)
        select r.id, r.workspace_id, i.params, i.tags from r join i on i."runId" = r.run_id),
      a as (
        insert into run_activity (run, workspace_id, seen_ms)
        select r.id, r.workspace_id, i."seenMs" from r join i on i."runId" = r.run_id),
      ${countTaken}
      select id, run_id, artifact_uri from r`.execute(tx)
    return made.rows
  },

  /** What Bellwether itself noted at a run stays. */
  update: async (tx: Tx, workspace: number, rows: NewRow[]): Promise<void> => {
    await sql`
      with ${given(rows)},
      b as materialized (
        select r.id, r.run_id, r.status, r.lost_ms from i join runs r on r.run_id = i."runId" and r.workspace_id = ${workspace}),
      r as (
        update runs r set name = i.name, user_id = i."userId", status = i.status, start_ms = i."startMs", end_ms = i."endMs",
          lost_ms = case when i.status = r.status then r.lost_ms end
        from i, b where r.run_id = i."runId" and r.workspace_id = ${workspace} and b.id = r.id
          and (r.name, r.user_id, r.status, r.start_ms, r.end_ms) is distinct from (i.name, i."userId", i.status, i."startMs", i."endMs")
        returning r.*, b.status as old_status, b.lost_ms is not null as was_lost, r.end_ms is not null as has_end),
      d as (
        update run_docs d set params = d.params || i.params,
          tags = i.tags || (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(d.tags) t(k, v) where k like 'bellwether.%')
        from i join b on b.run_id = i."runId" where d.run = b.id and d.workspace_id = ${workspace}),
      ${countChanged}
      select from r`.execute(tx)
  },

  setDeleted: async (tx: Tx, workspace: number, ids: Int64[], deleted: boolean, now: number): Promise<void> => {
    await sql`with r as (
        update runs set deleted = ${deleted}, deleted_ms = ${deleted ? now : null}::bigint
        where id = any(${ids}) and workspace_id = ${workspace} and deleted <> ${deleted} returning *),
      ${countMoved} select from r`.execute(tx)
  },

  addDatasets: async (tx: Tx, workspace: number, experiment: Int64, rows: unknown[]): Promise<void> => {
    await sql`
      with i as materialized (
        select * from jsonb_to_recordset(${toJson(rows)}::jsonb) as i(run bigint, name text, digest text, source_type text,
          source text, schema text, profile text, tags jsonb)),
      fresh as (
        insert into datasets (workspace_id, experiment_id, name, digest, source_type, source, schema, profile)
        select distinct on (name, digest) ${workspace}::int, ${experiment}::bigint, name, digest, source_type, source, schema, profile
        from i order by name, digest
        on conflict (workspace_id, experiment_id, name, digest) do update set name = excluded.name returning id, name, digest)
      insert into run_datasets (run, dataset, workspace_id, tags)
      select distinct on (i.run, f.id) i.run, f.id, ${workspace}::int, i.tags from i join fresh f using (name, digest)
      on conflict (run, dataset) do nothing`.execute(tx)
  },

  addModels: async (tx: Tx, workspace: number, rows: unknown[]): Promise<void> => {
    await sql`
      insert into run_models (run, model_id, direction, workspace_id, step)
      select i.run, i.model_id, i.direction, ${workspace}::int, i.step
      from jsonb_to_recordset(${toJson(rows)}::jsonb) as i(run bigint, model_id text, direction text, step bigint)
      on conflict (run, direction, model_id) do nothing`.execute(tx)
  },
}
