/** SQL of which experiment here is which one elsewhere. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Move } from '../../track/index.ts'

export const originStore = (db: Db) => ({
  /** The experiment that was made for one of a source before. */
  find: async (workspace: number, origin: string, sourceId: string): Promise<string | undefined> => {
    const { rows } = await sql<{ id: string }>`
      select experiment_id::text as id from transfer_experiments
      where workspace_id = ${workspace} and origin = ${origin} and source_id = ${sourceId}`.execute(db)
    return rows[0]?.id
  },

  note: async (tx: Tx, workspace: number, origin: string, sourceId: string, experimentId: string): Promise<void> => {
    await sql`
      insert into transfer_experiments (workspace_id, origin, source_id, experiment_id)
      values (${workspace}, ${origin}, ${sourceId}, ${experimentId}::bigint)
      on conflict (workspace_id, origin, source_id) do update set experiment_id = excluded.experiment_id`.execute(tx)
  },

  /** What works here on what is taken in. */
  openImport: async (tx: Tx, workspace: number): Promise<number | undefined> => {
    const { rows } = await sql<{ id: number }>`
      select id from imports where workspace_id = ${workspace} and state in ('waiting', 'running') order by id limit 1`.execute(
      tx,
    )
    return rows[0]?.id
  },

  /** Where a source is taken in once more, it finds its experiment in the workspace where that is. */
  move: async (tx: Tx, { experiment, from, to }: Move): Promise<void> => {
    await sql`
      with gone as (
        delete from transfer_experiments where workspace_id = ${from} and experiment_id = ${experiment} returning *)
      insert into transfer_experiments (workspace_id, origin, source_id, experiment_id)
      select ${to}, origin, source_id, experiment_id from gone on conflict do nothing`.execute(tx)
  },

  /** An experiment is gone for good: the next time it is made anew. */
  forget: async (tx: Tx, workspace: number, experiment: string): Promise<void> => {
    await sql`delete from transfer_experiments
      where workspace_id = ${workspace} and experiment_id = ${experiment}::bigint`.execute(tx)
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    for (const table of [
      'transfer_models',
      'transfer_roots',
      'followed_runs',
      'follows',
      'import_runs',
      'imports',
      'transfer_experiments',
    ])
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspace}`.execute(tx)
  },
})

export type OriginStore = ReturnType<typeof originStore>
