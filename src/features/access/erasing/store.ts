/** SQL of forgetting an account. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

export const erasingStore = {
  /** Names of the service accounts whose contact it is. */
  answersFor: async (tx: Tx, workspace: number, id: number): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select name from accounts where workspace_id = ${workspace} and contact_id = ${id} and erased_at is null
      order by name`.execute(tx)
    return rows.map(({ name }) => name)
  },

  /** All but the number, and whatever the password's store has. */
  erase: async (tx: Tx, workspace: number, id: number): Promise<void> => {
    await sql`delete from identities where workspace_id = ${workspace} and account_id = ${id}`.execute(tx)
    await sql`delete from device_log_ins where workspace_id = ${workspace} and account_id = ${id}`.execute(tx)
    await sql`delete from tokens where workspace_id = ${workspace} and account_id = ${id}`.execute(tx)
    await sql`delete from memberships where account_id = ${id} -- workspace_id is any: of all workspaces`.execute(tx)
    await sql`delete from preferences where account_id = ${id} -- workspace_id is any: of all workspaces`.execute(tx)
    await sql`update accounts set name = '(erased ' || id || ')', is_owner = false, contact_id = null,
        contact_team = null, disabled_at = coalesce(disabled_at, now()), erased_at = now()
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },
}
