/** Row types of the tables of logged models. */
import type { Generated } from 'kysely'
import type { Int64 } from '../../lib/json.ts'

export interface LoggedModelsTable {
  id: Generated<Int64>
  workspace_id: number
  model_id: string
  experiment_id: Int64
  name: string
  model_type: string | null
  source_run_id: string | null
  status: 'PENDING' | 'READY' | 'UPLOAD_FAILED'
  artifact_uri: string
  deleted: boolean
  created_ms: Int64
  updated_ms: Int64
  params: Record<string, string>
  tags: Record<string, string>
}

interface LoggedModelPointsTable {
  model: Int64
  workspace_id: number
  key: string
  run_id: string
  dataset_name: string
  dataset_digest: string
  step: Int64
  ts: Int64
  value: number
}

declare module '../../platform/db.ts' {
  interface Tables {
    logged_models: LoggedModelsTable
    logged_model_points: LoggedModelPointsTable
  }
}
