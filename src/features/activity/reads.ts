/** Sealed events for readers, with their details and the name of who did it. */
import { sql } from 'kysely'
import { AUDITED, type EventName } from '../../lib/vocabulary.ts'
import type { Db } from '../../platform/db.ts'

export interface EventRow {
  seq: number
  workspace_id: number
  at: Date
  name: EventName
  subject_kind: string
  subject_id: string
  account: string | null
  details: Record<string, unknown> | null
}

export interface EventFilter {
  workspace?: number | undefined
  name?: string | undefined
  subject_kind?: string | undefined
  subject_id?: string | undefined
  /** Without it, what only those may see who audit is left out. */
  audited?: boolean | undefined
}

export const eventReads = (db: Db) => ({
  /** The last sealed place; 0 when there is none. */
  head: async (): Promise<number> => {
    const { rows } = await sql<{ head: number }>`
      -- workspace_id is any: the log is one
      select coalesce((select seq from events where seq is not null order by seq desc limit 1), 0) as head`.execute(db)
    return rows[0]!.head
  },

  after: async (seq: number, limit: number, filter: EventFilter = {}): Promise<EventRow[]> => {
    const is = (column: string, value: string | number | undefined) =>
      value === undefined ? sql`` : sql`and ${sql.ref(column)} = ${value}`
    const { rows } = await sql<EventRow>`
      select e.seq, e.workspace_id, e.at, e.name, e.subject_kind, e.subject_id, a.name as account, d.details
      from events e left join event_details d on d.event_id = e.id left join accounts a on a.id = e.account_id
      where e.seq > ${seq} ${is('e.workspace_id', filter.workspace)} ${is('e.name', filter.name)}
        ${is('e.subject_kind', filter.subject_kind)} ${is('e.subject_id', filter.subject_id)}
        ${filter.audited ? sql`` : sql`and split_part(e.name, '.', 1) <> all(${AUDITED})`}
      order by e.seq limit ${limit}`.execute(db)
    return rows
  },
})

export type EventReads = ReturnType<typeof eventReads>
