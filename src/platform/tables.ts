/** Row types of the tables that belong to no feature: the event log and the graph. */
import type { Generated } from 'kysely'
import type { Int64 } from '../lib/json.ts'
import type { EventName, Kind, Relation } from '../lib/vocabulary.ts'

interface EventsTable {
  id: Generated<Int64>
  workspace_id: number
  at: Generated<Date>
  name: EventName
  subject_kind: string
  subject_id: string
  account_id: number | null
  digest: Buffer
  seq: Int64 | null
  hash: Buffer | null
}

interface EventDetailsTable {
  event_id: Int64
  workspace_id: number
  salt: Buffer
  details: unknown
}

interface NodesTable {
  workspace_id: number
  kind: Kind
  id: string
  label: string
  deleted_at: Date | null
}

interface EdgesTable {
  id: Generated<Int64>
  workspace_id: number
  from_kind: Kind
  from_id: string
  rel: Relation
  to_kind: Kind
  to_id: string
  at: Generated<Date>
  account_id: number | null
  event_id: Int64 | null
  ended_at: Date | null
}

declare module './db.ts' {
  interface Tables {
    events: EventsTable
    event_details: EventDetailsTable
    nodes: NodesTable
    edges: EdgesTable
  }
}
