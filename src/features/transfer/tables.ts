/** Row types of what was taken in from elsewhere, and of what is followed there. */
import type { Generated } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { FollowOptions } from './contract/follows.ts'
import type { ImportOptions, ImportState, Progress, Report } from './contract/imports.ts'
import type { SourceKind } from './sources/open.ts'

interface TransferExperimentsTable {
  workspace_id: number
  origin: string
  source_id: string
  experiment_id: Int64
}

export interface ImportsTable {
  id: Generated<number>
  workspace_id: number
  kind: SourceKind
  place: string
  options: ImportOptions
  secret: Buffer | null
  key_id: string
  state: Generated<ImportState>
  account_id: number | null
  asked_ms: number
  began_ms: number | null
  ended_ms: number | null
  progress: Progress
  report: Report
  error: string | null
}

interface ImportRunsTable {
  workspace_id: number
  import_id: number
  run_id: string
  is_new: boolean
  added: Int64
  known: Int64
}

export interface FollowsTable {
  id: Generated<number>
  workspace_id: number
  name: string
  place: string
  options: FollowOptions
  secret: Buffer
  key_id: string
  state: Generated<'active' | 'paused'>
  every_ms: number
  account_id: number | null
  created_ms: number
  next_ms: number
  seen_ms: number | null
  away_ms: number | null
  tries: Generated<number>
  error: string | null
  listed_ms: number | null
  listing_ms: Generated<number>
  counts: Generated<Record<string, number>>
}

interface FollowedRunsTable {
  workspace_id: number
  follow_id: number
  run_id: string
  experiment_id: string
  print: string
  tips: Record<string, string>
  running: boolean
  read_ms: number
}

interface TransferModelsTable {
  workspace_id: number
  origin: string
  name: string
  model: Int64
}

interface TransferRootsTable {
  workspace_id: number
  root: string
  follow_id: number
  uri: string
}

declare module '../../platform/db.ts' {
  interface Tables {
    transfer_experiments: TransferExperimentsTable
    imports: ImportsTable
    import_runs: ImportRunsTable
    follows: FollowsTable
    followed_runs: FollowedRunsTable
    transfer_models: TransferModelsTable
    transfer_roots: TransferRootsTable
  }
}
