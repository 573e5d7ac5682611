/** Where a data directory's database cluster lies, who owns it, and its first initialisation. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '../../lib/failure.ts'
import { isTraversable, prepareBinaries } from './binaries.ts'

export interface Owner {
  uid: number
  gid: number
}

/** Where clusters lie whose data directory cannot hold them; a file in each names that directory, for `doctor`. */
export const APART = '/var/lib/bellwether'
export const DATA_DIRECTORY_FILE = 'data-directory'

export interface Cluster {
  /** PostgreSQL's data directory. */
  dir: string
  /** The folder with PostgreSQL's `bin/`. */
  native: string
  /** The account the server runs as, when that is not ours. */
  owner: Owner | undefined
  /** The cluster was initialised just now. */
  fresh: boolean
}

/** PostgreSQL refuses to run as root; it then runs as `nobody`, which owns its files. */
function findOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid)
    throw new Failure(
      'NOT_IMPLEMENTED',
      'Running as root needs an account named "nobody" in /etc/passwd; run as another account or set DATABASE_URL.',
    )
  return { uid: Number(uid), gid: Number(gid) }
}

/** Turns a file-system error into a sentence that says what to do. */
export function explainFileError(error: unknown, dir: string): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  const sentence: Record<string, string> = {
    ENOSPC: `The disk that holds ${dir} is full. Free some space, or choose another place with --data-dir.`,
    EDQUOT: `The disk quota for ${dir} is used up. Free some space, or choose another place with --data-dir.`,
    EROFS: `${dir} is on a read-only file system. Choose another place with --data-dir.`,
    EACCES: `No permission to write ${dir}. Give this account the right, or choose another place with --data-dir.`,
    EPERM: `No permission to write ${dir}. Give this account the right, or choose another place with --data-dir.`,
    ENOTDIR: `${dir} runs through a file, not a folder. Choose another place with --data-dir.`,
    EEXIST: `${dir} is a file, not a folder. Choose another place with --data-dir.`,
  }
  return new Failure('TEMPORARILY_UNAVAILABLE', sentence[code ?? ''] ?? `Cannot use ${dir}: ${message}`, {
    cause: error,
  })
}

/** The same for what `initdb` and `postgres` print; the original words follow. */
export function explainOutput(output: string, dir: string): Failure {
  const code = /No space left/i.test(output)
    ? 'ENOSPC'
    : /Read-only file system/i.test(output)
      ? 'EROFS'
      : /Permission denied/i.test(output)
        ? 'EACCES'
        : undefined
  const lines = output.trim().split('\n').slice(-6).join('\n')
  if (code) {
    const known = explainFileError({ code }, dir)
    return new Failure(known.code, `${known.message}\nPostgreSQL said: ${lines}`)
  }
  return new Failure('TEMPORARILY_UNAVAILABLE', `PostgreSQL did not start on ${dir}:\n${lines}`)
}

/**
 * Where the note says the cluster lies. A data directory that was moved takes its cluster along; one that
 * was copied must not open the original's.
 */
function readPlace(note: string, real: string): string | undefined {
  if (!existsSync(note)) return undefined
  const { dir, of } = JSON.parse(readFileSync(note, 'utf8')) as { dir: string; of: string }
  if (of === real) return dir
  if (dir === join(of, 'postgres')) return join(real, 'postgres')
  if (!existsSync(of)) return dir
  throw new Failure(
    'RESOURCE_CONFLICT',
    `${real} is a copy of ${of}, whose database lies in ${dir} and belongs to the original. Choose another --data-dir.`,
  )
}

/** Finds or makes the cluster of `dataDir`; the place is kept in `<dataDir>/database.json`. */
export function openCluster(dataDir: string): Cluster {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 })
    const owner = findOwner()
    const real = realpathSync(dataDir)
    const note = join(dataDir, 'database.json')
    const noted = readPlace(note, real)
    const apart = apartOf(real)
    // A home folder that only root may enter cannot hold the files of an unprivileged server.
    const dir = noted ?? (owner && !isTraversable(real) ? join(apart, 'postgres') : join(real, 'postgres'))
    const native = prepareBinaries(owner ? apart : real, owner !== undefined)
    const fresh = !existsSync(join(dir, 'PG_VERSION'))
    if (fresh && noted)
      throw new Failure(
        'RESOURCE_CONFLICT',
        `The database of ${real} should lie in ${dir}, but is not there. Bring it back, or remove ${note} to begin with an empty one.`,
      )
    if (fresh) initialise(dir, native, owner)
    const back = join(apart, DATA_DIRECTORY_FILE)
    if (owner && existsSync(apart) && !existsSync(back)) writeFileSync(back, `${real}\n`)
    writeFileSync(note, `${JSON.stringify({ dir, of: real })}\n`, { mode: 0o600 })
    return { dir, native, owner, fresh }
  } catch (error) {
    throw error instanceof Failure ? error : explainFileError(error, dataDir)
  }
}

/** Whether a data directory has a database of its own already. */
export const hasCluster = (dataDir: string): boolean =>
  existsSync(join(dataDir, 'database.json')) || existsSync(join(dataDir, 'postgres'))

/** Where the database of a data directory lies, as far as that is known; one that was cut off early is in the folder. */
export function placeOf(dataDir: string): string {
  const note = join(dataDir, 'database.json')
  return existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as { dir: string }).dir : join(dataDir, 'postgres')
}

/** Removes the database of a data directory, wherever it lies; its server must have stopped. */
export function removeCluster(dataDir: string): void {
  const apart = apartOf(realpathSync(dataDir))
  for (const dir of [placeOf(dataDir), join(dataDir, 'postgres')])
    for (const path of [dir, `${dir}.partial`]) rmSync(path, { recursive: true, force: true })
  if (existsSync(join(apart, DATA_DIRECTORY_FILE))) rmSync(apart, { recursive: true, force: true })
  rmSync(join(dataDir, 'database.json'), { force: true })
}

const apartOf = (real: string): string => join(APART, createHash('sha256').update(real).digest('hex').slice(0, 16))

function initialise(dir: string, native: string, owner: Owner | undefined): void {
  // Made beside and renamed into place: a first start that was cut off leaves no half-made cluster.
  const half = `${dir}.partial`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(dirname(half), { recursive: true, mode: 0o755 })
  mkdirSync(half, { mode: 0o700 })
  if (owner) chownSync(half, owner.uid, owner.gid)
  const result = spawnSync(
    join(native, 'bin', 'initdb'),
    ['-D', half, '-U', 'bellwether', '--auth=trust', '-N', '-E', 'UTF8', '--locale=C', '--set', 'max_connections=60'],
    { ...owner, cwd: '/', encoding: 'utf8' },
  )
  if (result.status !== 0) throw explainOutput(`${result.stderr ?? ''}${result.error ?? ''}`, dir)
  rmSync(dir, { recursive: true, force: true })
  renameSync(half, dir)
}

/**
 * A fresh private folder for the server's socket; its path must stay below 100 bytes. Where nothing but the data may be
 * written, as in a container, it lies beside the cluster.
 */
export function makeSocketDir({ dir: cluster, owner }: Cluster): string {
  const places = [tmpdir(), '/tmp', dirname(cluster)].filter((place) => place.length <= 60)
  const base = places.find(canWrite) ?? tmpdir()
  try {
    const dir = mkdtempSync(join(base, 'bellwether-'))
    if (owner) chownSync(dir, owner.uid, owner.gid)
    return dir
  } catch (error) {
    throw explainFileError(error, base)
  }
}

function canWrite(place: string): boolean {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}
