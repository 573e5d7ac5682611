/** SQL of workspaces and of what people chose in them. */
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { AnswersFor } from '../contract/workspaces.ts'
import type { WorkspacesTable } from '../tables.ts'

export type WorkspaceRow = Selectable<WorkspacesTable>

export interface NewWorkspace {
  name: string
  sector: string | null
  description: string
  is_demo: boolean
}

interface Choice {
  answers_for: AnswersFor | null
  specialisations: string[]
}

interface DeclaredRow {
  account_id: number
  /** None of whoever uses an open server. */
  name: string | null
  specialisations: string[]
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

  /** Those that are there; none of them is removed before the transaction ends. */
  hold: async (tx: Tx, ids: number[]): Promise<number> => {
    const { rows } = await sql`
      select from workspaces where workspace_id = any(${ids}::int[]) and deleted_at is null
      order by workspace_id for share`.execute(tx)
    return rows.length
  },

  /** Nothing when the name is taken. */
  insert: async (tx: Tx, { name, sector, description, is_demo }: NewWorkspace): Promise<WorkspaceRow | undefined> => {
    const { rows } = await sql<WorkspaceRow>`
      insert into workspaces (name, sector, description, is_demo)
      values (${name}, ${sector}, ${description}, ${is_demo})
      on conflict do nothing returning * -- workspace_id is made here`.execute(tx)
    return rows[0]
  },

  change: (
    tx: Tx,
    workspace: number,
    patch: Pick<Updateable<WorkspacesTable>, 'sector' | 'description'>,
  ): Promise<WorkspaceRow> =>
    tx
      .updateTable('workspaces')
      .set({ workspace_id: workspace, ...patch })
      .where('workspace_id', '=', workspace)
      .returningAll()
      .executeTakeFirstOrThrow(),

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
    await sql`delete from memberships where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from tokens where bound_to = ${workspace} and is_session -- workspace_id is that of the account`.execute(
      tx,
    )
    await sql`delete from tokens where bound_to = ${workspace} -- workspace_id is that of the account`.execute(tx)
    await sql`delete from preferences where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from workspaces where workspace_id = ${workspace}`.execute(tx)
  },

  choiceOf: async (workspace: number, account: number): Promise<Choice> => {
    const { rows } = await sql<Choice>`
      select answers_for, specialisations from preferences
      where workspace_id = ${workspace} and account_id = ${account}`.execute(db)
    return rows[0] ?? { answers_for: null, specialisations: [] }
  },

  /** What is not given stays. */
  choose: async (workspace: number, account: number, chosen: Partial<Choice>): Promise<void> => {
    const { answers_for = null, specialisations = null } = chosen
    await sql`insert into preferences (workspace_id, account_id, answers_for, specialisations)
      values (${workspace}, ${account}, ${answers_for}, coalesce(${specialisations}::text[], '{}'))
      on conflict (workspace_id, account_id) do update set
        answers_for = coalesce(${answers_for}, preferences.answers_for),
        specialisations = coalesce(${specialisations}::text[], preferences.specialisations)`.execute(db)
  },

  /** What people declared of themselves; accounts that may no longer log in are left out. */
  declared: async (workspace: number): Promise<DeclaredRow[]> => {
    const { rows } = await sql<DeclaredRow>`
      select p.account_id, a.name, p.specialisations
      from preferences p left join accounts a on a.id = p.account_id
      where p.workspace_id = ${workspace} and p.specialisations <> '{}'
        and (p.account_id = 0 or (a.id is not null and a.disabled_at is null))`.execute(db)
    return rows
  },
})

export type WorkspaceStore = ReturnType<typeof workspaceStore>
