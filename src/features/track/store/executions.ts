/** SQL of what `bw exec` saw of processes. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'

export interface ExecutionRow {
  id: string
  started_ms: Int64
  finished_ms: Int64 | null
  exit_code: number | null
  signal: string | null
  environment: Record<string, unknown>
}

export const executionStore = (db: Db) => ({
  insert: async (workspace: number, id: string, environment: unknown, now: number): Promise<void> => {
    await sql`insert into executions (id, workspace_id, started_ms, environment)
      values (${id}, ${workspace}, ${now}, ${JSON.stringify(environment)}::jsonb)`.execute(db)
  },

  find: async (workspace: number, id: string): Promise<ExecutionRow | undefined> => {
    const { rows } = await sql<ExecutionRow>`
      select id, started_ms, finished_ms, exit_code, signal, environment from executions
      where workspace_id = ${workspace} and id = ${id}`.execute(db)
    return rows[0]
  },

  finish: async (
    tx: Tx,
    workspace: number,
    id: string,
    exitCode: number | null,
    signal: string | null,
    now: number,
  ): Promise<void> => {
    await sql`update executions set finished_ms = ${now}, exit_code = ${exitCode}, signal = ${signal}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  /**
   * The runs a process left behind. Beside those that say RUNNING these are runs that the client's exit
   * handler closed as FINISHED in the last moments of a process that failed.
   */
  leftBehind: async (tx: Tx, workspace: number, id: string, since: number) => {
    const { rows } = await sql<{ run_id: string; status: string }>`
      select run_id, status from runs where workspace_id = ${workspace} and execution_id = ${id} and not deleted
        and (status = 'RUNNING' or (status = 'FINISHED' and end_ms >= ${since}::bigint)) order by id`.execute(tx)
    return rows
  },
})

export type ExecutionStore = ReturnType<typeof executionStore>
