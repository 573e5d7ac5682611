/** SQL of the chain: what is to be sealed, what is sealed. */
import { sql } from 'kysely'
import { GENESIS, type Link, type SealedLink } from '../../platform/audit/chain.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { LOCKS } from '../../platform/locks.ts'

const LOCK = LOCKS.seal

/** Microseconds, as PostgreSQL keeps them: a change below a millisecond is one too. */
const COLUMNS = sql`e.id, e.workspace_id, to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.name, e.subject_kind, e.subject_id, e.account_id, e.digest`

export const chainStore = (db: Db) => ({
  anyUnsealed: async (): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from events where seq is null) as any -- workspace_id is any: the chain is one`.execute(db)
    return rows[0]!.any
  },

  countUnsealed: async (): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from events where seq is null -- workspace_id is any: the chain is one`.execute(db)
    return rows[0]!.n
  },

  /** False when another sealer is at work. A statement of its own: what follows must see what that sealer committed. */
  tryLock: async (tx: Tx): Promise<boolean> => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as mine`.execute(tx)
    return rows[0]!.mine
  },

  /** The last event that is sealed; before the first one, what comes before it. */
  head: async (on: Db | Tx = db): Promise<{ seq: number; hash: Buffer }> => {
    const { rows } = await sql<{ seq: number; hash: Buffer }>`
      -- workspace_id is any: the chain is one
      select seq, hash from events where seq is not null order by seq desc limit 1`.execute(on)
    return rows[0] ?? { seq: 0, hash: GENESIS }
  },

  findAt: async (seq: number): Promise<{ hash: Buffer } | undefined> => {
    const { rows } = await sql<{ hash: Buffer }>`
      select hash from events where seq = ${seq} -- workspace_id is any: the chain is one`.execute(db)
    return rows[0]
  },

  hashesAt: async (seqs: number[]): Promise<Map<number, string>> => {
    const { rows } = await sql<{ seq: number; hash: string }>`
      -- workspace_id is any: the chain is one
      select seq, encode(hash, 'hex') as hash from events where seq = any(${seqs}::int8[])`.execute(db)
    return new Map(rows.map(({ seq, hash }) => [seq, hash]))
  },

  unsealed: async (tx: Tx, limit: number): Promise<Link[]> => {
    const { rows } = await sql<Link>`
      -- workspace_id is any: the chain is one
      select ${COLUMNS} from events e where e.seq is null order by e.id limit ${limit}`.execute(tx)
    return rows
  },

  /** Stores the seals and tells all processes the last one, both or neither. */
  seal: async (tx: Tx, seals: { id: unknown; seq: number; hash: Buffer }[]): Promise<void> => {
    await sql`
      -- workspace_id is that of the event
      update events e set seq = s.seq, hash = s.hash
      from unnest(${seals.map((s) => s.id)}::int8[], ${seals.map((s) => s.seq)}::int8[],
        ${seals.map((s) => s.hash)}::bytea[]) s(id, seq, hash)
      where e.id = s.id`.execute(tx)
    await sql`select pg_notify('bw_sealed', ${String(seals.at(-1)!.seq)})`.execute(tx)
  },

  sealedAfter: async (seq: number, limit: number): Promise<SealedLink[]> => {
    const { rows } = await sql<SealedLink>`
      -- workspace_id is any: the chain is one
      select ${COLUMNS}, e.seq, e.hash, d.salt, d.details
      from events e left join event_details d on d.event_id = e.id
      where e.seq > ${seq} order by e.seq limit ${limit}`.execute(db)
    return rows
  },
})

export type ChainStore = ReturnType<typeof chainStore>
