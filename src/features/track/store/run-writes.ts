/** SQL that begins and changes runs, many in one statement, with their events and their part of the graph. */
import { type RawBuilder, sql } from 'kysely'
import { type Int64, toJson } from '../../../lib/json.ts'
import type { Db } from '../../../platform/db.ts'
import { countChanged, countMade } from './run-counts.ts'
import { OF_RUN, type RunInfo, type RunRow } from './runs.ts'

export interface NewRun {
  workspace: number
  runId: string
  experimentId: string
  name: string
  userId: string
  startMs: Int64 | null
  tags: Record<string, string>
  executionId: string | null
}

/** What becomes of a run, given what it was; what is undefined stays. */
export interface RunChange {
  before: RunInfo
  status: string | undefined
  endMs: Int64 | null | undefined
  name: string | undefined
}

/** Parts of the statement that belong to the platform; they find the runs that were written in `r`. */
interface Parts {
  events: RawBuilder<unknown>
  graph: RawBuilder<unknown>
}

export const runWrites = (db: Db) => ({
  /** The runs that were made; those of an experiment that is deleted or unknown are missing. */
  insert: async (runs: NewRun[], now: number, { events, graph }: Parts): Promise<RunRow[]> => {
    const { rows } = await sql<RunRow>`
      with i as materialized (
        select * from jsonb_to_recordset(${toJson(runs)}::jsonb) as i(workspace int, "runId" text,
          "experimentId" bigint, name text, "userId" text, "startMs" bigint, tags jsonb, "executionId" text)),
      r as (
        insert into runs (workspace_id, run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, execution_id)
        select e.workspace_id, i."runId", e.id, i.name, i."userId", 'RUNNING', i."startMs",
          rtrim(e.artifact_location, '/') || '/' || i."runId" || '/artifacts', i."executionId"
        from i join experiments e on e.id = i."experimentId" and e.workspace_id = i.workspace and not e.deleted
        returning *),
      d as (
        insert into run_docs (run, workspace_id, tags)
        select r.id, r.workspace_id, i.tags from r join i on i."runId" = r.run_id
        returning run, params, tags),
      a as (insert into run_activity (run, workspace_id, seen_ms) select id, workspace_id, ${now}::bigint from r),
      ${countMade}, ${events}, ${graph}
      select ${OF_RUN}, d.params, d.tags from r join d on d.run = r.id`.execute(db)
    return rows
  },

  find: async (wanted: { workspace: number; runId: string }[]): Promise<RunInfo[]> => {
    const { rows } = await sql<RunInfo>`
      select ${OF_RUN} from unnest(${wanted.map((w) => w.workspace)}::int[], ${wanted.map((w) => w.runId)}::text[])
        w(workspace, run_id)
      join runs r on r.workspace_id = w.workspace and r.run_id = w.run_id`.execute(db)
    return rows
  },

  /** The runs that were changed; those that somebody else changed since they were read are missing. */
  update: async (changes: RunChange[], { events, graph }: Parts): Promise<RunInfo[]> => {
    const rows = changes.map(({ before, status, endMs, name }) => ({
      ...{ id: before.id, workspace: before.workspace_id, status: before.status, name: before.name },
      ...{ lost: before.lost_ms, newStatus: status, newName: name, hasEnd: endMs !== undefined, endMs },
    }))
    const done = await sql<RunInfo>`
      with i as materialized (
        select * from jsonb_to_recordset(${toJson(rows)}::jsonb) as i(id bigint, workspace int, status text, name text,
          lost bigint, "newStatus" text, "newName" text, "hasEnd" bool, "endMs" bigint)),
      r as (
        update runs r set status = coalesce(i."newStatus", r.status), name = coalesce(i."newName", r.name), lost_ms = null,
          end_ms = case when i."hasEnd" then i."endMs" else r.end_ms end
        from i where r.id = i.id and r.workspace_id = i.workspace and not r.deleted and r.status = i.status
          and r.name = i.name and r.lost_ms is not distinct from i.lost
        returning r.*, i.status as old_status, i.lost is not null as was_lost, i."hasEnd" as has_end),
      d as (
        update run_docs d set tags = d.tags || jsonb_build_object('mlflow.runName', i."newName")
        from r join i on i.id = r.id
        where d.run = r.id and d.workspace_id = r.workspace_id and i."newName" is not null),
      ${countChanged}, ${events}, ${graph}
      select ${OF_RUN} from r`.execute(db)
    return done.rows
  },
})

export type RunWrites = ReturnType<typeof runWrites>
