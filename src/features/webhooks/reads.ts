/** Reads for webhooks: the sealed events that deliveries are about. Never writes. */
import { sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { EventName } from '../../lib/vocabulary.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { DeliveryState } from './contract.ts'
import type { Attempt } from './store.ts'

export interface EventRow {
  id: Int64
  seq: number
  at: Date
  /** The name of the workspace. */
  workspace: string
  name: EventName
  subject_kind: string
  subject_id: string
  details: Record<string, unknown> | null
}

export type NewEvent = Pick<EventRow, 'id' | 'seq' | 'name' | 'at' | 'details'> & { workspace_id: number }

export interface DeliveryRow extends Attempt {
  id: Int64
  name: EventName
  subject_kind: string
  subject_id: string
  state: DeliveryState
  attempts: number
  created_at: Date
  at: Date
}

export const webhookReads = (db: Db) => ({
  head: async (tx: Tx): Promise<number> => {
    const { rows } = await sql<{ head: number }>`
      -- workspace_id is any: the log is one
      select coalesce((select seq from events where seq is not null order by seq desc limit 1), 0) as head`.execute(tx)
    return rows[0]!.head
  },

  /** Details are read of those events only that cannot be judged by their name. */
  after: async (tx: Tx, seq: number, limit: number, detailed: readonly EventName[]): Promise<NewEvent[]> => {
    const { rows } = await sql<NewEvent>`
      select e.id, e.seq, e.workspace_id, e.name, e.at, d.details
      from events e left join event_details d on d.event_id = e.id and e.name = any(${detailed})
      where e.seq > ${seq} order by e.seq limit ${limit}`.execute(tx)
    return rows
  },

  events: async (ids: Int64[]): Promise<Map<Int64, EventRow>> => {
    const { rows } = await sql<EventRow>`
      select e.id, e.seq, e.at, w.name as workspace, e.name, e.subject_kind, e.subject_id, d.details
      from events e join workspaces w on w.workspace_id = e.workspace_id left join event_details d on d.event_id = e.id
      where e.id = any(${ids})`.execute(db)
    return new Map(rows.map((row) => [row.id, row]))
  },

  deliveries: async (
    workspace: number,
    hook: number,
    { before, state, limit }: { before?: Int64 | undefined; state?: DeliveryState | undefined; limit: number },
  ): Promise<DeliveryRow[]> => {
    const { rows } = await sql<DeliveryRow>`
      select d.id, e.name, e.subject_kind, e.subject_id, d.state, d.attempts, d.created_at, d.at, d.status, d.took_ms,
        d.error
      from webhook_deliveries d join events e on e.id = d.event_id
      where d.workspace_id = ${workspace} and d.webhook_id = ${hook}
        ${before === undefined ? sql`` : sql`and d.id < ${before}`} ${state === undefined ? sql`` : sql`and d.state = ${state}`}
      order by d.id desc limit ${limit}`.execute(db)
    return rows
  },
})

export type WebhookReads = ReturnType<typeof webhookReads>
