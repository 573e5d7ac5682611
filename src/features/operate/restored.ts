/** What a restored installation notes of itself, before its first server starts. */
import type pg from 'pg'
import type { Manifest } from '../../platform/backup/archive.ts'
import { openDatabase } from '../../platform/db.ts'
import { createEvents } from '../../platform/events.ts'
import { taskStore, WHOLE } from './store/tasks.ts'

export async function noteRestored(connection: pg.PoolConfig, name: string, manifest: Manifest): Promise<void> {
  const database = openDatabase(connection, () => undefined)
  try {
    await database.db.transaction().execute(async (tx) => {
      await taskStore(database.db).forgetActive(tx)
      const details = { made_ms: manifest.made_ms, version: manifest.version }
      await createEvents().append(tx, { workspace: WHOLE, name: 'backup.restored', kind: 'backup', id: name, details })
    })
  } finally {
    await database.close()
  }
}
