/** Rules of uploads in parts: a signed URL for each part, joined in order into one blob. */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Blob, Blobs } from '../../../platform/blobs.ts'
import type { Db } from '../../../platform/db.ts'
import { baseName, join, toFolder, toPath } from '../path.ts'
import { lockForUse } from '../store/files.ts'
import type { PartRow, UploadStore } from '../store/uploads.ts'
import type { FileService } from './files.ts'

export interface Part {
  part_number: number
  etag: string
}

/** MLflow sends the client's own path of the file, which may be a Windows path. */
const targetOf = (folder: string, file: string): string =>
  toPath(join(toFolder(folder), baseName(file.replaceAll('\\', '/'))))

const signatureOf = (secret: Buffer, id: string, part: number): Buffer =>
  createHmac('sha256', secret).update(`${id}/${part}`).digest()

const unquoted = (etag: string): string => etag.replace(/^(?:W\/)?"|"$/g, '')

export function uploadService(db: Db, store: UploadStore, files: FileService, blobs: Blobs, now: () => number) {
  async function get(workspace: number, id: string) {
    const upload = await store.find(id)
    if (upload?.workspace_id !== workspace) throw notFound('Upload', id)
    return upload
  }

  /** The parts to join: every one, once, as it was stored. */
  function checkParts(stored: PartRow[], given: Part[], count: number): void {
    const byNumber = new Map(stored.map((part) => [part.part_number, part]))
    for (let n = 1; n <= count; n++)
      if (!byNumber.has(n)) throw invalid(`Part ${n} of ${count} has not been uploaded. Upload it, then complete.`)
    if (given.length !== count) throw invalid(`The upload has ${count} parts, but ${given.length} were named.`)
    for (const { part_number, etag } of given) {
      if (byNumber.get(part_number)?.digest !== unquoted(etag))
        throw invalid(`Part ${part_number} is not the one that was stored: its etag is another.`)
      byNumber.delete(part_number)
    }
    if (byNumber.size) throw invalid('A part is named twice.')
  }

  async function* bytesOf(parts: PartRow[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      const blob = await blobs.open(part)
      try {
        yield* blob.chunks()
      } finally {
        await blob.close()
      }
    }
  }

  return {
    /** Returns the upload's id and the signature of each part. */
    async create(workspace: number, folder: string, file: string, count: number) {
      const id = randomUUID()
      const secret = randomBytes(32)
      const path = targetOf(folder, file)
      await store.insert({ id, workspace_id: workspace, path, num_parts: count, secret, created_ms: now() })
      return {
        id,
        signatures: Array.from({ length: count }, (_, i) => signatureOf(secret, id, i + 1).toString('base64url')),
      }
    },

    /** Stores one part; a part that is sent again replaces the first. */
    async putPart(id: string, part: number, signature: string, source: AsyncIterable<Uint8Array>): Promise<Blob> {
      const upload = await store.find(id)
      const given = Buffer.from(signature, 'base64url')
      const expected = signatureOf(upload?.secret ?? randomBytes(32), id, part)
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new Failure(
          'PERMISSION_DENIED',
          'The signature of this URL is not valid for this part, or its upload ended.',
        )
      const staged = await blobs.stage(source)
      try {
        const { digest, size } = staged
        await db.transaction().execute(async (tx) => {
          await lockForUse(tx, digest)
          if (!(await store.putPart(tx, id, { part_number: part, digest, size }))) throw notFound('Upload', id)
          await staged.publish()
        })
        return { digest, size }
      } finally {
        await staged.discard()
      }
    },

    /** Joins the parts. Doing it again after it succeeded changes nothing: clients repeat what they got no answer to. */
    async complete(workspace: number, id: string, folder: string, file: string, given: Part[]): Promise<void> {
      const upload = await get(workspace, id)
      if (upload.path !== targetOf(folder, file)) throw invalid(`Upload ${id} is for '${upload.path}'.`)
      if (upload.completed_ms !== null) return
      const parts = await store.parts(id)
      checkParts(parts, given, upload.num_parts)
      await files.keep(workspace, upload.path, bytesOf(parts), async (tx) => {
        if (!(await store.complete(tx, id, now()))) throw notFound('Upload', id)
      })
    },

    /** Forgets an upload; it is no failure if it is gone already. */
    abort: (workspace: number, id: string) => store.delete(workspace, id),
  }
}

export type UploadService = ReturnType<typeof uploadService>
