/** What points cost on the disk. Segments of all workspaces lie in one table. */
import { sql } from 'kysely'
import { countBatch } from '../../../lib/segment.ts'
import type { Db } from '../../../platform/db.ts'
import { SEGMENT_POINTS } from '../points/segments.ts'

/** Of a longer log this many rows are counted, and stand for the rest. */
const LOG_ROWS = 1_000

export const storageStore = (db: Db) => ({
  stored: async (): Promise<{ points: number; bytes: number; waiting: number }> => {
    const { rows } = await sql<{ points: number; bytes: number; waiting: number }>`
      select (select coalesce(sum(n), 0) from segments)::float8 + (select coalesce(sum(n), 0) from packs)::float8 as points,
        (pg_total_relation_size('segments') + pg_total_relation_size('packs'))::float8 as bytes,
        (select coalesce(sum(s.n), 0) from uncompacted u join segments s on s.run = u.run
          where not s.compacted and s.n < ${SEGMENT_POINTS})::float8 as waiting`.execute(db)
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
