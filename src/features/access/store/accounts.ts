/** SQL of accounts and tokens. */
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'
import type { Role } from '../roles.ts'
import type { AccountsTable, TokensTable } from '../tables.ts'

export type AccountRow = Selectable<AccountsTable>
export type TokenRow = Selectable<TokensTable>

/** A token that is not revoked, with its account; a session has what it inherits from the token that opened it. */
export interface HolderRow {
  token_id: number
  workspace_id: number
  account_id: number
  account: string
  account_role: Role
  token_role: Role | null
  session_of: number | null
  expires_at: Date | null
  opener_expires_at: Date | null
}

export interface NewToken {
  workspace: number
  accountId: number
  label: string
  role: Role | null
  digest: Buffer
  expiresAt: Date | null
  sessionOf?: number
}

const LOCK = LOCKS.owner

export const accessStore = (db: Db) => ({
  /** Changes of who has access happen one after the other, so that one owner always remains. */
  lock: async (tx: Tx): Promise<void> => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  },

  anyAccount: async (on: Db | Tx = db): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from accounts) as any -- workspace_id is any: one account closes the server`.execute(on)
    return rows[0]!.any
  },

  findHolder: async (digest: Buffer, on: Db | Tx = db): Promise<HolderRow | undefined> => {
    const { rows } = await sql<HolderRow>`
      select t.id as token_id, t.workspace_id, t.account_id, a.name as account, a.role as account_role,
        t.role as token_role, t.session_of, t.expires_at, o.expires_at as opener_expires_at
      from tokens t join accounts a on a.id = t.account_id left join tokens o on o.id = t.session_of
      where t.digest = ${digest} and t.revoked_at is null and o.revoked_at is null and a.disabled_at is null`.execute(
      on,
    )
    return rows[0]
  },

  /** Tokens that may be used now, log-ins apart, and those of them that end some day. */
  countTokens: async (workspace: number, now: Date): Promise<{ have: number; of: number }> => {
    const { rows } = await sql<{ have: number; of: number }>`
      select count(t.expires_at)::int as have, count(*)::int as of
      from tokens t join accounts a on a.id = t.account_id
      where t.workspace_id = ${workspace} and t.session_of is null and t.revoked_at is null and a.disabled_at is null
        and (t.expires_at is null or t.expires_at > ${now})`.execute(db)
    return rows[0]!
  },

  /** Nothing when the name is taken. */
  insertAccount: async (tx: Tx, workspace: number, name: string, role: Role): Promise<AccountRow | undefined> => {
    const { rows } = await sql<AccountRow>`
      insert into accounts (workspace_id, name, role) values (${workspace}, ${name}, ${role})
      on conflict do nothing returning *`.execute(tx)
    return rows[0]
  },

  findAccount: async (on: Db | Tx, workspace: number, id: number): Promise<AccountRow | undefined> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts where workspace_id = ${workspace} and id = ${id}`.execute(on)
    return rows[0]
  },

  findAccountByName: async (on: Db | Tx, workspace: number, name: string): Promise<AccountRow | undefined> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts where workspace_id = ${workspace} and name = ${name}`.execute(on)
    return rows[0]
  },

  listAccounts: async (workspace: number): Promise<AccountRow[]> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts where workspace_id = ${workspace} order by id`.execute(db)
    return rows
  },

  countOwners: async (tx: Tx, workspace: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from accounts
      where workspace_id = ${workspace} and role = 'owner' and disabled_at is null`.execute(tx)
    return rows[0]!.n
  },

  disableAccount: async (tx: Tx, workspace: number, id: number): Promise<void> => {
    await sql`update accounts set disabled_at = now()
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  /** Nothing when there is such a token already. */
  insertToken: async (tx: Tx, token: NewToken): Promise<TokenRow | undefined> => {
    const { rows } = await sql<TokenRow>`
      insert into tokens (workspace_id, account_id, label, role, digest, expires_at, session_of)
      values (${token.workspace}, ${token.accountId}, ${token.label}, ${token.role}, ${token.digest},
        ${token.expiresAt}, ${token.sessionOf ?? null})
      on conflict do nothing returning *`.execute(tx)
    return rows[0]
  },

  findToken: async (tx: Tx, workspace: number, id: number): Promise<TokenRow | undefined> => {
    const { rows } = await sql<TokenRow>`
      select * from tokens where workspace_id = ${workspace} and id = ${id}`.execute(tx)
    return rows[0]
  },

  listTokens: async (workspace: number, accountId: number): Promise<TokenRow[]> => {
    const { rows } = await sql<TokenRow>`
      select * from tokens where workspace_id = ${workspace} and account_id = ${accountId} and revoked_at is null
      order by id desc limit 1000`.execute(db)
    return rows
  },

  /** False when it was revoked before. */
  revokeToken: async (tx: Tx, workspace: number, id: number): Promise<boolean> => {
    const { rows } = await sql`
      update tokens set revoked_at = now()
      where workspace_id = ${workspace} and id = ${id} and revoked_at is null returning id`.execute(tx)
    return rows.length > 0
  },

  touchToken: async (workspace: number, id: number, at: Date): Promise<void> => {
    await sql`update tokens set last_used_at = ${at} where workspace_id = ${workspace} and id = ${id}`.execute(db)
  },
})

export type AccessStore = ReturnType<typeof accessStore>
