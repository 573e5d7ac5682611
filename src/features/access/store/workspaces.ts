/** SQL of workspaces and of what people chose in them. */
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { AnswersFor } from '../contract/workspaces.ts'
import type { WorkspacesTable } from '../tables.ts'

export type WorkspaceRow = Selectable<WorkspacesTable>

export interface NewWorkspace {
  name: string
  sector: string | null
  is_demo: boolean
}

export const workspaceStore = (db: Db) => ({
  list: async (): Promise<WorkspaceRow[]> => {
    const { rows } = await sql<WorkspaceRow>`
      select * from workspaces where deleted_at is null order by workspace_id`.execute(db)
    return rows
  },

  get: async (workspace: number): Promise<WorkspaceRow> => {
    const { rows } = await sql<WorkspaceRow>`
      select * from workspaces where workspace_id = ${workspace}`.execute(db)
    return rows[0]!
  },

  /** workspace_id is what is looked for. */
  find: async (name: string, on: Db | Tx = db): Promise<WorkspaceRow | undefined> => {
    const { rows } = await sql<WorkspaceRow>`
      select * from workspaces where name = ${name} and deleted_at is null -- workspace_id is the answer`.execute(on)
    return rows[0]
  },

  /** Nothing when the name is taken. */
  insert: async (tx: Tx, { name, sector, is_demo }: NewWorkspace): Promise<WorkspaceRow | undefined> => {
    const { rows } = await sql<WorkspaceRow>`
      insert into workspaces (name, sector, is_demo) values (${name}, ${sector}, ${is_demo})
      on conflict do nothing returning * -- workspace_id is made here`.execute(tx)
    return rows[0]
  },

  setSector: async (tx: Tx, workspace: number, sector: string | null): Promise<WorkspaceRow> => {
    const { rows } = await sql<WorkspaceRow>`
      update workspaces set sector = ${sector} where workspace_id = ${workspace} returning *`.execute(tx)
    return rows[0]!
  },

  /** The name is free again at once. */
  markDeleted: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`update workspaces set deleted_at = now(), name = name || ' (removed ' || workspace_id || ')'
      where workspace_id = ${workspace}`.execute(tx)
  },

  deleted: async (): Promise<number[]> => {
    const { rows } = await sql<{ workspace_id: number }>`
      select workspace_id from workspaces where deleted_at is not null`.execute(db)
    return rows.map((row) => row.workspace_id)
  },

  remove: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from preferences where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from workspaces where workspace_id = ${workspace}`.execute(tx)
  },

  choiceOf: async (workspace: number, account: number): Promise<AnswersFor | null> => {
    const { rows } = await sql<{ answers_for: AnswersFor | null }>`
      select answers_for from preferences where workspace_id = ${workspace} and account_id = ${account}`.execute(db)
    return rows[0]?.answers_for ?? null
  },

  choose: async (workspace: number, account: number, answersFor: AnswersFor): Promise<void> => {
    await sql`insert into preferences (workspace_id, account_id, answers_for)
      values (${workspace}, ${account}, ${answersFor})
      on conflict (workspace_id, account_id) do update set answers_for = excluded.answers_for`.execute(db)
  },
})

export type WorkspaceStore = ReturnType<typeof workspaceStore>
