/** Makes a backup while everything goes on: one snapshot of the database, then the blobs that its rows name. */
import { createHash, type Hash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import type { Blob, Blobs } from '../blobs.ts'
import { readApplied } from '../migrate.ts'
import { VERSION } from '../version.ts'
import {
  type ArchiveWriter,
  archiveWriter,
  BLOB_LIST,
  type BlobPlace,
  blobEntry,
  blobLine,
  FORMAT,
  type Kind,
  MANIFEST,
  type Manifest,
  type Part,
  type Seal,
  type Sink,
  STATE,
  type State,
  sha256,
  tableFolder,
} from './archive.ts'
import { type BlobColumn, columnList, ident, noteBlobs, readState, readTables, type TableShape } from './catalogue.ts'
import { readKept } from './kept-files.ts'
import { holdForBackup, session } from './session.ts'

/** How far a backup or a restore is. */
export interface Progress {
  phase: 'database' | 'files'
  /** In bytes; of the database, the total is what its tables take on the disk. */
  done: number
  total: number
}

export interface Source {
  connection: pg.PoolConfig
  blobs: Blobs
  blobColumns: BlobColumn[]
  /** Keys and the like lie there. */
  dataDir: string
  now: () => number
}

export interface Made {
  manifest: Manifest
  seal: Seal
  bytes: number
}

/** Where the bytes of blobs go if not into the file: kept once for all backups of a folder. */
export interface Pool {
  keep(blob: Blob, from: Blobs): Promise<void>
  /** What is kept is durable from here on. */
  settle(): Promise<void>
}

export interface Order {
  kind: Kind
  /** Asked once it is known how much there is; throws if that has no room. */
  open(sizes: Sizes): Promise<Sink>
  /** Blobs go there, or into the file, or nowhere. */
  pool?: Pool
  blobs: BlobPlace
  onProgress?: (progress: Progress) => void
  /** Gives up as soon as it can. */
  signal?: AbortSignal
}

export interface Sizes {
  database: number
  blobs: number
}

const copyOut = async (client: pg.Client, { name, columns }: TableShape) => {
  const { to } = await import('pg-copy-streams')
  return client.query(to(`copy ${ident(name)} (${columnList(columns)}) to stdout (format binary)`))
}

/** Damaged blobs that are named one by one; the others are counted. */
const MAX_NAMED = 100

export const makeBackup = (source: Source, order: Order): Promise<Made> =>
  session(source.connection, async (client) => {
    await holdForBackup(client)
    // Before the snapshot: what they say of the log, the log must have.
    const files = await readKept(source.dataDir)
    const snapshot = { ...(await beginSnapshot(client, source.blobColumns)), files }
    const { tables, blobs } = snapshot
    const database = tables.reduce((sum, table) => sum + table.bytes, 0)
    const sink = await order.open({ database, blobs: order.blobs === 'none' ? 0 : blobs.bytes })
    try {
      return await write(client, source, order, snapshot, database, sink)
    } catch (error) {
      await sink.abort()
      throw error
    }
  })

async function beginSnapshot(client: pg.Client, blobColumns: BlobColumn[]) {
  await client.query('begin isolation level repeatable read read only')
  const { applied } = await readApplied(client)
  if (applied.length === 0) throw new Failure('INVALID_PARAMETER_VALUE', 'There is no Bellwether database to back up.')
  const tables = await readTables(client)
  const blobs = await noteBlobs(client, blobColumns, tables)
  const { rows } = await client.query<{ v: string }>("select current_setting('server_version') as v")
  return { migrations: applied, tables, blobs, postgres: rows[0]!.v }
}

type Snapshot = Awaited<ReturnType<typeof beginSnapshot>> & { files: State['files'] }

async function write(
  client: pg.Client,
  source: Source,
  order: Order,
  { migrations, tables, blobs, postgres, files }: Snapshot,
  databaseBytes: number,
  sink: Sink,
): Promise<Made> {
  const archive = archiveWriter(sink, source.now)
  const manifest: Manifest = {
    format: FORMAT,
    product: 'bellwether',
    version: VERSION,
    kind: order.kind,
    made_ms: source.now(),
    postgres,
    migrations,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    blobs: order.blobs,
  }
  const text = Buffer.from(JSON.stringify(manifest, null, 1))
  await archive.addBytes(MANIFEST, text)
  const parts = await writeTables(client, archive, tables, (done) => {
    order.signal?.throwIfAborted()
    order.onProgress?.({ phase: 'database', done, total: databaseBytes })
  })
  const state = Buffer.from(JSON.stringify({ ...(await readState(client)), files } satisfies State))
  await archive.addBytes(STATE, state)
  await client.query('commit')
  const seal: Seal = {
    manifest: sha256(text),
    finished_ms: 0,
    tables: parts,
    state: sha256(state),
    blobs: await writeBlobs(archive, source.blobs, order, blobs),
  }
  await order.pool?.settle()
  seal.finished_ms = source.now()
  await archive.end(seal)
  await sink.finish()
  return { manifest, seal, bytes: archive.position() }
}

async function writeTables(
  client: pg.Client,
  archive: ArchiveWriter,
  tables: TableShape[],
  onBytes: (done: number) => void,
): Promise<Record<string, Part>> {
  const parts: Record<string, Part> = {}
  let before = 0
  for (const table of tables) {
    const stream = await copyOut(client, table)
    let read = 0
    // What comes out may be more than what lies on the disk, or less: the disk's bytes are what is counted.
    const part = await archive.addStream(tableFolder(table.name), stream, (n) => {
      read += n
      onBytes(before + Math.min(read, table.bytes))
    })
    // The count of rows comes after the last byte, before this answers.
    await client.query('select 1')
    parts[table.name] = { rows: stream.rowCount ?? 0, ...part }
    before += table.bytes
    onBytes(before)
  }
  return parts
}

/** Copies the blobs and lists them; those that the store has lost or damaged are named instead. */
async function writeBlobs(
  archive: ArchiveWriter,
  store: Blobs,
  { blobs: place, pool, onProgress, signal }: Order,
  { list, bytes: total }: Snapshot['blobs'],
): Promise<Seal['blobs']> {
  const digest = createHash('sha256')
  const found = { count: 0, bytes: 0, at: archive.position(), missing: [] as string[], missing_count: 0 }
  const lose = (blob: Blob): void => {
    found.missing_count++
    if (found.missing.length < MAX_NAMED) found.missing.push(blob.digest)
  }
  const note = (blob: Blob): string => {
    signal?.throwIfAborted()
    const line = blobLine(blob)
    digest.update(line)
    found.count++
    found.bytes += blob.size
    onProgress?.({ phase: 'files', done: found.bytes, total })
    return line
  }
  if (place === 'inside')
    for await (const blob of list()) {
      const open = await openBlob(store, blob)
      if (!open) lose(blob)
      else
        try {
          const hash = createHash('sha256')
          await archive.add(blobEntry(blob.digest), blob.size, hashed(open.chunks(), hash))
          if (hash.digest('hex') === blob.digest) note(blob)
          else lose(blob)
        } finally {
          await open.close()
        }
    }
  else
    await archive.addStream(
      BLOB_LIST,
      (async function* () {
        for await (const blob of list()) {
          const isKept = await keep(store, pool, blob)
          if (isKept) yield Buffer.from(note(blob))
          else lose(blob)
          await turn()
        }
      })(),
    )
  return { ...found, digest: digest.digest('hex') }
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

const isMissing = (error: unknown): boolean => error instanceof Failure && error.code === 'RESOURCE_DOES_NOT_EXIST'

async function openBlob(store: Blobs, blob: Blob) {
  try {
    return await store.open(blob)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function keep(store: Blobs, pool: Pool | undefined, blob: Blob): Promise<boolean> {
  if (!pool) return true
  try {
    await pool.keep(blob, store)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
