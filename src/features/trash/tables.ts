/** Row type of what emptied the trash. */
import type { Generated } from 'kysely'

export interface TrashSweepsTable {
  id: Generated<number>
  workspace_id: number
  state: Generated<'waiting' | 'running' | 'done' | 'failed'>
  before_ms: number
  account_id: number | null
  asked_ms: number
  seen_ms: number | null
  claim: Generated<number>
  ended_ms: number | null
  total: Generated<number>
  runs: Generated<number>
  experiments: Generated<number>
  models: Generated<number>
  points: Generated<number>
  files: Generated<number>
  bytes: Generated<number>
  kept: Generated<number>
  error: string | null
}

declare module '../../platform/db.ts' {
  interface Tables {
    trash_sweeps: TrashSweepsTable
  }
}
