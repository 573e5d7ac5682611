/** What points cost on the disk. Segments of all workspaces lie in one table. */
import { sql } from 'kysely'
import { countBatch } from '../../../lib/segment.ts'
import type { Db } from '../../../platform/db.ts'

/** Of a longer log this many rows are counted, and stand for the rest. */
const LOG_ROWS = 1_000

export const storageStore = (db: Db) => ({
  segments: async (): Promise<{ points: number; bytes: number }> => {
    const { rows } = await sql<{ points: number; bytes: number }>`
      select coalesce(sum(n), 0)::float8 as points, pg_total_relation_size('segments')::float8 as bytes from segments`.execute(
      db,
    )
    return rows[0]!
  },

  logged: async (): Promise<number> => {
    const { rows } = await sql<{ payload: Buffer; rows: number }>`
      select payload, (select count(*)::int from point_log) as rows from point_log limit ${LOG_ROWS}`.execute(db)
    const counted = rows.reduce((sum, { payload }) => sum + countBatch(payload), 0)
    return rows[0] ? Math.round((counted * rows[0].rows) / rows.length) : 0
  },
})

export type StorageStore = ReturnType<typeof storageStore>
