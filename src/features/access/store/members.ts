/** SQL of memberships. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { AccountKind } from '../contract/accounts.ts'
import type { Role } from '../roles.ts'

export interface MemberRow {
  account_id: number
  account: string
  kind: AccountKind
  /** Who answers for it, if it is a service. */
  contact: string | null
  role: Role
  since: Date
  by_group: boolean
  disabled_at: Date | null
}

export const memberStore = (db: Db) => ({
  list: async (workspace: number): Promise<MemberRow[]> => {
    const { rows } = await sql<MemberRow>`
      select m.account_id, a.name as account, a.kind, coalesce(c.name, a.contact_team) as contact, m.role, m.since,
        m.by_group, a.disabled_at
      from memberships m join accounts a on a.id = m.account_id left join accounts c on c.id = a.contact_id
      where m.workspace_id = ${workspace} order by a.name`.execute(db)
    return rows
  },

  roleOf: async (tx: Tx, workspace: number, accountId: number): Promise<Role | undefined> => {
    const { rows } = await sql<{ role: Role }>`
      select role from memberships where workspace_id = ${workspace} and account_id = ${accountId}`.execute(tx)
    return rows[0]?.role
  },

  /** Given by somebody: groups of the provider change it no more. */
  put: async (tx: Tx, workspace: number, accountId: number, role: Role): Promise<void> => {
    await sql`insert into memberships (workspace_id, account_id, role) values (${workspace}, ${accountId}, ${role})
      on conflict (workspace_id, account_id) do update set role = excluded.role, by_group = false`.execute(tx)
  },

  /** False when there was none. */
  remove: async (tx: Tx, workspace: number, accountId: number): Promise<boolean> => {
    const { rows } = await sql`
      delete from memberships where workspace_id = ${workspace} and account_id = ${accountId}
      returning account_id`.execute(tx)
    return rows.length > 0
  },
})

export type MemberStore = ReturnType<typeof memberStore>
