/** Backup and restore where no server runs: the data is opened for as long as it takes. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type pg from 'pg'
import type { Logger } from 'pino'
import { verifyEvents } from './features/activity/index.ts'
import { BLOB_COLUMNS } from './features/artifacts/index.ts'
import { noteRestored } from './features/operate/restored.ts'
import { Failure } from './lib/failure.ts'
import { checkRestored, type EventLog } from './platform/backup/check.ts'
import { checkSpace } from './platform/backup/file.ts'
import { backupSink, blobsBeside, fileArchive, folderTarget } from './platform/backup/folder.ts'
import { writeKept } from './platform/backup/kept-files.ts'
import { type Made, makeBackup, type Order, type Sizes } from './platform/backup/make.ts'
import { checkMarker, readMarker, removeMarker, writeMarker } from './platform/backup/marker.ts'
import { readEnds } from './platform/backup/read.ts'
import { checkRoom, rehearse, spaceFor } from './platform/backup/rehearse.ts'
import { type Restored, restoreBackup } from './platform/backup/restore.ts'
import { byItself, nameOf } from './platform/backup/target.ts'
import { openBlobs } from './platform/blobs/open.ts'
import { isBucket } from './platform/blobs/s3/place.ts'
import type { Config } from './platform/config.ts'
import { readSteps } from './platform/migrate.ts'
import { hasCluster, placeOf, removeCluster } from './platform/postgres/cluster.ts'
import { startPostgres, stopPredecessor } from './platform/postgres/supervisor.ts'
import { takeLock } from './platform/server-file.ts'

const urlOf = (connectionString: string): pg.PoolConfig => ({ connectionString })

/** Runs `work` on the data of a server that does not run. */
async function withData<T>(config: Config, log: Logger, work: (connection: pg.PoolConfig) => Promise<T>): Promise<T> {
  if (config.databaseUrl) return work(urlOf(config.databaseUrl))
  const lock = await takeLock(config.dataDir)
  if (!lock)
    throw new Failure(
      'RESOURCE_CONFLICT',
      `A server holds ${config.dataDir} but says nowhere where it answers. Try again in a moment, or stop it.`,
    )
  try {
    const postgres = await startPostgres(config.dataDir, log)
    return await work(postgres.connection).finally(() => postgres.stop())
  } finally {
    lock.release()
  }
}

/** Into a file, with everything in it, or where the server keeps its backups. */
export async function backUpOffline(
  config: Config,
  log: Logger,
  file: string | undefined,
  watch: Pick<Order, 'onProgress' | 'signal'>,
): Promise<Made & { place: string }> {
  checkMarker(config.dataDir)
  if (!config.databaseUrl && !hasCluster(config.dataDir))
    throw new Failure('INVALID_PARAMETER_VALUE', `There is no data in ${config.dataDir}. Name another --data-dir.`)
  const blobs = openBlobs(config)
  const target = folderTarget(config.backup.to)
  const name = nameOf('by-hand', Date.now())
  const order: Order = file
    ? { kind: 'by-hand', blobs: 'inside', open: (sizes) => openFile(file, sizes), ...watch }
    : {
        kind: 'by-hand',
        ...byItself(config, target),
        open: (sizes) => target.write(name, sizes, blobs),
        ...watch,
      }
  const made = await withData(config, log, (connection) =>
    makeBackup(
      {
        connection,
        blobs,
        blobColumns: BLOB_COLUMNS,
        dataDir: config.dataDir,
        now: Date.now,
      },
      order,
    ),
  )
  return { ...made, place: file ?? target.placeOf(name) }
}

async function openFile(file: string, sizes: Sizes) {
  const sink = await backupSink(file)
  await checkSpace(dirname(file), sizes, 0).catch(async (error: unknown) => {
    await sink.abort()
    throw error
  })
  return sink
}

export interface Done extends Restored {
  events: EventLog
}

interface Options {
  file: string
  acceptMissing: boolean
  onProgress: (done: number, total: number) => void
  signal: AbortSignal
}

/** Restores into a database in which nothing is yet; what was cut off before is begun anew. */
export async function restoreOffline(config: Config, log: Logger, { file, ...options }: Options): Promise<Done> {
  const archive = await fileArchive(file)
  const { manifest, seal } = await readEnds(archive)
  const lock = await takeLock(config.dataDir)
  if (!lock)
    throw new Failure(
      'RESOURCE_CONFLICT',
      `A server runs on ${config.dataDir}. Restore into a directory of its own, then start the server there.`,
    )
  try {
    await clearHalf(config, log)
    if (!config.databaseUrl) {
      if (hasCluster(config.dataDir))
        throw new Failure(
          'RESOURCE_CONFLICT',
          `${config.dataDir} holds data already, and nothing is ever overwritten. Name another --data-dir, or move this one away first.`,
        )
      const blobs = manifest.blobs === 'none' || isBucket(config.blobs) ? 0 : seal.blobs.bytes
      await checkRoom(config.dataDir, spaceFor(seal) + blobs, 'Free some space, or name another --data-dir.')
    }
    const marker = { from: file, began_ms: Date.now(), had_blobs: isBucket(config.blobs) || existsSync(config.blobs) }
    writeMarker(config.dataDir, marker)
    const done = await load(config, log, file, options).catch(async (error: unknown) => {
      await clear(config, marker.had_blobs, log)
      removeMarker(config.dataDir)
      throw error
    })
    removeMarker(config.dataDir)
    return done
  } finally {
    lock.release()
  }

  async function load(to: Config, logger: Logger, from: string, { acceptMissing, ...watch }: typeof options) {
    const postgres = to.databaseUrl ? undefined : await startPostgres(to.dataDir, logger)
    const connection = postgres?.connection ?? urlOf(to.databaseUrl!)
    try {
      if (!isBucket(to.blobs)) mkdirSync(dirname(to.blobs), { recursive: true })
      const restored = await restoreBackup({
        archive,
        connection,
        database: to.databaseUrl ? 'The database of DATABASE_URL' : `The database in ${to.dataDir}`,
        blobs: openBlobs(to),
        beside: blobsBeside(dirname(from)),
        steps: readSteps(),
        compare: true,
        acceptMissing,
        ...watch,
      })
      const events = await checkRestored(connection, verifyEvents)
      writeKept(to.dataDir, restored.files)
      await noteRestored(connection, basename(from), manifest)
      return { ...restored, events }
    } finally {
      await postgres?.stop()
    }
  }
}

/** Takes away what a restore that was cut off had made. */
async function clearHalf(config: Config, log: Logger): Promise<void> {
  const half = readMarker(config.dataDir)
  if (half) await clear(config, half.had_blobs, log)
}

async function clear(config: Config, hadBlobs: boolean, log: Logger): Promise<void> {
  if (!config.databaseUrl) {
    await stopPredecessor(placeOf(config.dataDir), log)
    removeCluster(config.dataDir)
  }
  // Blobs that were there before are others' or the same.
  if (!hadBlobs && config.blobs === join(config.dataDir, 'blobs'))
    rmSync(config.blobs, { recursive: true, force: true })
}

/** Restores into a temporary database, compares, and leaves nothing. */
export async function verifyOffline(
  { file, acceptMissing, ...watch }: Options,
  scratch: string,
  log: Logger,
): Promise<Done> {
  return rehearse({
    archive: await fileArchive(file),
    beside: blobsBeside(dirname(file)),
    steps: readSteps(),
    scratch,
    acceptMissing,
    check: (connection) => checkRestored(connection, verifyEvents),
    log,
    ...watch,
  })
}
