/** A backup as a file: written under another name, synced, and only then given its own. */
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../lib/failure.ts'
import { syncDir } from '../blobs/local.ts'
import type { Sink } from './archive.ts'
import type { Sizes } from './make.ts'

export const PARTIAL = '.partial'

/** Syncing along the way keeps the last sync short. */
const SYNC_BYTES = 32 << 20

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Says what went wrong with a file in a sentence. */
export function explain(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  const why: Record<string, string> = {
    ENOSPC: `The disk of ${path} is full.`,
    EDQUOT: `The disk quota for ${path} is used up.`,
    EACCES: `No permission to write ${path}.`,
    EPERM: `No permission to write ${path}.`,
    EROFS: `${path} is on a read-only file system.`,
    ENOENT: `The folder of ${path} does not exist.`,
    ENOTDIR: `${path} runs through a file, not a folder.`,
  }
  const said = why[code ?? '']
  return said
    ? new Failure('TEMPORARILY_UNAVAILABLE', `${said} No backup was made. Name another place.`, { cause: error })
    : error
}

/** Refuses a file that is there already: nothing is ever overwritten. `check` looks at it before it gets its name. */
export async function fileSink(path: string, check?: (partial: string) => Promise<unknown>): Promise<Sink> {
  if (await isThere(path))
    throw new Failure('RESOURCE_CONFLICT', `${path} is there already. Name another file, or move that one away.`)
  const partial = `${path}${PARTIAL}`
  try {
    // What an earlier try left is of no use.
    const file = await open(partial, 'w', 0o600)
    let unsynced = 0
    return {
      async write(chunk) {
        try {
          for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten
          unsynced += chunk.length
          if (unsynced < SYNC_BYTES) return
          unsynced = 0
          await file.datasync()
        } catch (error) {
          throw explain(error, path)
        }
      },
      async finish() {
        await file.sync()
        await file.close()
        await check?.(partial)
        await rename(partial, path)
        await syncDir(dirname(path))
      },
      async abort() {
        await file.close().catch(() => undefined)
        await rm(partial, { force: true })
      },
    }
  } catch (error) {
    throw explain(error, path)
  }
}

export const readFileFrom = (path: string, start: number, length?: number): AsyncIterable<Uint8Array> =>
  createReadStream(path, { start, highWaterMark: 256 << 10, ...(length !== undefined && { end: start + length - 1 }) })

/** What a server that goes on needs beside a backup: to fill its disk would stop it. */
const RESERVE_SHARE = 0.05
const RESERVE_MOST = 2e9

/** Bytes that can still be written in a folder, by whoever runs this. */
export async function freeBytes(folder: string): Promise<{ free: number; size: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}

/** The first of the folders with the most free space: that of temporary files may be in memory. */
export async function roomiest(folders: string[]): Promise<string> {
  const all = await Promise.all(folders.map(async (folder) => ({ folder, ...(await freeBytes(folder)) })))
  return all.reduce((best, one) => (one.free > best.free ? one : best)).folder
}

/** What has to stay free on a disk of this size. */
export const reserveOf = (size: number): number => Math.min(RESERVE_MOST, size * RESERVE_SHARE)

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`

/** Throws where a backup has no room; what a table takes on the disk is the most that it takes in a backup. */
export async function checkSpace(folder: string, { database, blobs }: Sizes, reserve: number): Promise<void> {
  const { free } = await freeBytes(folder)
  const needed = database + blobs
  if (free - reserve >= needed) return
  const kept = reserve > 0 ? `, of which ${gigabytes(reserve)} must stay free for the server` : ''
  throw new Failure(
    'TEMPORARILY_UNAVAILABLE',
    `A backup may take ${gigabytes(needed)}, but ${folder} has ${gigabytes(free)} free${kept}. No backup was made. Free some space, or name another place.`,
  )
}
