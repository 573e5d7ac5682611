/** Restores a backup into an empty database and a blob store, or compares it with what it becomes when restored. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import type { Blob, Blobs } from '../blobs.ts'
import { prepareQueue, requeue } from '../jobs.ts'
import type { Step } from '../migrate.ts'
import type { State } from './archive.ts'
import { columnList, ident } from './catalogue.ts'
import { checkEmpty, loadTable, makeSchema, setSequences, stepsOf } from './load.ts'
import { type Archive, type Ends, readArchive, readBack, readEnds } from './read.ts'
import { session } from './session.ts'

export interface Restore {
  archive: Archive
  connection: pg.PoolConfig
  /** What to call the database in a refusal. */
  database: string
  /** Where blobs go; without one they are read and compared, but not kept. */
  blobs: Blobs | undefined
  /** The folder beside the backup with the bytes of its blobs. */
  beside: Blobs
  steps: Step[]
  /** Goes on without the bytes of blobs that cannot be had, instead of refusing. */
  acceptMissing: boolean
  /** Reads the restored tables once more and compares them with the backup, byte for byte. */
  compare: boolean
  onProgress?: (done: number, total: number) => void
  /** Gives up as soon as it can. */
  signal?: AbortSignal
}

export interface Restored extends Ends {
  rows: number
  files: State['files']
  /** How many blobs have their bytes in the store, and which ones have none there. */
  blobs: number
  missing: string[]
  missing_count: number
}

/** Small blobs are written a few at a time: each waits for the disk. */
const LANES = 8
const SMALL_BYTES = 1 << 20
const MAX_NAMED = 100

export async function restoreBackup(order: Restore): Promise<Restored> {
  const ends = await readEnds(order.archive)
  const steps = stepsOf(ends.manifest, order.archive.place, order.steps)
  const { connection, database } = order
  return session(connection, async (client) => {
    await checkEmpty(client, database)
    const pool = new pg.Pool({ ...connection, max: 1 })
    pool.on('error', () => undefined).on('connect', (made) => made.on('error', () => undefined))
    await prepareQueue(pool).finally(() => pool.end())
    await client.query('begin')
    const schema = await makeSchema(client, ends.manifest, steps)
    let rows = 0
    let files: State['files'] = {}
    const keep = blobKeeper(order, ends)
    try {
      await readArchive(counted(order), ends, {
        async table(name, columns, bytes) {
          const loaded = await loadTable(client, name, columns, bytes)
          rows += loaded
          return loaded
        },
        async state(state: State) {
          files = state.files
          await schema.finish()
          await setSequences(client, state)
          await requeue(client, state.jobs)
          if (order.compare) await compareTables(client, ends)
        },
        blob: keep.blob,
        listed: keep.listed,
      })
    } catch (error) {
      // Damage that decompression does not notice, the database does: in as many words as there are ways to misread a
      // row. Which part is damaged, a second reading tells, which asks no database.
      if (!(error instanceof Failure) && !order.signal?.aborted) await readBack(order.archive, ends)
      throw error
    } finally {
      await keep.settled()
    }
    const blobs = keep.counts()
    await client.query('commit')
    await client.query('analyze')
    return { ...ends, rows, files, ...blobs }
  })
}

function counted({ archive, onProgress, signal }: Restore): Archive {
  return {
    ...archive,
    async *read(start, length) {
      let done = start
      for await (const chunk of archive.read(start, length)) {
        signal?.throwIfAborted()
        done += chunk.length
        onProgress?.(done, archive.size)
        yield chunk
      }
    },
  }
}

/** A database that was restored gives the same bytes as the one that was backed up. */
async function compareTables(client: pg.Client, { manifest, seal }: Ends): Promise<void> {
  const { to } = await import('pg-copy-streams')
  for (const { name, columns } of manifest.tables) {
    const hash = createHash('sha256')
    for await (const chunk of client.query(
      to(`copy ${ident(name)} (${columnList(columns)}) to stdout (format binary)`),
    ))
      hash.update(chunk as Buffer)
    if (hash.digest('hex') !== seal.tables[name]!.digest)
      throw new Failure(
        'INTERNAL_ERROR',
        `Table ${name} does not come out of the restored database as it was in the backup. Nothing was restored; report this.`,
      )
  }
}

/** Puts blobs into the store, and counts those that cannot be had. */
function blobKeeper({ blobs, beside, archive, acceptMissing }: Restore, { manifest, seal }: Ends) {
  const missing = [...seal.blobs.missing]
  let missingCount = seal.blobs.missing_count
  let kept = 0
  let failure: unknown
  const busy = new Set<Promise<void>>()
  const lose = ({ digest }: Blob): void => {
    missingCount++
    if (missing.length < MAX_NAMED) missing.push(digest)
  }

  async function put(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    if (!blobs) {
      const hash = createHash('sha256')
      for await (const chunk of chunks) hash.update(chunk)
      return hash.digest('hex')
    }
    const staged = await blobs.stage(chunks)
    await staged.publish()
    return staged.digest
  }

  async function lane(work: () => Promise<void>): Promise<void> {
    if (failure) throw failure
    if (busy.size >= LANES) await Promise.race(busy)
    const task: Promise<void> = work()
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => busy.delete(task))
    busy.add(task)
  }

  return {
    async blob(blob: Blob, chunks: AsyncIterable<Uint8Array>): Promise<string> {
      if (blob.size > SMALL_BYTES) {
        const digest = await put(chunks)
        if (digest === blob.digest) kept++
        return digest
      }
      const all: Uint8Array[] = []
      for await (const chunk of chunks) all.push(Buffer.from(chunk))
      const digest = createHash('sha256').update(Buffer.concat(all)).digest('hex')
      if (digest !== blob.digest) return digest
      await lane(async () => {
        await put(ofOne(Buffer.concat(all)))
        kept++
      })
      return digest
    },

    async listed(blob: Blob): Promise<void> {
      await lane(async () => {
        // A backup of the database alone leaves the bytes where they are.
        if (manifest.blobs === 'none') {
          if (blobs && !(await blobs.has(blob.digest))) lose(blob)
          else kept++
          return
        }
        const open = await beside.open(blob).catch((error: unknown) => {
          if (error instanceof Failure) return undefined
          throw error
        })
        if (!open) return lose(blob)
        try {
          if ((await put(open.chunks())) === blob.digest) kept++
          else lose(blob)
        } finally {
          await open.close()
        }
      })
    },

    async settled(): Promise<void> {
      await Promise.all(busy)
    },

    counts() {
      if (failure) throw failure
      const lost = missingCount - seal.blobs.missing_count
      const where = manifest.blobs === 'none' ? 'the blob store' : "the folder 'blobs' beside it"
      if (lost > 0 && !acceptMissing)
        throw new Failure(
          'INVALID_PARAMETER_VALUE',
          `The bytes of ${lost} artifacts of ${archive.place} are missing or damaged in ${where} (sha256 ${missing.at(-1)}). Bring them along, or add --accept-missing to restore all else.`,
        )
      return { blobs: kept, missing, missing_count: missingCount }
    },
  }
}

async function* ofOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
