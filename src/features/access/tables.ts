/** Row types of accounts, their tokens, and workspaces. */
import type { Generated } from 'kysely'
import type { Role } from './roles.ts'

export interface AccountsTable {
  id: Generated<number>
  workspace_id: number
  name: string
  role: Role
  created_at: Generated<Date>
  disabled_at: Date | null
}

export interface TokensTable {
  id: Generated<number>
  workspace_id: number
  account_id: number
  label: string
  role: Role | null
  digest: Buffer
  session_of: number | null
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

export interface WorkspacesTable {
  workspace_id: Generated<number>
  name: string
  sector: string | null
  is_demo: boolean
  created_at: Generated<Date>
  deleted_at: Date | null
}

declare module '../../platform/db.ts' {
  interface Tables {
    accounts: AccountsTable
    tokens: TokensTable
    workspaces: WorkspacesTable
  }
}
