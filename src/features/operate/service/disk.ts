/** What uses the disk of the data, and what lies elsewhere. */
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type pg from 'pg'
import type { Reply } from '../../../lib/contract.ts'
import { type BlobColumn, sizeOfBlobs } from '../../../platform/backup/catalogue.ts'
import { freeBytes } from '../../../platform/backup/file.ts'
import type { Target } from '../../../platform/backup/target.ts'
import { isBucket } from '../../../platform/blobs/s3/place.ts'
import type { Config } from '../../../platform/config.ts'
import type { operate } from '../contract.ts'
import { held } from '../health/held.ts'

interface Parts {
  config: Config
  pool: pg.Pool
  blobColumns: BlobColumn[]
  target: Target
  now: () => number
}

/** Adding up every artifact reads every row of them. */
const HOLD_MS = 600_000
const MOST_TABLES = 8

/** The largest first, with their indexes. */
async function readTables(pool: pg.Pool): Promise<{ total: number; tables: { name: string; bytes: number }[] }> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(`
    select relname::text as name, pg_total_relation_size(oid)::float8 as bytes from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace order by 2 desc limit ${MOST_TABLES}`)
  const { rows: all } = await pool.query<{ bytes: number }>(
    'select pg_database_size(current_database())::float8 as bytes',
  )
  return { total: all[0]!.bytes, tables: rows }
}

/** Of a folder that is made later, that of the one it will be in. */
const deviceOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ dev }) => dev,
    () => (dirname(path) === path ? undefined : deviceOf(dirname(path))),
  )

export function diskUse({ config, pool, blobColumns, target, now }: Parts): () => Promise<Reply<typeof operate.disk>> {
  const { dataDir, databaseUrl, blobs, backup } = config
  const readBlobs = held(now, () => sizeOfBlobs(pool, blobColumns), HOLD_MS)
  return async () => {
    const device = await deviceOf(dataDir)
    const isHere = async (path: string): Promise<boolean> => (await deviceOf(path)) === device
    const [database, artifacts, files] = await Promise.all([readTables(pool), readBlobs(), target.list()])
    const parts = [
      { what: 'database' as const, bytes: database.total, here: !databaseUrl },
      { what: 'artifacts' as const, bytes: artifacts.bytes, here: !isBucket(blobs) && (await isHere(blobs)) },
      {
        what: 'backups' as const,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        here: await isHere(backup.to),
      },
    ]
    const { free, size } = await freeBytes(dataDir)
    const ours = parts.filter(({ here }) => here).reduce((sum, { bytes }) => sum + bytes, 0)
    return { place: dataDir, size, free, others: Math.max(0, size - free - ours), parts, tables: database.tables }
  }
}
