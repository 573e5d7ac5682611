/** A copy of the database before its schema is changed, so that whatever an upgrade does can be undone. */
import type pg from 'pg'
import type { Logger } from 'pino'
import { BLOB_COLUMNS } from './features/artifacts/index.ts'
import { Failure } from './lib/failure.ts'
import { folderTarget } from './platform/backup/folder.ts'
import { makeBackup } from './platform/backup/make.ts'
import { nameOf, prune } from './platform/backup/target.ts'
import type { Blobs } from './platform/blobs.ts'
import type { Config } from './platform/config.ts'

/** How many of these copies stay. */
const KEPT = 2

/** Of the database alone: an upgrade does not touch the bytes of artifacts. Throws if there can be no copy. */
export async function copyBeforeMigrating(
  { backup, dataDir }: Config,
  connection: pg.PoolConfig,
  blobs: Blobs,
  pending: string[],
  log: Logger,
): Promise<void> {
  if (!backup.beforeMigrating) return
  const target = folderTarget(backup.to)
  const name = nameOf('before-migration', Date.now())
  try {
    await makeBackup(
      { connection, blobs, blobColumns: BLOB_COLUMNS, dataDir, now: Date.now },
      { kind: 'before-migration', blobs: 'none', open: (sizes) => target.write(name, sizes, blobs) },
    )
  } catch (error) {
    throw new Failure(
      'TEMPORARILY_UNAVAILABLE',
      `This version changes the schema of the database (${pending.join(', ')}), and the copy that is made before could not be: ` +
        `${(error as Error).message} The database is as it was. Mend that, or start with BELLWETHER_BACKUP_BEFORE_MIGRATING=off if you have a copy of your own.`,
      { cause: error },
    )
  }
  log.info({ copy: target.placeOf(name) }, 'copied the database before changing its schema')
  await prune(target, { 'before-migration': KEPT }).catch((error: unknown) =>
    log.warn({ err: error }, 'removing old copies failed'),
  )
}
