/** Brings a server up: lock, database, migrations, application, port; and down again in the reverse order. */
import { createServer } from 'node:net'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type App, createApp } from './app.ts'
import { copyBeforeMigrating } from './before-migrating.ts'
import { Failure } from './lib/failure.ts'
import { checkMarker, readMarker } from './platform/backup/marker.ts'
import { openBlobs } from './platform/blobs/open.ts'
import { isBucket } from './platform/blobs/s3/place.ts'
import type { Blobs } from './platform/blobs.ts'
import type { Config } from './platform/config.ts'
import { checkServer, openDatabase } from './platform/db.ts'
import { giveBackSoon } from './platform/memory.ts'
import { migrate } from './platform/migrate.ts'
import { explainFileError } from './platform/postgres/cluster.ts'
import { startPostgres } from './platform/postgres/supervisor.ts'
import { findDifferences } from './platform/schema.ts'
import { type Lock, readServerFile, takeLock, writeServerFile } from './platform/server-file.ts'

export interface Running {
  url: string
  offerDemo: App['offerDemo']
  setupLink: string | undefined
  stop(): Promise<void>
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })

/** An explicit port is taken as it is; the default hops to the next free one. */
async function choosePort({ host, port, portGiven }: Config): Promise<number> {
  if (portGiven || port === 0) return port
  for (let tried = port; tried < port + 100; tried++) if (await isFree(host, tried)) return tried
  return port
}

const urlOf = (host: string, port: number, basePath: string): string =>
  `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}${basePath}`

/** Opens the configured database: the embedded server, or the one that DATABASE_URL names. */
async function openStore(config: Config, log: Logger, blobs: Blobs, migrations: string | undefined) {
  const postgres = config.databaseUrl ? undefined : await startPostgres(config.dataDir, log)
  const connection = postgres?.connection ?? { connectionString: config.databaseUrl }
  const database = openDatabase(connection, (error) => log.warn({ err: error }, 'a database connection broke'))
  try {
    await checkServer(database.db)
    const { applied, fresh } = await migrate(database.pool, {
      ...(migrations !== undefined && { dir: migrations }),
      before: (_, pending) => copyBeforeMigrating(config, connection, blobs, pending, log),
    })
    if (applied.length) log.info({ applied }, 'migrated')
    if (applied.length && !fresh) await tellDifferences(database.pool, log, migrations)
  } catch (error) {
    await database.close()
    await postgres?.stop()
    if (error instanceof Failure || postgres) throw error
    throw new Failure(
      'TEMPORARILY_UNAVAILABLE',
      `Cannot use the database of DATABASE_URL: ${(error as Error).message}`,
      { cause: error },
    )
  }
  return { connection, database, postgres }
}

/** After an upgrade, what is not as the migrations make it is said at once; the doctor says it from then on. */
async function tellDifferences(pool: pg.Pool, log: Logger, migrations: string | undefined): Promise<void> {
  for (const { what, thing } of await findDifferences(pool, migrations))
    if (what !== 'extra') log.error({ thing }, `after migrating, ${thing} is ${what}: see "bw doctor"`)
}

/** Starts a server, or returns the one that already runs on this data directory. */
export async function startServer(
  config: Config,
  log: Logger,
  migrations?: string,
): Promise<Running | { already: string }> {
  const lock = await takeLock(config.dataDir)
  if (!lock) return { already: await findRunning(config.dataDir) }
  try {
    checkMarker(config.dataDir)
    return await bringUp(config, log, lock, migrations)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function findRunning(dataDir: string): Promise<string> {
  if (readMarker(dataDir))
    throw new Failure('TEMPORARILY_UNAVAILABLE', `A backup is being restored into ${dataDir}. Wait for it to end.`)
  // The other server may still be starting.
  for (let tries = 0; tries < 300; tries++) {
    const file = readServerFile(dataDir)
    if (file) return file.url
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Failure(
    'TEMPORARILY_UNAVAILABLE',
    `Another server holds ${dataDir} but does not answer. Stop it, or choose another --data-dir.`,
  )
}

async function bringUp(config: Config, log: Logger, lock: Lock, migrations: string | undefined): Promise<Running> {
  const blobs = makeBlobs(config)
  const { connection, database, postgres } = await openStore(config, log, blobs, migrations)
  const closeStore = async (): Promise<void> => {
    await database.close()
    await postgres?.stop()
  }
  // A setting that only a feature understands is refused here.
  let app: App
  try {
    app = createApp({ config, log, database, connection, blobs })
  } catch (error) {
    await closeStore()
    throw error
  }
  const giveBack = giveBackSoon()
  const down = async (): Promise<void> => {
    clearTimeout(giveBack)
    await app.stop()
    await closeStore()
    lock.release()
  }
  try {
    const port = await choosePort(config)
    await app.start()
    await app.http.app.listen({ host: config.host, port })
    const { port: actual } = app.http.app.server.address() as { port: number }
    const url = urlOf(config.host, actual, config.basePath)
    writeServerFile(config.dataDir, { url, pid: process.pid })
    if (isBucket(config.blobs)) tellBucket(blobs, log)
    if (!config.portGiven && actual !== config.port) log.warn(`port ${config.port} is taken; using ${actual}`)
    return { url, setupLink: await app.setupLink(url), offerDemo: app.offerDemo, stop: down }
  } catch (error) {
    await down().catch(() => undefined)
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Failure(
        'RESOURCE_CONFLICT',
        `Port ${config.port} on ${config.host} is taken. Choose another with --port, or stop what uses it.`,
      )
    throw error
  }
}

/** A bucket that cannot be used is told of at once; what needs none goes on. */
const tellBucket = (blobs: Blobs, log: Logger): void =>
  void blobs.probe().catch((error: Error) => log.error({ err: error }, `artifacts cannot be kept: ${error.message}`))

function makeBlobs(config: Config) {
  try {
    return openBlobs(config)
  } catch (error) {
    throw explainFileError(error, config.blobs)
  }
}
