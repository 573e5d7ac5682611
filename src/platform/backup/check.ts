/** What must hold of a restored database before it is called one. */
import type pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import { type Db, openDatabase } from '../db.ts'
import { migrate } from '../migrate.ts'
import { findDifferences } from '../schema.ts'

export interface EventLog {
  ok: boolean
  count: number
  head: string | null
  reason?: string | undefined
}

export type VerifyEvents = (db: Db) => Promise<EventLog>

/**
 * Brings it up to this version, compares its schema with what the migrations make, and walks the chain of events.
 * A chain that was broken before the backup is told, not refused: the rows are still what was backed up.
 */
export async function checkRestored(connection: pg.PoolConfig, verifyEvents: VerifyEvents): Promise<EventLog> {
  const database = openDatabase(connection, () => undefined)
  try {
    await migrate(database.pool)
    const wrong = (await findDifferences(database.pool)).find(({ what }) => what !== 'extra')
    if (wrong)
      throw new Failure(
        'INTERNAL_ERROR',
        `After restoring, ${wrong.thing} is ${wrong.what}. Report this with the backup's version.`,
      )
    return await verifyEvents(database.db)
  } finally {
    await database.close()
  }
}
