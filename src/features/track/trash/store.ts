/** SQL of experiments and runs that lie in the trash, and of freeing them for good. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { countGone } from '../store/run-counts.ts'

interface ListedRow {
  id: string
  name: string
  experiment_id: string
  experiment: string
  deleted_ms: Int64
  runs?: Int64
  uri: string
}

interface DueRow {
  id: Int64
  run_id: string
  experiment_id: string
  uri: string
}

/** Clients that name no experiment log to it; experiments that are followed are as they are on another server. */
const MAY_GO = sql`e.id <> 0 and e.followed_by is null`
const OF_RUNS = ['point_log', 'latest', 'segments', 'packs', 'uncompacted']
const OF_RUNS_HERE = ['run_docs', 'run_activity', 'run_models']

/** Over runs `r` of experiments `e`. */
const due = (before: number) => sql`r.deleted and r.deleted_ms < ${before}::bigint and ${MAY_GO}`

export const trashStore = (db: Db) => ({
  experiments: async (workspace: number, limit: number): Promise<ListedRow[]> => {
    const { rows } = await sql<ListedRow>`
      select e.id::text, e.name, e.id::text as experiment_id, e.name as experiment, e.updated_ms as deleted_ms,
        e.artifact_location as uri, (select count(*) from runs r where r.experiment_id = e.id and r.deleted) as runs
      from experiments e where e.workspace_id = ${workspace} and e.deleted
      order by e.updated_ms desc, e.id desc limit ${limit}`.execute(db)
    return rows
  },

  /** Of experiments that are not themselves in the trash. */
  runs: async (workspace: number, limit: number): Promise<ListedRow[]> => {
    const { rows } = await sql<ListedRow>`
      select r.run_id as id, r.name, e.id::text as experiment_id, e.name as experiment, r.deleted_ms, r.artifact_uri as uri
      from runs r join experiments e on e.id = r.experiment_id and not e.deleted
      where r.workspace_id = ${workspace} and r.deleted
      order by r.deleted_ms desc, r.id desc limit ${limit}`.execute(db)
    return rows
  },

  experimentNames: async (workspace: number, ids: string[]): Promise<Map<string, string>> => {
    const { rows } = await sql<{ id: string; name: string }>`
      select id::text, name from experiments where workspace_id = ${workspace} and id = any(${ids}::bigint[])`.execute(
      db,
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  totals: async (workspace: number): Promise<{ experiment: number; run: number }> => {
    const { rows } = await sql<{ experiment: number; run: number }>`
      select (select count(*)::int from experiments where workspace_id = ${workspace} and deleted) as experiment,
        (select count(*)::int from runs r join experiments e on e.id = r.experiment_id and not e.deleted
          where r.workspace_id = ${workspace} and r.deleted) as run`.execute(db)
    return rows[0]!
  },

  dueExperiments: async (on: Db | Tx, workspace: number, before: number) => {
    const { rows } = await sql<{ id: string; name: string; uri: string | null }>`
      select e.id::text, e.name,
        case when e.artifact_location = 'mlflow-artifacts:/' || e.id then e.artifact_location end as uri
      from experiments e where e.workspace_id = ${workspace} and e.deleted and e.updated_ms < ${before}::bigint and ${MAY_GO}
      order by e.id`.execute(on)
    return rows
  },

  dueRuns: async (workspace: number, before: number, after: Int64, limit: number): Promise<DueRow[]> => {
    const { rows } = await sql<DueRow>`
      select r.id, r.run_id, r.experiment_id::text, r.artifact_uri as uri from runs r join experiments e on e.id = r.experiment_id
      where r.workspace_id = ${workspace} and ${due(before)} and r.id > ${after} order by r.id limit ${limit}`.execute(
      db,
    )
    return rows
  },

  countDue: async (workspace: number, before: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from runs r join experiments e on e.id = r.experiment_id where r.workspace_id = ${workspace} and ${due(before)}`.execute(
      db,
    )
    return rows[0]!.n
  },

  pointsOf: async (runs: Int64[]): Promise<number> => {
    const { rows } = await sql<{ points: number }>`
      select ((select coalesce(sum(n), 0) from segments where run = any(${runs}::int8[]))
        + (select coalesce(sum(n), 0) from packs where run = any(${runs}::int8[])))::float8 as points`.execute(db)
    return rows[0]!.points
  },

  lockDue: async (tx: Tx, workspace: number, before: number, runs: Int64[]): Promise<DueRow[]> => {
    const { rows } = await sql<DueRow>`
      select r.id, r.run_id, r.experiment_id::text, r.artifact_uri as uri from runs r join experiments e on e.id = r.experiment_id
      where r.workspace_id = ${workspace} and ${due(before)} and r.id = any(${runs}::int8[]) order by r.id for update of r`.execute(
      tx,
    )
    return rows
  },

  /** With their datasets and processes, as far as no other run has them. */
  async freeRuns(tx: Tx, workspace: number, runs: Int64[]): Promise<void> {
    for (const table of OF_RUNS) await sql`delete from ${sql.table(table)} where run = any(${runs}::int8[])`.execute(tx)
    for (const table of OF_RUNS_HERE)
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspace} and run = any(${runs}::int8[])`.execute(
        tx,
      )
    const { rows } = await sql<{ dataset: Int64 }>`
      delete from run_datasets where workspace_id = ${workspace} and run = any(${runs}::int8[]) returning dataset`.execute(
      tx,
    )
    await sql`delete from datasets d where d.workspace_id = ${workspace}
      and d.id = any(${rows.map(({ dataset }) => dataset)}::int8[])
      and not exists (select from run_datasets u where u.dataset = d.id)`.execute(tx)
    const { rows: gone } = await sql<{ execution_id: string | null }>`
      with r as (delete from runs where workspace_id = ${workspace} and id = any(${runs}::int8[]) returning *),
      ${countGone} select distinct execution_id from r where execution_id is not null`.execute(tx)
    await sql`delete from executions x where x.workspace_id = ${workspace}
      and x.id = any(${gone.map(({ execution_id }) => execution_id)}::text[])
      and not exists (select from runs r where r.execution_id = x.id)`.execute(tx)
  },

  /** False while it is not due, or a run is left in it. */
  async freeExperiment(tx: Tx, workspace: number, before: number, id: string): Promise<boolean> {
    const { rows } = await sql`
      select from experiments e where e.workspace_id = ${workspace} and e.id = ${id}::bigint and e.deleted
        and e.updated_ms < ${before}::bigint and ${MAY_GO}
        and not exists (select from runs r where r.experiment_id = e.id) for update`.execute(tx)
    if (rows.length === 0) return false
    for (const table of ['experiment_keys', 'datasets', 'run_count_changes', 'run_counts'])
      await sql`delete from ${sql.table(table)}
        where workspace_id = ${workspace} and experiment_id = ${id}::bigint`.execute(tx)
    await sql`delete from experiments where workspace_id = ${workspace} and id = ${id}::bigint`.execute(tx)
    return true
  },
})
