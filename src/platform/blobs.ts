/** Bytes at rest: content-addressed files, complete and synced before anybody can see them. */
import { createHash, randomUUID } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Failure, notFound } from '../lib/failure.ts'

export interface Blob {
  /** sha256 of the bytes, in hex. */
  digest: string
  size: number
}

export interface Range {
  start: number
  /** Inclusive. */
  end: number
}

/** Bytes that are complete and synced but not yet readable under their digest. */
export interface StagedBlob extends Blob {
  /** Moves the bytes to their place; call it while whoever sweeps unused blobs is kept away from this digest. */
  publish(): Promise<void>
  /** Deletes bytes that were not published; harmless otherwise. */
  discard(): Promise<void>
}

export interface Blobs {
  /** Writes a stream in constant memory; nothing remains of one that breaks off. */
  stage(source: AsyncIterable<Uint8Array>): Promise<StagedBlob>
  /** Opens a blob; throws RESOURCE_DOES_NOT_EXIST unless it is there in full. */
  read(blob: Blob, range?: Range): Promise<Readable>
  has(digest: string): Promise<boolean>
  remove(digest: string): Promise<void>
  /** Digests that were last published before `before` (milliseconds). */
  older(before: number): AsyncIterable<string>
  /** Deletes what unfinished uploads left behind before `before` (milliseconds). */
  sweep(before: number): Promise<number>
}

/** Larger writes and reads cost fewer round trips through Node's threads. */
const WRITE_BYTES = 1 << 20
const READ_BYTES = 256 << 10
/** Tiny chunks cost more memory than their bytes: no more than this many wait for a write. */
const WRITE_CHUNKS = 512
/** Syncing along the way keeps the last sync short, however long the stream. */
const SYNC_BYTES = 8 << 20

async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A file system may write less than it was asked to, above all when it is nearly full. */
async function writeAll(file: FileHandle, chunks: Uint8Array[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev(chunks)
  if (bytesWritten === bytes) return
  const all = Buffer.concat(chunks)
  for (let done = bytesWritten; done < bytes; ) done += (await file.write(all, done)).bytesWritten
}

/** Reads, hashes, writes and syncs at the same time, each at most one step ahead of the next. */
async function fill(file: FileHandle, source: AsyncIterable<Uint8Array>): Promise<Blob> {
  const hash = createHash('sha256')
  let chunks: Uint8Array[] = []
  let waiting = 0
  let size = 0
  let synced = 0
  let writing = Promise.resolve()
  // A sync that fails stays here to the end: the kernel reports a lost write only once.
  let syncing = Promise.resolve()
  let idle = true
  const flush = async (): Promise<void> => {
    await writing
    writing = writeAll(file, chunks, waiting)
    // Awaited at the next step; until then its failure must not count as unhandled.
    writing.catch(() => undefined)
    chunks = []
    waiting = 0
  }
  try {
    for await (const chunk of source) {
      hash.update(chunk)
      chunks.push(chunk)
      waiting += chunk.byteLength
      size += chunk.byteLength
      if (waiting < WRITE_BYTES && chunks.length < WRITE_CHUNKS) continue
      await flush()
      if (!idle || size - synced < SYNC_BYTES) continue
      synced = size
      idle = false
      syncing = file.datasync().then(() => {
        idle = true
      })
      syncing.catch(() => undefined)
    }
    await flush()
    await writing
    await syncing
    await file.datasync()
    return { digest: hash.digest('hex'), size }
  } finally {
    await Promise.allSettled([writing, syncing])
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

const orDiskFull = (error: unknown): unknown =>
  codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
    ? new Failure(
        'TEMPORARILY_UNAVAILABLE',
        'The disk that holds the artifacts is full: the upload was not kept. Free some space and try again.',
      )
    : error

/** A blob store in a local directory. It follows no symbolic link below `root`. */
export function localBlobs(root: string): Blobs {
  const incoming = join(root, 'incoming')
  mkdirSync(incoming, { recursive: true })
  const folderOf = (digest: string): string => join(root, digest.slice(0, 2))
  const placeOf = (digest: string): string => join(folderOf(digest), digest)
  const isFolder = async (path: string): Promise<boolean> =>
    (await lstat(path).catch(() => undefined))?.isDirectory() ?? false
  const isFile = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined))?.isFile() ?? false
  const assertFolder = async (path: string): Promise<void> => {
    if (!(await isFolder(path))) throw new Error(`${path} is not a folder: the blob store follows no links`)
  }

  async function publish(from: string, digest: string): Promise<void> {
    const folder = folderOf(digest)
    if (await mkdir(folder, { recursive: true })) await syncDir(root)
    await assertFolder(folder)
    await rename(from, placeOf(digest)).catch(async (error: unknown) => {
      // Windows replaces no file that somebody is reading; the one in place has the same bytes.
      if (process.platform !== 'win32' || !(await isFile(placeOf(digest)))) throw error
      await rm(from, { force: true })
    })
    await syncDir(folder)
  }

  return {
    async stage(source) {
      await assertFolder(incoming)
      const path = join(incoming, randomUUID())
      const discard = (): Promise<void> => rm(path, { force: true })
      const file = await open(path, 'wx')
      try {
        const blob = await fill(file, source)
        await file.close()
        return { ...blob, publish: () => publish(path, blob.digest), discard }
      } catch (error) {
        await file.close().catch(() => undefined)
        await discard()
        throw orDiskFull(error)
      }
    },
    async read({ digest, size }, range) {
      const missing = (): Failure => notFound('Blob', digest)
      if (!(await isFolder(folderOf(digest)))) throw missing()
      const file = await open(placeOf(digest), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
        (error: unknown) => {
          throw codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP' ? missing() : error
        },
      )
      const info = await file.stat()
      if (!info.isFile() || info.size !== size) {
        await file.close()
        throw missing()
      }
      return file.createReadStream({ ...range, highWaterMark: READ_BYTES })
    },
    has: async (digest) => (await isFolder(folderOf(digest))) && (await isFile(placeOf(digest))),
    async remove(digest) {
      if (await isFolder(folderOf(digest))) await rm(placeOf(digest), { force: true })
    },
    async *older(before) {
      for (const { name: folder } of (await readdir(root, { withFileTypes: true })).filter((e) => e.isDirectory())) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue
        for (const { name } of (await readdir(join(root, folder), { withFileTypes: true })).filter((e) => e.isFile())) {
          if (!/^[0-9a-f]{64}$/.test(name)) continue
          const info = await lstat(join(root, folder, name)).catch(() => undefined)
          if (info && info.mtimeMs < before) yield name
        }
      }
    },
    async sweep(before) {
      let removed = 0
      for (const name of (await isFolder(incoming)) ? await readdir(incoming) : []) {
        const info = await lstat(join(incoming, name)).catch(() => undefined)
        if (!info || info.mtimeMs > before) continue
        await rm(join(incoming, name), { force: true })
        removed++
      }
      return removed
    },
  }
}
