/** SQL of people as the identity provider knows them, of their log-ins, and of memberships that came by a group. */
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Role } from '../roles.ts'
import type { IdentitiesTable } from './tables.ts'

export type IdentityRow = Selectable<IdentitiesTable>

export interface ListedIdentityRow extends IdentityRow {
  account: string | null
}

export interface HeldRow {
  workspace: number
  role: Role
  by_group: boolean
}

export interface SessionRow {
  token_id: number
  account_id: number
  label: string
}

/** Whoever waits for an account beyond this number makes room by forgetting who waited longest. */
const MAX_WAITING = 1_000

interface Known {
  issuer: string
  subject: string
  name: string
  email: string | null
}

export const identityStore = (db: Db) => ({
  list: async (workspace: number): Promise<ListedIdentityRow[]> => {
    const { rows } = await sql<ListedIdentityRow>`
      select i.*, a.name as account from identities i left join accounts a on a.id = i.account_id
      where i.workspace_id = ${workspace} order by i.account_id is not null, i.last_at desc limit 5000`.execute(db)
    return rows
  },

  find: async (on: Db | Tx, workspace: number, id: number): Promise<IdentityRow | undefined> => {
    const { rows } = await sql<IdentityRow>`
      select * from identities where workspace_id = ${workspace} and id = ${id}`.execute(on)
    return rows[0]
  },

  /** Known from now on, with the name and address of this log-in. */
  see: async (tx: Tx, workspace: number, { issuer, subject, name, email }: Known, at: Date): Promise<IdentityRow> => {
    const { rows } = await sql<IdentityRow>`
      insert into identities (workspace_id, issuer, subject, name, email, first_at, last_at)
      values (${workspace}, ${issuer}, ${subject}, ${name}, ${email}, ${at}, ${at})
      on conflict (issuer, subject) do update set name = excluded.name, email = excluded.email, last_at = excluded.last_at
      returning *`.execute(tx)
    await sql`delete from identities where id in (
        select id from identities where workspace_id = ${workspace} and account_id is null
        order by last_at desc offset ${MAX_WAITING})`.execute(tx)
    return rows[0]!
  },

  /** Whether an account has an identity of this provider. */
  isKnown: async (tx: Tx, workspace: number, issuer: string, accountId: number): Promise<boolean> => {
    const { rows } = await sql`
      select from identities
      where workspace_id = ${workspace} and issuer = ${issuer} and account_id = ${accountId}`.execute(tx)
    return rows.length > 0
  },

  link: async (tx: Tx, workspace: number, id: number, accountId: number): Promise<void> => {
    await sql`update identities set account_id = ${accountId}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  setOwnerByGroup: async (tx: Tx, workspace: number, id: number, isSo: boolean): Promise<void> => {
    await sql`update identities set owner_by_group = ${isSo}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  remove: async (tx: Tx, workspace: number, id: number): Promise<void> => {
    await sql`delete from identities where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  /** The memberships of an account in workspaces that are there. */
  held: async (tx: Tx, accountId: number): Promise<HeldRow[]> => {
    const { rows } = await sql<HeldRow>`
      select m.workspace_id as workspace, m.role, m.by_group
      from memberships m join workspaces w using (workspace_id)
      where m.account_id = ${accountId} and w.deleted_at is null`.execute(tx)
    return rows
  },

  putByGroup: async (tx: Tx, workspace: number, accountId: number, role: Role): Promise<void> => {
    await sql`insert into memberships (workspace_id, account_id, role, by_group)
      values (${workspace}, ${accountId}, ${role}, true)
      on conflict (workspace_id, account_id) do update set role = excluded.role`.execute(tx)
  },

  removeByGroup: async (tx: Tx, workspace: number, accountId: number): Promise<void> => {
    await sql`delete from memberships
      where workspace_id = ${workspace} and account_id = ${accountId} and by_group`.execute(tx)
  },

  /** Tokens of log-ins that are over are forgotten meanwhile. */
  addSession: async (
    tx: Tx,
    workspace: number,
    { tokenId, identityId, sid, idToken }: { tokenId: number; identityId: number; sid: string | null; idToken: string },
  ): Promise<void> => {
    await sql`delete from oidc_sessions s using tokens t
      where s.workspace_id = ${workspace} and t.id = s.token_id and (t.revoked_at is not null or t.expires_at < now())`.execute(
      tx,
    )
    await sql`insert into oidc_sessions (workspace_id, token_id, identity_id, sid, id_token)
      values (${workspace}, ${tokenId}, ${identityId}, ${sid}, ${idToken})`.execute(tx)
  },

  idTokenOf: async (workspace: number, tokenId: number): Promise<string | undefined> => {
    const { rows } = await sql<{ id_token: string }>`
      select id_token from oidc_sessions where workspace_id = ${workspace} and token_id = ${tokenId}`.execute(db)
    return rows[0]?.id_token
  },

  /** Log-ins that go on: of one session of the provider, of one person, or of both where both are named. */
  openSessions: async (
    tx: Tx,
    workspace: number,
    issuer: string,
    { sid, subject }: { sid: string | undefined; subject: string | undefined },
  ): Promise<SessionRow[]> => {
    const { rows } = await sql<SessionRow>`
      select t.id as token_id, t.account_id, t.label
      from oidc_sessions s join identities i on i.id = s.identity_id join tokens t on t.id = s.token_id
      where s.workspace_id = ${workspace} and i.issuer = ${issuer} and t.revoked_at is null
        and ${sid === undefined ? sql`true` : sql`s.sid = ${sid}`}
        and ${subject === undefined ? sql`true` : sql`i.subject = ${subject}`}`.execute(tx)
    return rows
  },

  /** False when this order was followed before. */
  noteLogoutToken: async (tx: Tx, workspace: number, digest: Buffer, until: Date, now: Date): Promise<boolean> => {
    await sql`delete from logout_tokens where workspace_id = ${workspace} and expires_at < ${now}`.execute(tx)
    const { rows } = await sql`
      insert into logout_tokens (workspace_id, digest, expires_at) values (${workspace}, ${digest}, ${until})
      on conflict do nothing returning digest`.execute(tx)
    return rows.length > 0
  },
})

export type IdentityStore = ReturnType<typeof identityStore>
