/** The event log's writer: one event in the transaction that makes it true. Readers see events once they are sealed. */
import { createHash, randomBytes } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Int64 } from '../lib/json.ts'
import type { EventName, Kind } from '../lib/vocabulary.ts'
import type { Db, Tx } from './db.ts'
import './tables.ts'

/** What an event may be about: a node of the graph, or what is none. */
export type Subject =
  | Kind
  | 'account'
  | 'token'
  | 'workspace'
  | 'dataset'
  | 'handbook'
  | 'duty'
  | 'backup'
  | 'webhook'
  | 'trash'
  | 'import'
  | 'follow'

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
  /**
   * The same as parts of a larger statement, for hot paths: CTEs `appended` (id, subject_kind, subject_id) and
   * `appended_details`. `only` is a condition on `said.subject_id`. Call `announce` once it is committed.
   */
  within(events: NewEvent[], only?: RawBuilder<unknown>): RawBuilder<unknown>
  announce(): void
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
  await sql`update event_words set words = '' where workspace_id = ${workspace}`.execute(tx)
}

/** A row of `said`. What the database stores is what the digest covers: both come from the same text. */
function toRow({ workspace, name, kind, id, accountId = null, details = {} }: NewEvent) {
  const salt = randomBytes(16)
  const text = canonical(details)
  return {
    workspace_id: workspace,
    ...{ name, subject_kind: kind, subject_id: id, account_id: accountId },
    salt: salt.toString('hex'),
    digest: createHash('sha256').update(salt).update(text).digest('hex'),
    details: text,
  }
}

const within: Events['within'] = (events, only = sql`true`) => sql`
  said as materialized (
    select workspace_id, name, subject_kind, subject_id, account_id, decode(salt, 'hex') as salt,
      decode(digest, 'hex') as digest, details::jsonb as details
    from jsonb_to_recordset(${JSON.stringify(events.map(toRow))}::jsonb) as said(workspace_id int, name text,
      subject_kind text, subject_id text, account_id int, salt text, digest text, details text)
    where ${only}),
  appended as (
    insert into events (workspace_id, name, subject_kind, subject_id, account_id, digest)
    select workspace_id, name, subject_kind, subject_id, account_id, digest from said
    returning id, subject_kind, subject_id, digest),
  appended_details as (
    insert into event_details (event_id, workspace_id, salt, details)
    select a.id, s.workspace_id, s.salt, s.details from appended a join said s using (digest))`

export function createEvents(): Events {
  const listeners: (() => void)[] = []
  const announce = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    onAppend: (listener) => void listeners.push(listener),
    announce,
    within,
    async append(tx, event) {
      const { rows } = await sql<{ id: Int64 }>`with ${within([event])} select id from appended`.execute(tx)
      announce()
      return rows[0]!.id
    },
  }
}
