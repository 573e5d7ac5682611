/** SQL of tokens and sessions, and of who holds one. */
import { type Selectable, sql } from 'kysely'
import type { Scope } from '../../../lib/contract.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { AccountKind } from '../contract/accounts.ts'
import type { Role } from '../roles.ts'
import type { TokensTable } from '../tables.ts'

export type TokenRow = Selectable<TokensTable>

export interface ListedTokenRow extends TokenRow {
  account: string
  workspace: string | null
  opened_by: string | null
  by_provider: boolean
}

export interface MembershipRow {
  name: string
  workspace: number
  role: Role
}

/** A token that is not revoked, with its account; a session has what it inherits from the token that opened it. */
export interface HolderRow {
  token_id: number | null
  account_id: number
  account: string
  kind: AccountKind
  is_owner: boolean
  memberships: MembershipRow[]
  scopes: Scope[] | null
  bound_to: number | null
  is_session: boolean
  expires_at: Date | null
  opener_expires_at: Date | null
}

export interface NewToken {
  workspace: number
  accountId: number
  label: string
  scopes: Scope[] | null
  boundTo: number | null
  digest: Buffer
  expiresAt: Date | null
  isSession?: boolean
  sessionOf?: number | null
}

/** Which tokens of a workspace's accounts are meant. */
export interface TokenFilter {
  accountId?: number
  boundTo?: number
  isSession: boolean
}

const MEMBERSHIPS = sql`coalesce((
    select jsonb_agg(jsonb_build_object('name', w.name, 'workspace', m.workspace_id, 'role', m.role))
    from memberships m join workspaces w using (workspace_id)
    where m.account_id = a.id and w.deleted_at is null), '[]')`

export const tokenStore = (db: Db) => ({
  findHolder: async (digest: Buffer): Promise<HolderRow | undefined> => {
    const { rows } = await sql<HolderRow>`
      select t.id as token_id, t.account_id, a.name as account, a.kind, a.is_owner, t.scopes, t.bound_to, t.is_session,
        t.expires_at, o.expires_at as opener_expires_at, ${MEMBERSHIPS} as memberships
      -- workspace_id is that of the token
      from tokens t join accounts a on a.id = t.account_id left join tokens o on o.id = t.session_of
      where t.digest = ${digest} and t.revoked_at is null and o.revoked_at is null and a.disabled_at is null`.execute(
      db,
    )
    return rows[0]
  },

  /** Somebody who showed a password. */
  findAccount: async (id: number): Promise<HolderRow | undefined> => {
    const { rows } = await sql<HolderRow>`
      select null as token_id, a.id as account_id, a.name as account, a.kind, a.is_owner, null as scopes,
        null as bound_to, false as is_session, null as expires_at, null as opener_expires_at,
        ${MEMBERSHIPS} as memberships
      from accounts a where a.id = ${id} and a.disabled_at is null -- workspace_id is the first`.execute(db)
    return rows[0]
  },

  /** Tokens that may be used now, log-ins apart, and those of them that end some day. */
  count: async (workspace: number, now: Date): Promise<{ have: number; of: number }> => {
    const { rows } = await sql<{ have: number; of: number }>`
      select count(t.expires_at)::int as have, count(*)::int as of
      from tokens t join accounts a on a.id = t.account_id
      where t.workspace_id = ${workspace} and not t.is_session and t.revoked_at is null and a.disabled_at is null
        and (t.expires_at is null or t.expires_at > ${now})`.execute(db)
    return rows[0]!
  },

  /** Nothing when there is such a token already. */
  insert: async (tx: Tx, token: NewToken): Promise<TokenRow | undefined> => {
    const { rows } = await sql<TokenRow>`
      insert into tokens (workspace_id, account_id, label, scopes, bound_to, digest, expires_at, is_session, session_of)
      values (${token.workspace}, ${token.accountId}, ${token.label}, ${token.scopes}, ${token.boundTo}, ${token.digest},
        ${token.expiresAt}, ${token.isSession ?? false}, ${token.sessionOf ?? null})
      on conflict do nothing returning *`.execute(tx)
    return rows[0]
  },

  find: async (tx: Tx, workspace: number, id: number): Promise<TokenRow | undefined> => {
    const { rows } = await sql<TokenRow>`
      select * from tokens where workspace_id = ${workspace} and id = ${id}`.execute(tx)
    return rows[0]
  },

  list: async (workspace: number, { accountId, boundTo, isSession }: TokenFilter): Promise<ListedTokenRow[]> => {
    const { rows } = await sql<ListedTokenRow>`
      select t.*, a.name as account, w.name as workspace, o.label as opened_by,
        exists (select from oidc_sessions s where s.token_id = t.id) as by_provider
      from tokens t join accounts a on a.id = t.account_id left join workspaces w on w.workspace_id = t.bound_to
        left join tokens o on o.id = t.session_of
      where t.workspace_id = ${workspace} and t.revoked_at is null and t.is_session = ${isSession}
        and ${accountId === undefined ? sql`true` : sql`t.account_id = ${accountId}`}
        and ${boundTo === undefined ? sql`true` : sql`t.bound_to = ${boundTo}`}
      order by t.id desc limit 1000`.execute(db)
    return rows
  },

  /** False when it was revoked before. */
  revoke: async (tx: Tx, workspace: number, id: number): Promise<boolean> => {
    const { rows } = await sql`
      update tokens set revoked_at = now()
      where workspace_id = ${workspace} and id = ${id} and revoked_at is null returning id`.execute(tx)
    return rows.length > 0
  },

  /** How many log-ins ended. */
  endSessions: async (tx: Tx, workspace: number, accountId: number, kept: number | null): Promise<number> => {
    const { rows } = await sql`
      update tokens set revoked_at = now()
      where workspace_id = ${workspace} and account_id = ${accountId} and is_session and revoked_at is null
        and id is distinct from ${kept} returning id`.execute(tx)
    return rows.length
  },

  /** False when it was used from there before. */
  addNetwork: async (tx: Tx, workspace: number, id: number, network: string): Promise<boolean> => {
    const { rows } = await sql`
      insert into token_networks (workspace_id, token_id, network) values (${workspace}, ${id}, ${network})
      on conflict do nothing returning token_id`.execute(tx)
    return rows.length > 0
  },

  touch: async (id: number, at: Date): Promise<void> => {
    await sql`update tokens set last_used_at = ${at} where id = ${id} -- workspace_id is that of the token`.execute(db)
  },
})

export type TokenStore = ReturnType<typeof tokenStore>
