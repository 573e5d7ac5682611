/** Row types of tracking's tables. */
import type { Generated } from 'kysely'
import type { Int64 } from '../../lib/json.ts'

export interface ExperimentsTable {
  id: Generated<Int64>
  workspace_id: number
  name: string
  artifact_location: string
  deleted: boolean
  created_ms: Int64
  updated_ms: Int64
  tags: Record<string, string>
  /** The follow that keeps it as it is elsewhere. */
  followed_by: Generated<string | null>
}

export interface RunsTable {
  id: Generated<Int64>
  workspace_id: number
  run_id: string
  experiment_id: Int64
  name: string
  user_id: string
  status: string
  deleted: boolean
  deleted_ms: Int64 | null
  start_ms: Int64 | null
  end_ms: Int64 | null
  artifact_uri: string
  execution_id: string | null
  lost_ms: Int64 | null
}

interface RunCountsTable {
  experiment_id: Int64
  deleted: boolean
  workspace_id: number
  total: number
  running: number
  lost: number
  failed: number
  newest_ms: Int64 | null
  ended_ms: Int64 | null
}

interface RunCountChangesTable extends RunCountsTable {
  newest_left: boolean
}

interface RunDocsTable {
  run: Int64
  workspace_id: number
  params: Record<string, string>
  tags: Record<string, string>
}

interface RunActivityTable {
  run: Int64
  workspace_id: number
  seen_ms: Int64
  longest_gap_ms: Int64
  system_metrics: boolean
}

interface ExecutionsTable {
  id: string
  workspace_id: number
  started_ms: Int64
  finished_ms: Int64 | null
  exit_code: number | null
  signal: string | null
  environment: unknown
}

interface MetricKeysTable {
  id: Generated<number>
  workspace_id: number
  name: string
}

interface PointLogTable {
  id: Generated<Int64>
  run: Int64
  deferred: boolean
  payload: Buffer
}

interface LatestTable {
  run: Int64
  key: number
  step: Int64
  ts: Int64
  value: number
  ranked: number | null
}

interface SegmentsTable {
  run: Int64
  key: number
  no: number
  n: number
  min_step: Int64
  max_step: Int64
  min_ts: Int64
  max_ts: Int64
  data: Buffer
  sketch: Buffer | null
  outline: Buffer | null
  compacted: Generated<boolean>
}

export interface PacksTable {
  run: Int64
  /** Packs of one number were written together. */
  no: number
  first_key: number
  last_key: number
  n: number
  data: Buffer
}

interface UncompactedTable {
  run: Int64
}

interface DatasetsTable {
  id: Generated<Int64>
  workspace_id: number
  experiment_id: Int64
  name: string
  digest: string
  source_type: string
  source: string
  schema: string | null
  profile: string | null
}

interface RunDatasetsTable {
  run: Int64
  dataset: Int64
  workspace_id: number
  tags: Record<string, string>
}

interface RunModelsTable {
  run: Int64
  model_id: string
  direction: 'input' | 'output'
  workspace_id: number
  step: Int64
}

interface ExperimentKeysTable {
  experiment_id: Int64
  workspace_id: number
  kind: 'metrics' | 'params' | 'tags'
  name: string
  has_text: Generated<boolean>
}

declare module '../../platform/db.ts' {
  interface Tables {
    experiments: ExperimentsTable
    runs: RunsTable
    run_counts: RunCountsTable
    run_count_changes: RunCountChangesTable
    run_docs: RunDocsTable
    run_activity: RunActivityTable
    executions: ExecutionsTable
    metric_keys: MetricKeysTable
    point_log: PointLogTable
    latest: LatestTable
    segments: SegmentsTable
    packs: PacksTable
    uncompacted: UncompactedTable
    datasets: DatasetsTable
    run_datasets: RunDatasetsTable
    run_models: RunModelsTable
    experiment_keys: ExperimentKeysTable
  }
}
