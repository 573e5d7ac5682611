/** The event log's writer: one event in the transaction that makes it true. Readers see events once they are sealed. */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Int64 } from '../lib/json.ts'
import type { EventName, Kind } from '../lib/vocabulary.ts'
import type { Db, Tx } from './db.ts'
import './tables.ts'

/** What an event may be about: a node of the graph, or what is none. */
export type Subject = Kind | 'account' | 'token' | 'workspace' | 'handbook' | 'duty'

export interface NewEvent {
  workspace: number
  name: EventName
  kind: Subject
  id: string
  accountId?: number | null
  details?: Record<string, unknown>
}

export interface Events {
  /** Appends in the caller's transaction; returns the event's id. */
  append(tx: Db | Tx, event: NewEvent): Promise<Int64>
  /** Called whenever something was appended; the sealer registers here. */
  onAppend(listener: () => void): void
}

/** Keys sorted at every depth, so that the same details always have the same digest. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : typeof v === 'bigint'
        ? v.toString()
        : v,
  )

export const saltedDigest = (salt: Buffer, details: unknown): Buffer =>
  createHash('sha256').update(salt).update(canonical(details)).digest()

/** Erases what the events of a workspace say; the events themselves stay, and the chain verifies as before. */
export const eraseDetails = async (tx: Tx, workspace: number): Promise<void> => {
  await sql`delete from event_details where workspace_id = ${workspace}`.execute(tx)
}

export function createEvents(): Events {
  const listeners: (() => void)[] = []
  return {
    onAppend: (listener) => void listeners.push(listener),
    async append(tx, { workspace, name, kind, id, accountId = null, details = {} }) {
      const salt = randomBytes(16)
      // What the database stores is what the digest covers: both come from the same text.
      const text = canonical(details)
      const digest = createHash('sha256').update(salt).update(text).digest()
      const { rows } = await sql<{ event_id: Int64 }>`
        with e as (
          insert into events (workspace_id, name, subject_kind, subject_id, account_id, digest)
          values (${workspace}, ${name}, ${kind}, ${id}, ${accountId}, ${digest}) returning id
        )
        insert into event_details (event_id, workspace_id, salt, details)
        select id, ${workspace}::int, ${salt}::bytea, ${text}::jsonb from e returning event_id`.execute(tx)
      for (const listener of listeners) listener()
      return rows[0]!.event_id
    },
  }
}
