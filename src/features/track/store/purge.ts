/** Forgets all experiments and runs of a workspace, with their points. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

/** Reached through a run, hence first. */
const OF_RUNS = [
  'point_log',
  'latest',
  'segments',
  'packs',
  'uncompacted',
  'run_docs',
  'run_activity',
  'run_datasets',
  'run_models',
]
const OF_WORKSPACE = [
  'datasets',
  'runs',
  'run_count_changes',
  'run_counts',
  'executions',
  'experiment_keys',
  'experiments',
  'metric_keys',
  'personal_data',
]

export async function purgeTracking(tx: Tx, workspace: number): Promise<void> {
  for (const table of OF_RUNS)
    await sql`delete from ${sql.table(table)}
      where run in (select id from runs where workspace_id = ${workspace})`.execute(tx)
  for (const table of OF_WORKSPACE)
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspace}`.execute(tx)
}
