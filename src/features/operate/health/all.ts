/** How the server is, from its inside: the doctor and the page ask the same. */
import { stat } from 'node:fs/promises'
import { type Check, check, guarded } from '../../../lib/check.ts'
import { checkBlobs } from '../../../platform/blobs/check.ts'
import type { Blobs } from '../../../platform/blobs.ts'
import type { Config } from '../../../platform/config.ts'
import type { Database } from '../../../platform/db.ts'
import { checkDisk } from '../../../platform/disk.ts'
import { VERSION } from '../../../platform/version.ts'
import { checkBackups, type Kept } from './backups.ts'
import { checkDatabase, checkJobs } from './database.ts'
import { held } from './held.ts'
import { checkSchemaOf } from './schema.ts'

interface Parts {
  config: Config
  database: Database
  blobs: Blobs
  now: () => number
  backups(): Promise<Kept>
  since(): Promise<number>
}

/** The disk of the data, and that of the backups where it is another. */
async function checkDisks({ dataDir, backup }: Config): Promise<Check[]> {
  const there = await stat(backup.to).catch(() => undefined)
  const places = there && there.dev !== (await stat(dataDir)).dev ? [dataDir, backup.to] : [dataDir]
  return Promise.all(places.map(checkDisk))
}

export function healthOf({ config, database, blobs, now, backups, since }: Parts): () => Promise<Check[]> {
  const { db, pool } = database
  const checkSchema = held(now, () => checkSchemaOf(pool))
  const checkStore = held(now, () => checkBlobs(blobs, config.blobs))
  return async () => {
    const parts = await Promise.all([
      guarded('database size', () => checkDatabase(db)),
      guarded('schema', checkSchema),
      guarded('backups', async () => checkBackups(await backups(), now(), await since())),
      guarded('jobs', () => checkJobs(db)),
      guarded('artifact store', checkStore),
      guarded('disk', () => checkDisks(config)),
    ])
    return [check('version', 'ok', `Bellwether ${VERSION}, Node.js ${process.versions.node}.`), ...parts.flat()]
  }
}
