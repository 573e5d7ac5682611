/** SQL of experiments that go to another workspace: the tables of tracking, but for points. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'
import type { ExperimentRow } from '../store/experiments.ts'

export interface MovingRun {
  id: Int64
  run_id: string
  name: string
  artifact_uri: string
  isRunning: boolean
}

const lockOf = (experiment: Int64 | string) => sql`${LOCKS.moves}::int, hashtext(${String(experiment)})`

/** Held by whoever writes about an experiment in several statements: until the transaction ends it stays where it is. */
export const holdExperiment = (tx: Tx, experiment: Int64 | string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock_shared(${lockOf(experiment)})`.execute(tx)

/** Tables of which each row belongs to a run. */
const OF_RUNS = ['run_docs', 'run_activity', 'run_datasets', 'run_models']
/** Tables of which each row belongs to an experiment. */
const OF_EXPERIMENT = ['experiment_keys', 'datasets', 'run_counts', 'run_count_changes']

/** How long others may keep it from beginning the part in which nobody may write: they would all wait behind it. */
const PATIENCE = '5s'

export const movingStore = {
  /** One at a time; whoever holds the experiment is waited for, and waits from now on. */
  async begin(tx: Tx, experiment: Int64): Promise<void> {
    await sql`select pg_advisory_xact_lock(${lockOf(experiment)})`.execute(tx)
  },

  /**
   * From here on nobody begins a run or logs points, anywhere, until the transaction ends. Who comes in one statement waits
   * at the tables and then sees where the experiment is; so it takes these before any row.
   */
  async stopWriters(tx: Tx): Promise<void> {
    await sql`select set_config('lock_timeout', ${PATIENCE}, true)`.execute(tx)
    await sql`select pg_advisory_xact_lock(${LOCKS.runCounts})`.execute(tx)
    await sql`lock table runs, point_log in share row exclusive mode -- workspace_id is any`.execute(tx)
    await sql`select set_config('lock_timeout', '0', true)`.execute(tx)
  },

  find: async (tx: Tx, workspace: number, id: Int64): Promise<ExperimentRow | undefined> => {
    const { rows } = await sql<ExperimentRow>`
      select * from experiments where workspace_id = ${workspace} and id = ${id}`.execute(tx)
    return rows[0]
  },

  isNamed: async (tx: Tx, workspace: number, name: string): Promise<boolean> => {
    const { rows } = await sql`
      select from experiments where workspace_id = ${workspace} and name = ${name} and not deleted`.execute(tx)
    return rows.length > 0
  },

  /** All of them, those in the trash too. */
  runs: async (tx: Tx, workspace: number, experiment: Int64): Promise<MovingRun[]> => {
    const { rows } = await sql<MovingRun>`
      select id, run_id, name, artifact_uri, status = 'RUNNING' and lost_ms is null and not deleted as "isRunning"
      from runs where workspace_id = ${workspace} and experiment_id = ${experiment} order by id`.execute(tx)
    return rows
  },

  /** Rows of tracking's tables, but for points: datasets that went along, by name and digest. */
  async move(tx: Tx, experiment: Int64, runs: Int64[], from: number, to: number) {
    // Counts stay what they are: only whose they are changes.
    await sql`update runs set workspace_id = ${to}
      where workspace_id = ${from} and experiment_id = ${experiment}`.execute(tx)
    for (const table of OF_RUNS)
      await sql`update ${sql.table(table)} set workspace_id = ${to}
        where workspace_id = ${from} and run = any(${runs}::int8[])`.execute(tx)
    await sql`update experiments set workspace_id = ${to}
      where workspace_id = ${from} and id = ${experiment}`.execute(tx)
    for (const table of OF_EXPERIMENT)
      await sql`update ${sql.table(table)} set workspace_id = ${to}
        where workspace_id = ${from} and experiment_id = ${experiment}`.execute(tx)
    const { rows } = await sql<{ name: string; digest: string }>`
      select name, digest from datasets where workspace_id = ${to} and experiment_id = ${experiment}`.execute(tx)
    return rows
  },

  /** What `bw exec` saw of processes: of one whose other runs stay behind, each side has it. */
  async moveExecutions(tx: Tx, experiment: Int64, from: number, to: number): Promise<void> {
    const { rows } = await sql<{ id: string; stays: boolean }>`
      select x.id, exists (select from runs r where r.execution_id = x.id and r.workspace_id = ${from}) as stays
      from executions x where x.workspace_id = ${from} and x.id in (
        select execution_id from runs where workspace_id = ${to} and experiment_id = ${experiment})`.execute(tx)
    await sql`update executions set workspace_id = ${to}
      where workspace_id = ${from} and id = any(${rows.filter(({ stays }) => !stays).map(({ id }) => id)}::text[])`.execute(
      tx,
    )
    for (const { id } of rows.filter(({ stays }) => stays))
      await sql`
        with copy as (
          insert into executions (id, workspace_id, started_ms, finished_ms, exit_code, signal, environment)
          select replace(gen_random_uuid()::text, '-', ''), ${to}, started_ms, finished_ms, exit_code, signal, environment
          from executions where workspace_id = ${from} and id = ${id} returning id)
        update runs r set execution_id = copy.id from copy
        where r.workspace_id = ${to} and r.experiment_id = ${experiment} and r.execution_id = ${id}`.execute(tx)
  },

  /** What is known to be of people stays known: the names of datasets that went along, where that changed anything. */
  async copyPersonalData(tx: Tx, names: string[], from: number, to: number) {
    const { rows } = await sql<{ dataset: string; columns: string[]; refuses: boolean }>`
      insert into personal_data as p (workspace_id, dataset, columns, refuses)
      select ${to}, dataset, columns, refuses from personal_data
      where workspace_id = ${from} and dataset = any(${names}::text[]) order by dataset
      on conflict (workspace_id, dataset) do update set changed_at = now(), refuses = p.refuses or excluded.refuses,
        columns = array(select distinct c from unnest(p.columns || excluded.columns) c order by c)
      where not p.columns @> excluded.columns or p.refuses < excluded.refuses
      returning dataset, columns, refuses`.execute(tx)
    return rows
  },
}
