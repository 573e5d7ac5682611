/** SQL of passwords, of the links by which people set them, and of holders known by one. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'

export interface PasswordRow {
  account_id: number
  hash: string
}

export interface LinkRow {
  account_id: number
  account: string
}

export const passwordStore = (db: Db) => ({
  /** Of an account that may be used; machines have none. */
  findByName: async (name: string): Promise<PasswordRow | undefined> => {
    const { rows } = await sql<PasswordRow>`
      select p.account_id, p.hash from passwords p join accounts a on a.id = p.account_id
      where a.name = ${name} and a.disabled_at is null -- workspace_id is the first: names are those of the installation`.execute(
      db,
    )
    return rows[0]
  },

  find: async (on: Db | Tx, workspace: number, accountId: number): Promise<string | undefined> => {
    const { rows } = await sql<{ hash: string }>`
      select hash from passwords where workspace_id = ${workspace} and account_id = ${accountId}`.execute(on)
    return rows[0]?.hash
  },

  put: async (tx: Tx, workspace: number, accountId: number, hash: string): Promise<void> => {
    await sql`insert into passwords (workspace_id, account_id, hash) values (${workspace}, ${accountId}, ${hash})
      on conflict (account_id) do update set hash = excluded.hash, changed_at = now()`.execute(tx)
  },

  /** An earlier link of the account ends. */
  putLink: async (tx: Tx, workspace: number, accountId: number, digest: Buffer, expiresAt: Date): Promise<void> => {
    await sql`insert into password_links (workspace_id, account_id, digest, expires_at)
      values (${workspace}, ${accountId}, ${digest}, ${expiresAt})
      on conflict (account_id) do update set digest = excluded.digest, expires_at = excluded.expires_at`.execute(tx)
  },

  findLink: async (on: Db | Tx, digest: Buffer, now: Date): Promise<LinkRow | undefined> => {
    const { rows } = await sql<LinkRow>`
      select l.account_id, a.name as account from password_links l join accounts a on a.id = l.account_id
      where l.digest = ${digest} and l.expires_at > ${now} and a.disabled_at is null
      -- workspace_id is that of the link`.execute(on)
    return rows[0]
  },

  /** False when it was used in the meantime. */
  useLink: async (tx: Tx, digest: Buffer): Promise<boolean> => {
    const { rows } = await sql`
      delete from password_links where digest = ${digest} returning account_id -- workspace_id is that of the link`.execute(
      tx,
    )
    return rows.length > 0
  },

  /** Neither a password nor a way to set one. */
  erase: async (tx: Tx, workspace: number, accountId: number): Promise<void> => {
    await sql`delete from password_links where workspace_id = ${workspace} and account_id = ${accountId}`.execute(tx)
    await sql`delete from passwords where workspace_id = ${workspace} and account_id = ${accountId}`.execute(tx)
  },
})

export type PasswordStore = ReturnType<typeof passwordStore>
