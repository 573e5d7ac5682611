/** SQL of backups that were asked for; they are of the whole installation, hence noted in its first workspace. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'
import type { BackupTasksTable } from '../tables.ts'

export type TaskRow = Selectable<BackupTasksTable>
type NewTask = Pick<Insertable<BackupTasksTable>, 'task' | 'kind' | 'name' | 'account_id' | 'asked_ms'>

/** The workspace that stands for the installation. */
export const WHOLE = 1

/** A process says once a second that it is alive. */
const SILENT_MS = 30_000
const SILENT_WITHOUT_LOCK_MS = 3_000

/** Whether any connection to this database holds an advisory lock. */
const isHeld = (lock: number) => sql`exists (
  select from pg_locks where locktype = 'advisory' and granted and objid = ${lock}::oid and objsubid = 1
    and database = (select oid from pg_database where datname = current_database()))`

export const taskStore = (db: Db) => ({
  /** Nothing while another one waits or runs. */
  insert: async (tx: Tx, task: NewTask): Promise<TaskRow | undefined> =>
    tx
      .insertInto('backup_tasks')
      .values({ ...task, workspace_id: WHOLE, state: 'waiting' })
      .onConflict((at) => at.doNothing())
      .returningAll()
      .executeTakeFirst(),

  find: (id: number): Promise<TaskRow | undefined> =>
    db.selectFrom('backup_tasks').selectAll().where('workspace_id', '=', WHOLE).where('id', '=', id).executeTakeFirst(),

  active: (): Promise<TaskRow | undefined> =>
    db
      .selectFrom('backup_tasks')
      .selectAll()
      .where('workspace_id', '=', WHOLE)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst(),

  /** The last one of its sort that has ended. */
  lastEnded: (task: TaskRow['task']): Promise<TaskRow | undefined> =>
    db
      .selectFrom('backup_tasks')
      .selectAll()
      .where('workspace_id', '=', WHOLE)
      .where('task', '=', task)
      .where('ended_ms', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),

  /** When a nightly one was last asked for, and when it was last made. */
  lastNightly: async (): Promise<{ asked: number | null; made: number | null }> => {
    const { rows } = await sql<{ asked: number | null; made: number | null }>`
      select max(asked_ms) as asked, max(asked_ms) filter (where state = 'done') as made
      from backup_tasks where workspace_id = ${WHOLE} and task = 'make' and kind = 'nightly'`.execute(db)
    return rows[0]!
  },

  /** False if it no longer waits. */
  begin: async (id: number, now: number): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('backup_tasks')
      .set({ state: 'running', began_ms: now, seen_ms: now })
      .where('workspace_id', '=', WHOLE)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  },

  update: async (id: number, change: Updateable<BackupTasksTable>, on: Db | Tx = db): Promise<void> => {
    await on
      .updateTable('backup_tasks')
      .set(change)
      .where('workspace_id', '=', WHOLE)
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'running'])
      .execute()
  },

  /** Ends what no process has spoken of for long; of a backup that is made, its lock tells sooner. */
  giveUp: async (now: number, error: string): Promise<void> => {
    await sql`
      update backup_tasks set state = 'failed', ended_ms = ${now}, error = ${error}
      where workspace_id = ${WHOLE} and state = 'running' and (seen_ms < ${now - SILENT_MS}
        or seen_ms < ${now - SILENT_WITHOUT_LOCK_MS} and task = 'make' and not ${isHeld(LOCKS.backup)})`.execute(db)
  },

  /** Forgets what ran in the database that this one was restored from. */
  forgetActive: async (tx: Tx): Promise<void> => {
    await tx
      .deleteFrom('backup_tasks')
      .where('workspace_id', '=', WHOLE)
      .where('state', 'in', ['waiting', 'running'])
      .execute()
  },
})

export type TaskStore = ReturnType<typeof taskStore>
