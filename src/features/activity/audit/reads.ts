/** What an export reads besides the chain: where a range begins and ends, and who accounts are. Never writes. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

export const auditReads = (db: Db) => ({
  /** The first sealed place at or after a moment; undefined when there is none. Transactions overlap: later ones may be older. */
  firstSince: async (ms: number, workspace: number | undefined): Promise<number | undefined> => {
    const { rows } = await sql<{ seq: number | null }>`
      select min(seq) as seq from events where seq is not null and at >= to_timestamp(${ms}::float8 / 1000)
        and (${workspace === undefined} or workspace_id = ${workspace ?? 0})`.execute(db)
    return rows[0]!.seq ?? undefined
  },

  lastBefore: async (ms: number, workspace: number | undefined): Promise<number | undefined> => {
    const { rows } = await sql<{ seq: number | null }>`
      select max(seq) as seq from events where seq is not null and at < to_timestamp(${ms}::float8 / 1000)
        and (${workspace === undefined} or workspace_id = ${workspace ?? 0})`.execute(db)
    return rows[0]!.seq ?? undefined
  },

  /** By name, else by number; of whatever workspace. */
  findAccount: async (text: string): Promise<number | undefined> => {
    const { rows } = await sql<{ id: number }>`
      -- workspace_id is any: accounts belong to the installation
      select id from accounts where name = ${text} or id::text = ${text} order by name = ${text} desc limit 1`.execute(
      db,
    )
    return rows[0]?.id
  },

  namesOf: async (ids: number[]): Promise<Map<number, string>> => {
    const { rows } = await sql<{ id: number; name: string }>`
      -- workspace_id is any: accounts belong to the installation
      select id, name from accounts where id = any(${ids})`.execute(db)
    return new Map(rows.map(({ id, name }) => [id, name]))
  },
})

export type AuditReads = ReturnType<typeof auditReads>
