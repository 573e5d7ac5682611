/** What changed around a node of the graph: events of others after it came into being, newer versions of data. */
import { sql } from 'kysely'
import type { EventName } from '../../lib/vocabulary.ts'
import type { Db } from '../../platform/db.ts'
import type { Node, Ref } from '../../platform/graph.ts'

export interface ChangeRow {
  seq: number
  at: Date
  name: EventName
  subject_kind: string
  subject_id: string
  account: string | null
  details: Record<string, unknown> | null
}

export interface NewerRow extends Node {
  of: string
  since: Date
}

const MOST_CHANGES = 50

const columns = (refs: Ref[]) => sql`${refs.map(({ kind }) => kind)}::text[], ${refs.map(({ id }) => id)}::text[]`

export const changeReads = (db: Db) => ({
  /** When a node came into being here: its first event; where it has none, its first edge, which may be of earlier. */
  since: async (workspace: number, { kind, id }: Ref): Promise<Date | null> => {
    const { rows } = await sql<{ since: Date | null }>`
      select coalesce(
        (select min(at) from events where workspace_id = ${workspace} and subject_kind = ${kind} and subject_id = ${id}),
        -- Edges that ended are in no index.
        least(
          (select min(at) from edges where workspace_id = ${workspace} and to_kind = ${kind} and to_id = ${id} and ended_at is null),
          (select min(at) from edges where workspace_id = ${workspace} and from_kind = ${kind} and from_id = ${id} and ended_at is null))
      ) as since`.execute(db)
    return rows[0]!.since
  },

  /** Sealed events of some nodes after a moment, newest first. */
  changes: async (workspace: number, nodes: Ref[], since: Date): Promise<ChangeRow[]> => {
    const { rows } = await sql<ChangeRow>`
      select e.seq, e.at, e.name, e.subject_kind, e.subject_id, a.name as account, d.details
      from unnest(${columns(nodes)}) f (kind, id)
      join events e on e.workspace_id = ${workspace} and e.subject_kind = f.kind and e.subject_id = f.id
      left join event_details d on d.event_id = e.id left join accounts a on a.id = e.account_id
      where e.seq is not null and e.at > ${since} order by e.seq desc limit ${MOST_CHANGES}`.execute(db)
    return rows
  },

  /** Versions of the same data that were first used after these were. The name ends at the last '@' of the id. */
  newer: async (workspace: number, ids: string[]): Promise<NewerRow[]> => {
    const nameOf = (column: string) =>
      sql`left(${sql.ref(column)}, length(${sql.ref(column)}) - strpos(reverse(${sql.ref(column)}), '@'))`
    const firstUse = (column: string) =>
      sql`(select min(at) from edges where workspace_id = ${workspace} and to_kind = 'dataset-version' and to_id = ${sql.ref(column)}
        and ended_at is null)`
    const { rows } = await sql<NewerRow>`
      select * from (
        select f.id as of, n.kind, n.id, n.label, n.deleted_at is not null as deleted, ${firstUse('n.id')} as since,
          ${firstUse('f.id')} as before
        from unnest(${ids}::text[]) f (id)
        join nodes n on n.workspace_id = ${workspace} and n.kind = 'dataset-version' and n.id <> f.id
          and ${nameOf('n.id')} = ${nameOf('f.id')}
      ) x where since > before order by of, since desc`.execute(db)
    return rows
  },
})
