/** Row types of the tables of running the server. */
import type { Generated } from 'kysely'

export type TaskKind = 'by-hand' | 'nightly' | 'before-migration'

export interface BackupTasksTable {
  id: Generated<number>
  workspace_id: Generated<number>
  task: 'make' | 'verify'
  kind: TaskKind
  name: string | null
  state: 'waiting' | 'running' | 'done' | 'failed'
  account_id: number | null
  asked_ms: number
  began_ms: number | null
  seen_ms: number | null
  ended_ms: number | null
  phase: 'database' | 'files' | null
  done: Generated<number>
  total: Generated<number>
  bytes: number | null
  error: string | null
}

declare module '../../platform/db.ts' {
  interface Tables {
    backup_tasks: BackupTasksTable
  }
}
