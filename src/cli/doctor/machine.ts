/** What the doctor can see without a server: the installation, the data directory, the database's files. */
import { constants } from 'node:fs'
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { type Check, check } from '../../lib/check.ts'
import { readMarker } from '../../platform/backup/marker.ts'
import { checkBlobs } from '../../platform/blobs/check.ts'
import { openBlobs } from '../../platform/blobs/open.ts'
import { isBucket } from '../../platform/blobs/s3/place.ts'
import type { Config } from '../../platform/config.ts'
import { checkDisk } from '../../platform/disk.ts'
import { findPackage } from '../../platform/postgres/binaries.ts'
import { APART, DATA_DIRECTORY_FILE } from '../../platform/postgres/cluster.ts'
import { isAlive, readServerFile } from '../../platform/server-file.ts'

const OLDEST_NODE = [22, 18] as const

export function checkNode(version = process.versions.node): Check[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_NODE
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor))
    return [check('node', 'ok', `Node.js ${version}.`)]
  const fix = `Install Node.js ${wantedMajor}.${wantedMinor} or newer.`
  return [check('node', 'bad', `Node.js ${version} is too old.`, fix)]
}

export function checkPackage({ databaseUrl }: Config): Check[] {
  if (databaseUrl) return [check('postgres', 'ok', 'DATABASE_URL names the PostgreSQL to use.')]
  try {
    return [check('postgres', 'ok', `The embedded PostgreSQL is in ${findPackage()}.`)]
  } catch (error) {
    return [check('postgres', 'bad', (error as Error).message, 'Run "npm install", or set DATABASE_URL.')]
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const nearest = async (path: string): Promise<string> =>
  (await isThere(path)) || dirname(path) === path ? path : nearest(dirname(path))

export async function checkDataDir({ dataDir }: Config): Promise<Check[]> {
  const found = await stat(dataDir).catch(() => undefined)
  const place = await nearest(dataDir)
  const canWrite = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  )
  const elsewhere = 'Give this account the right to write there, or choose another place with --data-dir.'
  if (found && !found.isDirectory())
    return [check('data directory', 'bad', `${dataDir} is not a folder.`, 'Choose another place with --data-dir.')]
  if (!canWrite) return [check('data directory', 'bad', `${place} cannot be written by this account.`, elsewhere)]
  const state = found ? checkOwner(dataDir, found.uid) : check('data directory', 'ok', `${dataDir} will be made.`)
  return [state, await checkDisk(place)]
}

function checkOwner(dataDir: string, uid: number): Check {
  const own = process.getuid?.()
  if (own === undefined || own === uid) return check('data directory', 'ok', `${dataDir} is there and can be written.`)
  const message = `${dataDir} belongs to account ${uid}, and this is account ${own}.`
  return check('data directory', 'attention', message, 'Run Bellwether as the account that owns its data.')
}

/** A bucket, or a folder that is there: the first start makes one. */
export async function checkStore(config: Config): Promise<Check[]> {
  const { blobs } = config
  if (!isBucket(blobs) && !(await isThere(blobs))) return [check('artifact store', 'ok', `${blobs} will be made.`)]
  return checkBlobs(openBlobs(config), blobs)
}

/** Half of a backup looks like data. */
export function checkHalf({ dataDir }: Config): Check[] {
  const half = readMarker(dataDir)
  if (!half) return []
  const message = `Restoring ${half.from} into ${dataDir} goes on, or was cut off.`
  return [
    check('restore', 'bad', message, `If it was cut off, begin anew: bw restore ${half.from} --data-dir ${dataDir}`),
  ]
}

export async function checkCluster({ dataDir, databaseUrl }: Config): Promise<Check[]> {
  if (databaseUrl) return []
  const noteFile = join(dataDir, 'database.json')
  if (!(await isThere(noteFile))) return [check('database files', 'ok', 'No database yet: the first start makes one.')]
  const noted = JSON.parse(await readFile(noteFile, 'utf8')) as { dir: string; of?: string }
  const version = await readFile(join(noted.dir, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) {
    const unseen = (await isThere(noted.dir)) && process.getuid?.() !== 0
    const message = `${noteFile} names ${noted.dir}, which ${unseen ? 'this account cannot read' : 'holds no database'}.`
    const fix = 'Put the files back where they were, or restore a backup.'
    return [unseen ? check('database files', 'unknown', message) : check('database files', 'bad', message, fix)]
  }
  const here = await realpath(dataDir)
  if (noted.of !== undefined && noted.of !== here) {
    const message = `The database in ${noted.dir} was made for ${noted.of}, but this data directory is ${here}.`
    const fix = `If it was moved, all is well. If it was copied, stop the other server first: both would use one database.`
    return [check('database files', 'attention', message, fix)]
  }
  return [check('database files', 'ok', `PostgreSQL ${version.trim()} files are in ${noted.dir}.`)]
}

/** Databases that lie apart from their data directory outlive it when somebody deletes only that. */
export async function checkOrphans(apart = APART): Promise<Check[]> {
  const names = await readdir(apart).catch(() => [])
  const found: Check[] = []
  for (const name of names) {
    const place = join(apart, name)
    const holdsData = await isThere(join(place, 'postgres'))
    const of = await readFile(join(place, DATA_DIRECTORY_FILE), 'utf8').catch(() => undefined)
    if (of === undefined && !holdsData) continue
    if (of === undefined)
      found.push(check('left-over databases', 'unknown', `${place} does not say which data directory it belongs to.`))
    else if (!(await isThere(of.trim()))) {
      const what = holdsData ? 'database' : 'copy of PostgreSQL'
      const message = `The ${what} in ${place} belongs to ${of.trim()}, which no longer exists.`
      found.push(check('left-over databases', 'attention', message, `If it is not needed: rm -r ${place}`))
    }
  }
  return found.length ? found : [check('left-over databases', 'ok', 'None.')]
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })

/** Says whether a server of this data directory runs, and if not whether one could start. */
export async function checkServerFile({ dataDir, host, port, portGiven }: Config): Promise<Check[]> {
  const file = readServerFile(dataDir)
  if (file && isAlive(file.pid)) return [check('server', 'ok', `A server runs at ${file.url} (process ${file.pid}).`)]
  const lock = await isThere(join(dataDir, 'server.lock'))
  const rest =
    file || lock
      ? check(
          'server',
          'attention',
          'The last server was killed: its lock is left over.',
          'Nothing: the next start takes over.',
        )
      : check('server', 'ok', 'No server runs on this data directory.')
  if (port === 0 || (await isFree(host, port))) return [rest, check('port', 'ok', `Port ${port} is free.`)]
  const message = `Port ${port} on ${host} is taken by another program.`
  if (portGiven) return [rest, check('port', 'bad', message, 'Stop that program, or choose another with --port.')]
  return [rest, check('port', 'ok', `${message} The next free one will be used.`)]
}
