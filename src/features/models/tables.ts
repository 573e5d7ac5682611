/** Row types of the tables of logged models and of the registry. */
import type { Generated } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Card } from '../../lib/model-card.ts'
import type { Signature } from './contract/own.ts'
import type { Stage } from './contract/shapes.ts'

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

export interface RegisteredModelsTable {
  id: Generated<Int64>
  workspace_id: number
  name: string
  description: string | null
  tags: Record<string, string>
  last_version: number
  created_ms: Int64
  updated_ms: Int64
}

export interface ModelVersionsTable {
  id: Generated<Int64>
  workspace_id: number
  model: Int64
  version: number
  source: string
  location: string
  root: string | null
  run_id: string | null
  run_link: string | null
  model_id: string | null
  description: string | null
  stage: Stage
  tags: Record<string, string>
  is_external: boolean
  licence: string | null
  sha256: string | null
  account_id: number | null
  created_ms: Int64
  updated_ms: Int64
}

interface ModelAliasesTable {
  workspace_id: number
  model: Int64
  alias: string
  version: number
}

export interface ModelContentsTable {
  version: Int64
  workspace_id: number
  problem: string | null
  flavors: Record<string, Record<string, string>>
  signature: Signature | null
  requirements: string[]
  facts: Record<string, string>
  card: Card | null
  files: number | null
  bytes: Int64 | null
  read_ms: Int64
}

declare module '../../platform/db.ts' {
  interface Tables {
    logged_models: LoggedModelsTable
    logged_model_points: LoggedModelPointsTable
    registered_models: RegisteredModelsTable
    model_versions: ModelVersionsTable
    model_aliases: ModelAliasesTable
    model_contents: ModelContentsTable
  }
}
