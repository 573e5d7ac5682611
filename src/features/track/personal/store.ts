/** SQL of personal data: what is tagged, which versions there are of it, which runs read those without a purpose. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { PURPOSE_TAG } from '../contract/personal.ts'

export interface PersonalRow {
  dataset: string
  columns: string[]
  refuses: boolean
  changed_at: Date
}

export const personalStore = (db: Db) => ({
  list: async (workspace: number, names?: string[]): Promise<PersonalRow[]> => {
    const { rows } = await sql<PersonalRow>`
      select dataset, columns, refuses, changed_at from personal_data
      where workspace_id = ${workspace} and (${names === undefined} or dataset = any(${names ?? []})) order by dataset`.execute(
      db,
    )
    return rows
  },

  /** What is not said of refusing stays as it was. */
  put: async (
    tx: Tx,
    workspace: number,
    dataset: string,
    columns: string[],
    refuses: boolean | null,
  ): Promise<void> => {
    await sql`
      insert into personal_data (workspace_id, dataset, columns, refuses)
      values (${workspace}, ${dataset}, ${columns}, coalesce(${refuses}, false))
      on conflict (workspace_id, dataset) do update set columns = excluded.columns,
        refuses = coalesce(${refuses}, personal_data.refuses), changed_at = now()`.execute(tx)
  },

  /** False when it was not there. */
  remove: async (tx: Tx, workspace: number, dataset: string): Promise<boolean> => {
    const { rows } = await sql`
      delete from personal_data where workspace_id = ${workspace} and dataset = ${dataset} returning dataset`.execute(
      tx,
    )
    return rows.length > 0
  },

  versions: async (
    workspace: number,
  ): Promise<{ id: Int64; name: string; digest: string; schema: string | null }[]> => {
    const { rows } = await sql<{ id: Int64; name: string; digest: string; schema: string | null }>`
      select s.id, s.name, s.digest, s.schema
      from personal_data p join datasets s on s.workspace_id = p.workspace_id and s.name = p.dataset
      where p.workspace_id = ${workspace}`.execute(db)
    return rows
  },

  withoutPurpose: async (workspace: number, versions: Int64[], limit: number) => {
    const { rows } = await sql<{ run_id: string; name: string; start_ms: Int64 | null; dataset: Int64 }>`
      select r.run_id, r.name, r.start_ms, i.dataset
      from run_datasets i join runs r on r.id = i.run join run_docs d on d.run = r.id
      where i.dataset = any(${versions}) and r.workspace_id = ${workspace} and not r.deleted
        and coalesce(btrim(d.tags ->> ${PURPOSE_TAG}), '') = ''
      order by r.id desc, i.dataset limit ${limit}`.execute(db)
    return rows
  },
})

export type PersonalStore = ReturnType<typeof personalStore>
