/** Row types of accounts, their memberships and tokens, and workspaces. */
import type { Generated } from 'kysely'
import type { Scope } from '../../lib/contract.ts'
import type { AccountKind } from './contract/accounts.ts'
import type { Role } from './roles.ts'

export interface AccountsTable {
  id: Generated<number>
  workspace_id: number
  name: string
  kind: AccountKind
  is_owner: boolean
  contact_id: number | null
  contact_team: string | null
  created_at: Generated<Date>
  disabled_at: Date | null
  erased_at: Date | null
}

export interface MembershipsTable {
  workspace_id: number
  account_id: number
  role: Role
  since: Generated<Date>
  by_group: Generated<boolean>
}

export interface TokensTable {
  id: Generated<number>
  workspace_id: number
  account_id: number
  label: string
  scopes: Scope[] | null
  bound_to: number | null
  digest: Buffer
  is_session: boolean
  session_of: number | null
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

export interface PasswordsTable {
  account_id: number
  workspace_id: number
  hash: string
  changed_at: Generated<Date>
}

export interface PasswordLinksTable {
  account_id: number
  workspace_id: number
  digest: Buffer
  expires_at: Date
}

export interface TokenNetworksTable {
  token_id: number
  workspace_id: number
  network: string
  first_at: Generated<Date>
}

export interface WorkspacesTable {
  workspace_id: Generated<number>
  name: string
  sector: string | null
  description: Generated<string>
  is_demo: boolean
  created_at: Generated<Date>
  deleted_at: Date | null
}

declare module '../../platform/db.ts' {
  interface Tables {
    accounts: AccountsTable
    memberships: MembershipsTable
    passwords: PasswordsTable
    password_links: PasswordLinksTable
    tokens: TokensTable
    token_networks: TokenNetworksTable
    workspaces: WorkspacesTable
  }
}
