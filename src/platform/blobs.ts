/** Bytes at rest: content-addressed files, complete and synced before anybody can see them. */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Failure } from '../lib/failure.ts'

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

export interface Blobs {
  /** Stores a stream in constant memory; nothing remains of one that breaks off. */
  put(source: AsyncIterable<Uint8Array>): Promise<Blob>
  read(digest: string, range?: Range): Readable
  has(digest: string): Promise<boolean>
  remove(digest: string): Promise<void>
  /** Deletes what unfinished uploads left behind before `before` (milliseconds). */
  sweep(before: number): Promise<number>
}

async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A blob store in a local directory. */
export function localBlobs(root: string): Blobs {
  const incoming = join(root, 'incoming')
  mkdirSync(incoming, { recursive: true })
  const place = (digest: string): string => join(root, digest.slice(0, 2), digest.slice(2, 4), digest)
  let next = 0

  return {
    async put(source) {
      const path = join(incoming, `${process.pid}-${Date.now()}-${next++}`)
      const file = await open(path, 'wx')
      const hash = createHash('sha256')
      let size = 0
      try {
        for await (const chunk of source) {
          hash.update(chunk)
          size += chunk.byteLength
          for (let done = 0; done < chunk.byteLength; ) {
            const { bytesWritten } = await file.write(chunk, done)
            done += bytesWritten
          }
        }
        await file.datasync()
        await file.close()
        const digest = hash.digest('hex')
        const target = place(digest)
        const fresh = await mkdir(dirname(target), { recursive: true })
        await rename(path, target)
        await syncDir(dirname(target))
        if (fresh) await syncDir(root)
        return { digest, size }
      } catch (error) {
        await file.close().catch(() => undefined)
        await rm(path, { force: true })
        const code = (error as NodeJS.ErrnoException).code
        if (code === 'ENOSPC' || code === 'EDQUOT')
          throw new Failure(
            'TEMPORARILY_UNAVAILABLE',
            'The disk that holds the artifacts is full: the upload was not kept. Free some space and try again.',
          )
        throw error
      }
    },
    read: (digest, range) => createReadStream(place(digest), { ...range, highWaterMark: 1 << 20 }),
    has: async (digest) => (await stat(place(digest)).catch(() => undefined)) !== undefined,
    remove: (digest) => rm(place(digest), { force: true }),
    async sweep(before) {
      let removed = 0
      for (const name of await readdir(incoming)) {
        const info = await stat(join(incoming, name)).catch(() => undefined)
        if (!info || info.mtimeMs > before) continue
        await rm(join(incoming, name), { force: true })
        removed++
      }
      return removed
    },
  }
}
