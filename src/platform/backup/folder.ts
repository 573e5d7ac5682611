/** A folder of backups: each a file of its own, the bytes of their blobs once for all of them in `blobs`. */
import { mkdirSync } from 'node:fs'
import { link, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { notFound } from '../../lib/failure.ts'
import { localBlobs, syncDir } from '../blobs/local.ts'
import type { Blob, Blobs } from '../blobs.ts'
import type { Sink } from './archive.ts'
import { checkSpace, explain, fileSink, freeBytes, PARTIAL, readFileFrom, reserveOf } from './file.ts'
import type { Pool } from './make.ts'
import { type Archive, readBack } from './read.ts'
import type { Target } from './target.ts'

/** A backup as a file, wherever it lies. */
export async function fileArchive(path: string): Promise<Archive> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? notFound('Backup', path) : error
  })
  return {
    place: path,
    size,
    read: (start, length) => readFileFrom(path, start, length),
  }
}

/** A backup as a file that gets its name once every byte was read back and is as it was sealed. */
export const backupSink = (path: string): Promise<Sink> =>
  fileSink(path, async (partial) => readBack(await fileArchive(partial)))

/** The bytes of blobs beside a backup. */
export const blobsBeside = (folder: string): Blobs => localBlobs(join(folder, 'blobs'))

/** Links blobs where the file system can, which takes no space; copies them elsewhere. */
function folderPool(blobs: Blobs): Pool {
  const touched = new Set<string>()
  async function copy(blob: Blob, from: Blobs): Promise<void> {
    const open = await from.open(blob)
    try {
      const staged = await blobs.stage(open.chunks())
      if (staged.digest === blob.digest) return await staged.publish()
      await staged.discard()
      throw notFound('Blob', blob.digest)
    } finally {
      await open.close()
    }
  }
  async function tryLink(file: string, to: string, { digest, size }: Blob): Promise<boolean> {
    const found = await lstat(file).catch(() => undefined)
    if (!found?.isFile() || found.size !== size) throw notFound('Blob', digest)
    await mkdir(dirname(to), { recursive: true })
    const done = await link(file, to).then(
      () => true,
      () => false,
    )
    if (done) touched.add(dirname(to))
    return done
  }
  return {
    async keep(blob, from) {
      const to = blobs.fileOf!(blob.digest)
      const there = await lstat(to).catch(() => undefined)
      if (there?.size === blob.size) return
      if (there) await rm(to)
      const file = from.fileOf?.(blob.digest)
      if (!file || !(await tryLink(file, to, blob))) await copy(blob, from)
    },
    async settle() {
      for (const dir of touched) await syncDir(dir)
      if (touched.size) await syncDir(dirname(touched.values().next().value!))
    },
  }
}

/** Links take no space; on another file system everything is copied that is not there yet. */
async function toCopy(dir: string, bytes: number, from: Blobs): Promise<number> {
  const root = from.fileOf && dirname(dirname(from.fileOf('00')))
  if (bytes === 0 || (root && (await stat(root)).dev === (await stat(dir)).dev)) return 0
  const pool = blobsBeside(dir)
  let there = 0
  for await (const digest of pool.older(Number.POSITIVE_INFINITY))
    there += (await lstat(pool.fileOf!(digest)).catch(() => undefined))?.size ?? 0
  return Math.max(0, bytes - there)
}

export function folderTarget(dir: string): Target {
  const make = (): void => {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
    } catch (error) {
      throw explain(error, dir)
    }
  }
  const beside = (): Blobs => {
    make()
    return blobsBeside(dir)
  }
  return {
    place: dir,
    placeOf: (name) => join(dir, name),
    async list() {
      const found = await readdir(dir, { withFileTypes: true }).catch(() => [])
      return Promise.all(
        found.filter((e) => e.isFile()).map(async ({ name }) => ({ name, size: (await stat(join(dir, name))).size })),
      )
    },
    archive: (name) => fileArchive(join(dir, name)),
    async write(name, { database, blobs }, from) {
      make()
      // What was cut off is of no use to anybody, and only one backup is made at a time.
      for (const old of await readdir(dir)) if (old.endsWith(PARTIAL)) await rm(join(dir, old), { force: true })
      const { size } = await freeBytes(dir)
      await checkSpace(dir, { database, blobs: await toCopy(dir, blobs, from) }, reserveOf(size))
      return backupSink(join(dir, name))
    },
    async put(name, text) {
      await rm(join(dir, name), { force: true })
      const sink = await fileSink(join(dir, name))
      await sink.write(Buffer.from(text))
      await sink.finish()
    },
    get: (name) => readFile(join(dir, name), 'utf8'),
    remove: (name) => rm(join(dir, name), { force: true }),
    beside,
    pool: () => folderPool(beside()),
    async space() {
      make()
      return freeBytes(dir)
    },
  }
}
