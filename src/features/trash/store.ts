/** SQL of emptying the trash: what was asked, how far it is. */
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { TrashSweepsTable } from './tables.ts'

export type SweepRow = Selectable<TrashSweepsTable>

/** What was freed. */
export interface Freed {
  experiments: number
  runs: number
  models: number
  points: number
  files: number
  bytes: number
  kept: number
}

/** A process that has said nothing for so long works on it no more. */
const SILENT_MS = 20_000

export const sweepStore = (db: Db) => ({
  /** Nothing while another one is under way. */
  insert: async (tx: Tx, workspace: number, before: number, account: number | null, now: number) => {
    const { rows } = await sql<SweepRow>`
      insert into trash_sweeps (workspace_id, before_ms, account_id, asked_ms)
      values (${workspace}, ${before}, ${account}, ${now})
      on conflict (workspace_id) where state in ('waiting', 'running') do nothing returning *`.execute(tx)
    return rows[0]
  },

  last: async (workspace: number): Promise<SweepRow | undefined> => {
    const { rows } = await sql<SweepRow>`
      select * from trash_sweeps where workspace_id = ${workspace} order by id desc limit 1`.execute(db)
    return rows[0]
  },

  /** One that waits, or whose process is gone. */
  claim: async (now: number): Promise<SweepRow | undefined> => {
    const { rows } = await sql<SweepRow>`
      update trash_sweeps set state = 'running', seen_ms = ${now}, claim = claim + 1 where id = (
        select id from trash_sweeps -- workspace_id is any: one worker does all
        where state = 'waiting' or (state = 'running' and seen_ms < ${now - SILENT_MS}::bigint)
        order by id limit 1 for update skip locked) returning *`.execute(db)
    return rows[0]
  },

  setTotal: async ({ id, workspace_id }: SweepRow, total: number): Promise<void> => {
    await sql`update trash_sweeps set total = greatest(total, ${total})
      where id = ${id} and workspace_id = ${workspace_id}`.execute(db)
  },

  /** Counts what a transaction freed, in it; false when another process has taken over meanwhile. */
  add: async (tx: Tx, { id, workspace_id, claim }: SweepRow, freed: Partial<Freed>, now: number): Promise<boolean> => {
    const { experiments = 0, runs = 0, models = 0, points = 0, files = 0, bytes = 0, kept = 0 } = freed
    const { rows } = await sql`
      update trash_sweeps set seen_ms = ${now}, experiments = experiments + ${experiments},
        runs = runs + ${runs}, models = models + ${models}, points = points + ${points}, files = files + ${files},
        bytes = bytes + ${bytes}, kept = kept + ${kept}
      where id = ${id} and workspace_id = ${workspace_id} and claim = ${claim} returning id`.execute(tx)
    return rows.length > 0
  },

  /** Whoever begins anew counts anew what must stay. */
  forgetKept: async ({ id, workspace_id }: SweepRow): Promise<void> => {
    await sql`update trash_sweeps set kept = 0 where id = ${id} and workspace_id = ${workspace_id}`.execute(db)
  },

  /** Nothing when another process has taken over meanwhile. */
  end: async (tx: Tx, { id, workspace_id, claim }: SweepRow, error: string | null, now: number) => {
    const { rows } = await sql<SweepRow>`
      update trash_sweeps set state = ${error === null ? 'done' : 'failed'}, error = ${error}, ended_ms = ${now}
      where id = ${id} and workspace_id = ${workspace_id} and claim = ${claim} returning *`.execute(tx)
    return rows[0]
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from trash_sweeps where workspace_id = ${workspace}`.execute(tx)
  },
})

export type SweepStore = ReturnType<typeof sweepStore>
