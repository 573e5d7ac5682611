/** SQL of follows: which servers, how far they are, what each run of theirs was like when it was last read. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { toJson } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { FollowsTable } from '../tables.ts'

export type FollowRow = Selectable<FollowsTable>
type Patch = Omit<Updateable<FollowsTable>, 'options' | 'counts'> & { counts?: Record<string, number> }

export interface Known {
  run_id: string
  print: string
  tips: Record<string, string>
  running: boolean
}

export interface Noted extends Known {
  experiment_id: string
  /** When its whole histories were read; null where they were not. */
  read_ms: number | null
}

const json = (value: unknown) => sql<never>`${toJson(value)}::jsonb`

export const followStore = (db: Db) => ({
  /** Nothing when the name is taken. */
  insert: (tx: Tx, row: Insertable<FollowsTable>): Promise<FollowRow | undefined> =>
    // workspace_id is in the row
    tx
      .insertInto('follows')
      .values({ ...row, options: json(row.options) })
      .onConflict((at) => at.doNothing())
      .returningAll()
      .executeTakeFirst(),

  list: (workspace: number): Promise<FollowRow[]> =>
    db.selectFrom('follows').selectAll().where('workspace_id', '=', workspace).orderBy('name').execute(),

  find: (workspace: number, name: string): Promise<FollowRow | undefined> =>
    db
      .selectFrom('follows')
      .selectAll()
      .where('workspace_id', '=', workspace)
      .where('name', '=', name)
      .executeTakeFirst(),

  get: (workspace: number, id: number): Promise<FollowRow | undefined> =>
    db.selectFrom('follows').selectAll().where('workspace_id', '=', workspace).where('id', '=', id).executeTakeFirst(),

  due: (now: number): Promise<FollowRow[]> =>
    // workspace_id is any: one worker does all
    db
      .selectFrom('follows')
      .selectAll()
      .where('state', '=', 'active')
      .where('next_ms', '<=', now)
      .orderBy('next_ms')
      .execute(),

  change: async ({ id, workspace_id }: FollowRow, patch: Patch, on: Db | Tx = db): Promise<boolean> => {
    const { counts, ...plain } = patch
    const { numUpdatedRows } = await on
      .updateTable('follows')
      .set({ ...plain, ...(counts && { counts: json(counts) }) })
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  delete: async (tx: Tx, { id, workspace_id }: FollowRow): Promise<void> => {
    await tx.deleteFrom('follows').where('workspace_id', '=', workspace_id).where('id', '=', id).execute()
  },

  known: async ({ id, workspace_id }: FollowRow, runIds: string[]): Promise<Map<string, Known>> => {
    const { rows } = await sql<Known>`
      select run_id, print, tips, running from followed_runs
      where workspace_id = ${workspace_id} and follow_id = ${id} and run_id = any(${runIds})`.execute(db)
    return new Map(rows.map((row) => [row.run_id, row]))
  },

  note: async ({ id, workspace_id }: FollowRow, runs: Noted[]): Promise<void> => {
    await sql`
      insert into followed_runs as f (workspace_id, follow_id, run_id, experiment_id, print, tips, running, read_ms)
      select ${workspace_id}::int, ${id}::int, i.run_id, i.experiment_id, i.print, i.tips, i.running, coalesce(i.read_ms, 0)
      from jsonb_to_recordset(${toJson(runs)}::jsonb) as i(run_id text, experiment_id text, print text, tips jsonb,
        running bool, read_ms bigint)
      on conflict (follow_id, run_id) do update set print = excluded.print, tips = excluded.tips,
        running = excluded.running, read_ms = greatest(f.read_ms, excluded.read_ms)`.execute(db)
  },

  /** Whose whole histories were read longest ago; running ones before a shorter time. */
  stale: async ({ id, workspace_id }: FollowRow, running: number, others: number, limit: number) => {
    const { rows } = await sql<Known & { experiment_id: string }>`
      select run_id, experiment_id, print, tips, running from followed_runs
      where workspace_id = ${workspace_id} and follow_id = ${id} and tips <> '{}'
        and (read_ms < ${others}::bigint or running and read_ms < ${running}::bigint)
      order by running desc, read_ms limit ${limit}`.execute(db)
    return rows
  },

  read: async ({ id, workspace_id }: FollowRow, runIds: string[], at: number): Promise<void> => {
    await sql`update followed_runs set read_ms = ${at}
      where workspace_id = ${workspace_id} and follow_id = ${id} and run_id = any(${runIds})`.execute(db)
  },

  /** Runs of an experiment that a listing did not have. */
  missing: async (
    { id, workspace_id }: FollowRow,
    experimentId: string,
    seen: string[],
    limit: number,
  ): Promise<string[]> => {
    const { rows } = await sql<{ run_id: string }>`
      select run_id from followed_runs
      where workspace_id = ${workspace_id} and follow_id = ${id} and experiment_id = ${experimentId} and print <> 'gone'
        and run_id <> all(${seen}) limit ${limit}`.execute(db)
    return rows.map(({ run_id }) => run_id)
  },

  gone: async ({ id, workspace_id }: FollowRow, runIds: string[]): Promise<void> => {
    await sql`update followed_runs set print = 'gone', running = false, tips = '{}'
      where workspace_id = ${workspace_id} and follow_id = ${id} and run_id = any(${runIds})`.execute(db)
  },

  keepRoots: async ({ id, workspace_id }: FollowRow, roots: { root: string; uri: string }[]): Promise<void> => {
    await sql`
      insert into transfer_roots (workspace_id, root, follow_id, uri)
      select ${workspace_id}::int, i.root, ${id}::int, i.uri
      from jsonb_to_recordset(${toJson(roots)}::jsonb) as i(root text, uri text)
      on conflict (workspace_id, root) do update set follow_id = excluded.follow_id, uri = excluded.uri`.execute(db)
  },

  /** Which of some folders stands for a place elsewhere. */
  findRoot: async (workspace: number, roots: string[]) => {
    const { rows } = await sql<{ root: string; follow_id: number; uri: string }>`
      select root, follow_id, uri from transfer_roots where workspace_id = ${workspace} and root = any(${roots}) limit 1`.execute(
      db,
    )
    return rows[0]
  },

  /** The follow that knows a run, if it tells the source of what is found here. */
  followOf: async (workspace: number, runId: string): Promise<FollowRow | undefined> => {
    const { rows } = await sql<FollowRow>`
      select f.* from follows f join followed_runs r on r.follow_id = f.id
      where f.workspace_id = ${workspace} and r.run_id = ${runId} limit 1`.execute(db)
    return rows[0]
  },
})

export type FollowStore = ReturnType<typeof followStore>
