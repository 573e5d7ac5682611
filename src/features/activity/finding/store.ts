/** SQL of what makes events findable: words of what they say, counts of their days. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'

const LOCK = LOCKS.eventIndex

/** Events of one workspace whose words stand together. */
export interface Block {
  workspace_id: number
  first_at: Date
  last_at: Date
  seqs: number[]
  words: string[]
}

export interface NewEvent {
  seq: number
  workspace_id: number
  at: Date
  name: string
  subject_id: string
  details: unknown
}

export interface DayCount {
  workspace_id: number
  day: string
  name: string
  n: number
}

export const findingStore = (db: Db) => ({
  /** False when another process is at it. */
  tryLock: async (tx: Tx): Promise<boolean> => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as mine`.execute(tx)
    return rows[0]!.mine
  },

  lock: async (tx: Tx): Promise<void> => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  },

  upto: async (on: Db | Tx = db): Promise<number> => {
    const { rows } = await sql<{ upto: number }>`
      select upto from event_index -- workspace_id is any: one row`.execute(on)
    return rows[0]!.upto
  },

  after: async (tx: Tx, seq: number, limit: number): Promise<NewEvent[]> => {
    const { rows } = await sql<NewEvent>`
      select e.seq, e.workspace_id, e.at, e.name, e.subject_id, d.details
      from events e left join event_details d on d.event_id = e.id
      where e.seq > ${seq} order by e.seq limit ${limit}`.execute(tx)
    return rows
  },

  at: async (tx: Tx, seqs: number[]): Promise<NewEvent[]> => {
    const { rows } = await sql<NewEvent>`
      -- workspace_id is that of the block
      select e.seq, e.workspace_id, e.at, e.name, e.subject_id, d.details
      from events e left join event_details d on d.event_id = e.id where e.seq = any(${seqs}::int8[])`.execute(tx)
    return rows
  },

  /** The last block of each workspace, if it has room for more events. */
  takeOpen: async (tx: Tx, workspaces: number[], room: number): Promise<Block[]> => {
    const { rows } = await sql<Block>`
      delete from event_words w using unnest(${workspaces}::int[]) a (workspace_id) where (w.workspace_id, w.upto) = (
        select l.workspace_id, l.upto from event_words l where l.workspace_id = a.workspace_id order by l.upto desc limit 1)
        and cardinality(w.seqs) < ${room}
      returning w.workspace_id, first_at, last_at, seqs, tsvector_to_array(words) as words`.execute(tx)
    return rows
  },

  /** Blocks that hold some of these events. */
  takeOf: async (tx: Tx, workspace: number, seqs: number[]): Promise<Block[]> => {
    const { rows } = await sql<Block>`
      delete from event_words where workspace_id = ${workspace} and seqs && ${seqs}::int8[]
      returning workspace_id, first_at, last_at, seqs, '{}'::text[] as words`.execute(tx)
    return rows
  },

  insert: async (tx: Tx, blocks: Block[]): Promise<void> => {
    const rows = blocks.map((block) => ({ ...block, upto: block.seqs.at(-1) }))
    await sql`
      insert into event_words (workspace_id, upto, first_at, last_at, seqs, words)
      select workspace_id, upto, first_at, last_at, seqs, array_to_tsvector(words)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as b(workspace_id int, upto int8, first_at timestamptz,
        last_at timestamptz, seqs int8[], words text[])`.execute(tx)
  },

  count: async (tx: Tx, days: DayCount[]): Promise<void> => {
    await sql`
      insert into event_days (workspace_id, day, name, n)
      select * from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as d(workspace_id int, day date, name text, n int)
      on conflict (workspace_id, day, name) do update set n = event_days.n + excluded.n`.execute(tx)
  },

  goTo: async (tx: Tx, seq: number): Promise<void> => {
    await sql`update event_index set upto = ${seq} -- workspace_id is any: one row`.execute(tx)
  },
})

export type FindingStore = ReturnType<typeof findingStore>
