/** Restores a backup into a database that lives only for this, and compares: what shows that it can be restored. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Logger } from 'pino'
import { Failure } from '../../lib/failure.ts'
import type { Blobs } from '../blobs.ts'
import type { Step } from '../migrate.ts'
import { placeOf, removeCluster } from '../postgres/cluster.ts'
import { startPostgres, stopPredecessor } from '../postgres/supervisor.ts'
import { isAlive } from '../server-file.ts'
import type { Seal } from './archive.ts'
import type { EventLog } from './check.ts'
import { type Archive, readEnds } from './read.ts'
import { type Restored, restoreBackup } from './restore.ts'

/** With indexes a table takes about twice what its rows take; what is written first goes into the log as well. */
const INDEXES = 2
const LOG_MOST = 2e9
const LEAST = 2e8

/** What a restored database takes on the disk, about. */
export function spaceFor({ tables }: Seal): number {
  const rows = Object.values(tables).reduce((sum, { bytes }) => sum + bytes, 0)
  return LEAST + rows * INDEXES + Math.min(LOG_MOST, rows)
}

/** Throws where a restored database has no room. */
export async function checkRoom(folder: string, needed: number, fix: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= needed) return
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  throw new Failure(
    'TEMPORARILY_UNAVAILABLE',
    `Restoring takes about ${gb(needed)}, but ${folder} has ${gb(bavail * bsize)} free. ${fix}`,
  )
}

export interface Rehearsal {
  archive: Archive
  beside: Blobs
  steps: Step[]
  /** The folder in which the database is made. */
  scratch: string
  acceptMissing: boolean
  /** What else must hold of the restored database. */
  check(connection: pg.PoolConfig): Promise<EventLog>
  log: Logger
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export async function rehearse({ scratch, check, log, ...rest }: Rehearsal): Promise<Restored & { events: EventLog }> {
  const { seal } = await readEnds(rest.archive)
  await checkRoom(scratch, spaceFor(seal), 'Free some space, or name another folder with --scratch.')
  await clearLeftOver(scratch, log)
  const dir = mkdtempSync(join(scratch, PREFIX))
  chmodSync(dir, 0o755)
  writeFileSync(join(dir, OWNER), String(process.pid))
  try {
    const postgres = await startPostgres(dir, log)
    try {
      const { connection } = postgres
      const restored = await restoreBackup({
        ...rest,
        connection,
        database: 'The temporary database',
        blobs: undefined,
        compare: true,
      })
      return { ...restored, events: await check(connection) }
    } finally {
      await postgres.stop()
    }
  } finally {
    removeCluster(dir)
    rmSync(dir, { recursive: true, force: true })
  }
}

const PREFIX = 'bellwether-verify-'
const OWNER = 'owner'

/** What a process left that was killed: a database server that nobody uses, and its files. */
async function clearLeftOver(scratch: string, log: Logger): Promise<void> {
  for (const name of readdirSync(scratch).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = join(scratch, name)
    const owner = existsSync(join(dir, OWNER)) ? Number(readFileSync(join(dir, OWNER), 'utf8')) : 0
    if (!owner || isAlive(owner)) continue
    await stopPredecessor(placeOf(dir), log)
    removeCluster(dir)
    rmSync(dir, { recursive: true, force: true })
  }
}
