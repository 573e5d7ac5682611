/** Blobs as files of a directory, complete and synced before anybody can see them. */
import { createHash, randomUUID } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, notFound } from '../../lib/failure.ts'
import type { Blob, Blobs } from '../blobs.ts'

/**
 * Bytes pass through two buffers of a fixed size, used in turn. Allocating a buffer for each chunk instead
 * keeps the garbage collector so busy that it costs half of the throughput.
 */
const READ_BYTES = 256 << 10
const WRITE_BYTES = 1 << 20
/** Enough for most files; only larger ones pay for the large buffers. */
const FIRST_WRITE_BYTES = 64 << 10
/** Syncing along the way keeps the last sync short, however long the stream. */
const SYNC_BYTES = 8 << 20

export async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A file system may write less than it was asked to, above all when it is nearly full. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten
}

/** Hashes and fills one buffer while the other is written, and syncs while both go on. */
async function fill(file: FileHandle, source: AsyncIterable<Uint8Array>): Promise<Blob> {
  const hash = createHash('sha256')
  let buffer = Buffer.allocUnsafeSlow(FIRST_WRITE_BYTES)
  let other: Buffer<ArrayBuffer> | undefined
  let used = 0
  let size = 0
  let synced = 0
  let writing = Promise.resolve()
  // A sync that fails stays here to the end: the kernel reports a lost write only once.
  let syncing = Promise.resolve()
  let idle = true

  const flush = async (): Promise<void> => {
    const full = buffer.subarray(0, used)
    hash.update(full)
    size += used
    used = 0
    await writing
    writing = writeAll(file, full)
    // Awaited at the next step; until then its failure must not count as unhandled.
    writing.catch(() => undefined)
    const next = other?.length === WRITE_BYTES ? other : Buffer.allocUnsafeSlow(WRITE_BYTES)
    other = buffer
    buffer = next
    if (!idle || size - synced < SYNC_BYTES) return
    synced = size
    idle = false
    syncing = file.datasync().then(() => {
      idle = true
    })
    syncing.catch(() => undefined)
  }

  try {
    for await (const chunk of source)
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(chunk.length - at, buffer.length - used)
        buffer.set(chunk.subarray(at, at + taken), used)
        at += taken
        used += taken
        if (used === buffer.length) await flush()
      }
    hash.update(buffer.subarray(0, used))
    await writing
    await writeAll(file, buffer.subarray(0, used))
    await syncing
    await file.datasync()
    return { digest: hash.digest('hex'), size: size + used }
  } finally {
    await Promise.allSettled([writing, syncing])
  }
}

/** Reads into one buffer while the consumer uses the other. */
async function* readChunks(file: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  const length = Math.min(READ_BYTES, end - start)
  const buffers = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(end - start > length ? length : 0)]
  const readAt = (at: number, turn: number) => file.read(buffers[turn]!, 0, Math.min(length, end - at), at)
  let reading = start < end ? readAt(start, 0) : undefined
  for (let at = start, turn = 0; reading; ) {
    const { buffer, bytesRead } = await reading
    if (bytesRead === 0) throw new Error('a blob lost bytes while it was read')
    at += bytesRead
    turn = 1 - turn
    reading = at < end ? readAt(at, turn) : undefined
    reading?.catch(() => undefined)
    yield buffer.subarray(0, bytesRead)
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
    async open({ digest, size }) {
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
      return {
        chunks: ({ start, end } = { start: 0, end: size - 1 }) => readChunks(file, start, end + 1),
        close: () => file.close(),
      }
    },
    fileOf: placeOf,
    has: async (digest) => (await isFolder(folderOf(digest))) && (await isFile(placeOf(digest))),
    async remove(digest) {
      if (await isFolder(folderOf(digest))) await rm(placeOf(digest), { force: true })
    },
    async *older(before, beginning) {
      for (const { name: folder } of (await readdir(root, { withFileTypes: true })).filter((e) => e.isDirectory())) {
        if (!/^[0-9a-f]{2}$/.test(folder) || (beginning !== undefined && folder !== beginning)) continue
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
    async probe() {
      await assertFolder(incoming)
      const path = join(incoming, randomUUID())
      await writeFile(path, 'bellwether', { flag: 'wx' }).catch((error: unknown) => {
        throw orDiskFull(error)
      })
      await rm(path)
    },
  }
}
