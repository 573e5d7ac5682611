/** Rules of artifact files: whole or nothing, a path is a file or a folder, listings as a file system gives them. */
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Blob, Blobs, OpenBlob } from '../../../platform/blobs.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { type Elsewhere, entriesOf, together, toRow } from '../elsewhere.ts'
import { baseName, toFolder, toPath } from '../path.ts'
import { type FileRow, type FileStore, lockForUse } from '../store/files.ts'
import type { RunPort } from './runs.ts'

/** A file with its row, or a folder without. */
export interface Entry {
  path: string
  file?: FileRow
}

export interface Page {
  entries: Entry[]
  /** Where the next page begins. */
  next?: string
}

const PAGE = 1000

interface Parts {
  db: Db
  store: FileStore
  blobs: Blobs
  now: () => number
  holdFolder: RunPort['holdFolder']
  elsewhere: () => Elsewhere
}

export function fileService({ db, store, blobs, now, holdFolder, elsewhere }: Parts) {
  /** Bytes and row become visible together; `also` joins the same transaction. */
  async function keep(
    workspace: number,
    path: string,
    source: AsyncIterable<Uint8Array>,
    also?: (tx: Tx) => Promise<void>,
  ): Promise<Blob> {
    const staged = await blobs.stage(source)
    try {
      await db.transaction().execute(async (tx) => {
        await lockForUse(tx, staged.digest)
        await holdFolder(tx, workspace, path)
        if (!(await store.put(tx, workspace, { path, ...toBlob(staged), created_ms: now() })))
          throw invalid(`'${path}' cannot be a file: it is a folder already, or one of its folders is a file.`)
        await also?.(tx)
        await staged.publish()
      })
      return toBlob(staged)
    } finally {
      await staged.discard()
    }
  }

  /** All files of a folder of which some lie elsewhere, with them; undefined for any other. */
  async function everything(workspace: number, folder: string): Promise<FileRow[] | undefined> {
    const there = await elsewhere().list(workspace, folder)
    if (there.length === 0) return undefined
    const here: FileRow[] = []
    for (let at = ''; ; ) {
      const rows = await store.scan(workspace, folder, at, PAGE)
      here.push(...rows)
      if (rows.length < PAGE) return together(here, there)
      at = `${rows.at(-1)!.path}\u0001`
    }
  }

  /** One page of what a folder holds; `from` is an earlier page's `next`. */
  async function page(workspace: number, folder: string, from: string, limit: number, recursive: boolean) {
    const prefix = folder && `${folder}/`
    const all = await everything(workspace, folder)
    if (all) {
      const entries = entriesOf(all, folder, recursive).filter(({ path }) => path >= from)
      const next = entries[limit]
      return { entries: entries.slice(0, limit), ...(next && { next: next.path }) }
    }
    const result: Page = { entries: [] }
    let at = from || prefix
    let inside: string | undefined
    for (;;) {
      const rows = await store.scan(workspace, folder, at, PAGE)
      for (const row of rows) {
        if (inside && row.path.startsWith(inside)) continue
        inside = undefined
        if (result.entries.length === limit) return { ...result, next: row.path }
        const slash = recursive ? -1 : row.path.indexOf('/', prefix.length)
        if (slash < 0) result.entries.push({ path: row.path, file: row })
        else {
          inside = row.path.slice(0, slash + 1)
          result.entries.push({ path: row.path.slice(0, slash) })
        }
      }
      if (rows.length < PAGE) return result
      // No path contains NUL, so nothing sorts between a path and itself with U+0001; '0' follows '/'.
      at = inside ? `${inside.slice(0, -1)}0` : `${rows.at(-1)!.path}\u0001`
    }
  }

  return {
    keep,
    page,
    everything,
    openElsewhere: async (workspace: number, path: string) => {
      const bytes = await elsewhere().open(workspace, toPath(path))
      const [file] = bytes ? (await elsewhere().list(workspace, path)).map(toRow) : []
      return bytes && { bytes, size: file?.size }
    },
    upload: (workspace: number, path: string, source: AsyncIterable<Uint8Array>) =>
      keep(workspace, toPath(path), source),

    async get(workspace: number, path: string): Promise<FileRow> {
      const file = await store.find(workspace, toPath(path))
      if (file) return file
      const [child] = await store.scan(workspace, path, '', 1)
      if (child) throw invalid(`'${path}' is a folder, not a file. List it and download its files.`)
      throw notFound('Artifact', path)
    },

    /** Opens a file's bytes. A replaced file's blob may be swept between the row and the bytes: look once more. */
    async open(workspace: number, file: FileRow): Promise<OpenBlob> {
      try {
        return await blobs.open(file)
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error
        const again = await store.find(workspace, file.path)
        if (again && again.digest === file.digest)
          throw new Failure(
            'RESOURCE_DOES_NOT_EXIST',
            `The bytes of artifact '${file.path}' (sha256 ${file.digest}) are missing or damaged in the blob store. Restore them from a backup, or upload the file again.`,
            { cause: error },
          )
        throw new Failure('TEMPORARILY_UNAVAILABLE', `Artifact '${file.path}' was just replaced. Try again.`)
      }
    },

    /** A small file as text; only its size where it is larger, nothing where there is none. */
    async readText(
      workspace: number,
      path: string,
      maxBytes: number,
    ): Promise<{ size: number; text?: string } | undefined> {
      const file = await store.find(workspace, path)
      if (!file || file.size > maxBytes) return file && { size: file.size }
      const blob = await this.open(workspace, file)
      try {
        const chunks: Buffer[] = []
        // The memory of a chunk is used again.
        for await (const chunk of blob.chunks()) chunks.push(Buffer.from(chunk))
        return { size: file.size, text: Buffer.concat(chunks).toString() }
      } finally {
        await blob.close()
      }
    },

    /** Everything in a folder, sorted by name. What is a file, or nothing at all, holds nothing. */
    async list(workspace: number, path: string | undefined): Promise<Entry[]> {
      const { entries } = await page(workspace, toFolder(path), '', Number.POSITIVE_INFINITY, false)
      return entries.sort((a, b) => Buffer.compare(Buffer.from(baseName(a.path)), Buffer.from(baseName(b.path))))
    },

    /** Deletes a file or a folder; it is no failure if there is none. */
    async delete(workspace: number, path: string): Promise<void> {
      const folder = toFolder(path)
      if (!folder) throw invalid('Name the artifact or the folder to delete: the root itself cannot be deleted.')
      await store.delete(workspace, folder)
    },
  }
}

const toBlob = ({ digest, size }: Blob): Blob => ({ digest, size })

export type FileService = ReturnType<typeof fileService>

/** Paths that begin at `root` instead of at the proxy's own root. */
export const relativeTo = (root: string, { path, ...entry }: Entry): Entry => ({
  ...entry,
  path: root ? path.slice(root.length + 1) : path,
})
