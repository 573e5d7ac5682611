/** SQL of accounts. */
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'
import type { Role } from '../roles.ts'
import type { AccountsTable } from '../tables.ts'

export type AccountRow = Selectable<AccountsTable>

export interface ListedRow extends AccountRow {
  contact: string | null
  memberships: { workspace: string; role: Role }[]
}

export type NewAccount = Pick<AccountRow, 'name' | 'kind' | 'is_owner' | 'contact_id' | 'contact_team'>

const LOCK = LOCKS.owner

export const accountStore = (db: Db) => ({
  /** Changes of who has access happen one after the other, so that one owner always remains. */
  lock: async (tx: Tx): Promise<void> => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  },

  any: async (on: Db | Tx = db): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from accounts) as any -- workspace_id is any: one account closes the server`.execute(on)
    return rows[0]!.any
  },

  /** Nothing when the name is taken. */
  insert: async (tx: Tx, workspace: number, account: NewAccount): Promise<AccountRow | undefined> => {
    const { name, kind, is_owner, contact_id, contact_team } = account
    const { rows } = await sql<AccountRow>`
      insert into accounts (workspace_id, name, kind, is_owner, contact_id, contact_team)
      values (${workspace}, ${name}, ${kind}, ${is_owner}, ${contact_id}, ${contact_team})
      on conflict do nothing returning *`.execute(tx)
    return rows[0]
  },

  find: async (on: Db | Tx, workspace: number, id: number): Promise<AccountRow | undefined> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts where workspace_id = ${workspace} and id = ${id} and erased_at is null`.execute(on)
    return rows[0]
  },

  findByName: async (on: Db | Tx, workspace: number, name: string): Promise<AccountRow | undefined> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts where workspace_id = ${workspace} and name = ${name} and erased_at is null`.execute(on)
    return rows[0]
  },

  list: async (workspace: number, only?: number): Promise<ListedRow[]> => {
    const { rows } = await sql<ListedRow>`
      select a.*, coalesce(c.name, a.contact_team) as contact, coalesce((
          select jsonb_agg(jsonb_build_object('workspace', w.name, 'role', m.role) order by w.workspace_id)
          from memberships m join workspaces w using (workspace_id)
          where m.account_id = a.id and w.deleted_at is null), '[]') as memberships
      from accounts a left join accounts c on c.id = a.contact_id
      where a.workspace_id = ${workspace} and a.erased_at is null and ${only === undefined ? sql`true` : sql`a.id = ${only}`}
      order by a.id`.execute(db)
    return rows
  },

  owners: async (on: Db | Tx, workspace: number): Promise<AccountRow[]> => {
    const { rows } = await sql<AccountRow>`
      select * from accounts
      where workspace_id = ${workspace} and is_owner and disabled_at is null order by id`.execute(on)
    return rows
  },

  /** False when the name is taken. */
  change: async (tx: Tx, workspace: number, id: number, now: NewAccount): Promise<boolean> => {
    const { rows } = await sql`
      update accounts set name = ${now.name}, is_owner = ${now.is_owner}, contact_id = ${now.contact_id},
        contact_team = ${now.contact_team}
      where workspace_id = ${workspace} and id = ${id}
        and not exists (select from accounts o where o.workspace_id = ${workspace} and o.name = ${now.name} and o.id <> ${id})
      returning id`.execute(tx)
    return rows.length > 0
  },

  setDisabled: async (tx: Tx, workspace: number, id: number, disabled: boolean): Promise<void> => {
    await sql`update accounts set disabled_at = ${disabled ? sql`now()` : sql`null`}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },
})

export type AccountStore = ReturnType<typeof accountStore>
