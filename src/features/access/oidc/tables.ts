/** Row types of people as the identity provider knows them, and of their log-ins. */
import type { Generated } from 'kysely'

export interface IdentitiesTable {
  id: Generated<number>
  workspace_id: number
  issuer: string
  subject: string
  account_id: number | null
  name: string
  email: string | null
  owner_by_group: boolean
  first_at: Generated<Date>
  last_at: Generated<Date>
}

export interface OidcSessionsTable {
  token_id: number
  workspace_id: number
  identity_id: number
  sid: string | null
  id_token: string
}

export interface LogoutTokensTable {
  digest: Buffer
  workspace_id: number
  expires_at: Date
}

declare module '../../../platform/db.ts' {
  interface Tables {
    identities: IdentitiesTable
    oidc_sessions: OidcSessionsTable
    logout_tokens: LogoutTokensTable
  }
}
