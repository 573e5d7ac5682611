/** SQL of imports: what was asked for, how far it is, which runs are whole. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { type Int64, toJson } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Progress, Report } from '../contract/imports.ts'
import type { ImportsTable } from '../tables.ts'

export type ImportRow = Selectable<ImportsTable>
export interface WholeRun {
  run_id: string
  is_new: boolean
  added: Int64
  known: Int64
}

type Patch = Omit<Updateable<ImportsTable>, 'progress' | 'report' | 'options'> & {
  progress?: Progress
  report?: Report
}

const LISTED = 100
const json = (value: unknown) => sql<never>`${toJson(value)}::jsonb`

export const importStore = (db: Db) => ({
  insert: (tx: Tx, row: Insertable<ImportsTable>): Promise<ImportRow> =>
    // workspace_id is in the row
    tx
      .insertInto('imports')
      .values({ ...row, options: json(row.options), progress: json(row.progress), report: json(row.report) })
      .returningAll()
      .executeTakeFirstOrThrow(),

  list: (workspace: number): Promise<ImportRow[]> =>
    db
      .selectFrom('imports')
      .selectAll()
      .where('workspace_id', '=', workspace)
      .orderBy('id', 'desc')
      .limit(LISTED)
      .execute(),

  find: (workspace: number, id: number): Promise<ImportRow | undefined> =>
    db.selectFrom('imports').selectAll().where('workspace_id', '=', workspace).where('id', '=', id).executeTakeFirst(),

  /** What waits or was cut off, in any workspace. */
  open: (): Promise<ImportRow[]> =>
    // workspace_id is any: one worker does all
    db.selectFrom('imports').selectAll().where('state', 'in', ['waiting', 'running']).orderBy('id').execute(),

  /** False when its state is none of these any more. */
  change: async (
    row: Pick<ImportRow, 'id' | 'workspace_id'>,
    from: ImportRow['state'][],
    patch: Patch,
    on: Db | Tx = db,
  ) => {
    const { progress, report, ...plain } = patch
    const { numUpdatedRows } = await on
      .updateTable('imports')
      .set({ ...plain, ...(progress && { progress: json(progress) }), ...(report && { report: json(report) }) })
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .where('state', 'in', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  wholeRuns: async ({ workspace_id, id }: ImportRow): Promise<WholeRun[]> => {
    const { rows } = await sql<WholeRun>`
      select run_id, is_new, added, known from import_runs
      where workspace_id = ${workspace_id} and import_id = ${id}`.execute(db)
    return rows
  },

  noteWhole: async ({ workspace_id, id }: ImportRow, runs: WholeRun[]): Promise<void> => {
    await sql`
      insert into import_runs (workspace_id, import_id, run_id, is_new, added, known)
      select ${workspace_id}::int, ${id}::int, i.* from jsonb_to_recordset(${toJson(runs)}::jsonb)
        as i(run_id text, is_new bool, added bigint, known bigint) on conflict do nothing`.execute(db)
  },

  forgetWhole: async ({ workspace_id, id }: ImportRow, tx: Tx): Promise<void> => {
    await sql`delete from import_runs where workspace_id = ${workspace_id} and import_id = ${id}`.execute(tx)
  },
})

export type ImportStore = ReturnType<typeof importStore>
