/**
 * Blobs as objects of a bucket, at AWS or at whatever else speaks S3. An object is there whole or not at all. Small ones
 * wait in memory until they are published; of large ones the digest is known only at their end, so that they come under
 * `incoming/` and are copied to their place inside the bucket.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, notFound } from '../../lib/failure.ts'
import type { Blobs, Range, StagedBlob } from '../blobs.ts'
import { askBucket } from './s3/client.ts'
import { explain, isMissing, noBucket, statusOf } from './s3/errors.ts'
import { copyObject, SIZES, type Sizes, sendParts } from './s3/parts.ts'
import { piecesOf } from './s3/pieces.ts'
import type { Bucket as Place } from './s3/place.ts'

/** A download goes on where its connection broke. */
const TRIES = 3
const PAUSE_MS = 200
const HEX = [...'0123456789abcdef']

/** The first piece again, then the others. */
async function* again(first: Buffer, second: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield second
  yield* rest
}

export function s3Blobs(place: Place, sizes: Sizes = SIZES): Blobs {
  const { bucket: Bucket, prefix } = place
  const { ask, plain } = askBucket(place)
  const incoming = `${prefix}incoming/`
  const keyOf = (digest: string): string => `${prefix}${digest.slice(0, 2)}/${digest}`

  const put = (Key: string, Body: Buffer): Promise<unknown> =>
    ask(({ sdk, client }) =>
      client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/octet-stream' })),
    )
  const drop = (Key: string): Promise<unknown> =>
    ask(({ sdk, client }) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key })))

  /** Its size; undefined if it is not there. */
  async function sizeOf(Key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await plain(({ sdk, client }) =>
        client.send(new sdk.HeadObjectCommand({ Bucket, Key })),
      )
      return ContentLength
    } catch (error) {
      if (!isMissing(error)) throw explain(error, place)
      await assertBucket()
      return undefined
    }
  }

  /** Of an object that is not there the answer does not say whether its bucket is. */
  async function assertBucket(): Promise<void> {
    await plain(({ sdk, client }) => client.send(new sdk.HeadBucketCommand({ Bucket }))).catch((error: unknown) => {
      if (statusOf(error) === 404) throw noBucket(place, error)
      // Whoever may not look at the bucket itself may still use its objects.
      if (statusOf(error) !== 403) throw explain(error, place)
    })
  }

  async function* read(Key: string, { start, end }: Range): AsyncGenerator<Uint8Array> {
    let tries = 0
    for (let at = start; at <= end; )
      try {
        const { Body } = await ask(({ sdk, client }) =>
          client.send(new sdk.GetObjectCommand({ Bucket, Key, Range: `bytes=${at}-${end}` })),
        )
        const stream = Body as Readable
        try {
          for await (const chunk of stream as AsyncIterable<Uint8Array>) {
            at += chunk.length
            tries = 0
            yield chunk
          }
        } finally {
          stream.destroy()
        }
        if (at <= end) throw new Error('it sent less than it has')
      } catch (error) {
        if (++tries >= TRIES) throw explain(error, place)
        await sleep(PAUSE_MS * 2 ** tries)
      }
  }

  /** Waits in memory: no request is needed before it is published. */
  function stageSmall(digest: string, bytes: Buffer): StagedBlob {
    return {
      ...{ digest, size: bytes.length },
      publish: async () => void (await put(keyOf(digest), bytes)),
      discard: async () => undefined,
    }
  }

  /** Copied to its place at once, so that publishing, in a transaction, takes one short request. */
  async function stageLarge(pieces: AsyncGenerator<Buffer>, finish: () => { digest: string; size: number }) {
    const Key = `${incoming}${randomUUID()}`
    await sendParts(ask, Bucket, Key, pieces)
    const { digest, size } = finish()
    const copy = async (): Promise<void> => {
      if ((await sizeOf(keyOf(digest))) !== size) await copyObject(ask, Bucket, Key, keyOf(digest), size, sizes)
    }
    let isThere = true
    const discard = async (): Promise<void> => {
      if (!isThere) return
      isThere = false
      // What stays is swept a day later.
      await drop(Key).catch(() => undefined)
    }
    try {
      await copy()
    } catch (error) {
      await discard()
      throw error
    }
    const publish = async (): Promise<void> => {
      // Whoever sweeps may have taken it away meanwhile.
      await copy()
      await discard()
    }
    return { digest, size, publish, discard }
  }

  async function* list(Prefix: string): AsyncGenerator<{ key: string; at: number }> {
    for (let ContinuationToken: string | undefined; ; ) {
      const page = await ask(({ sdk, client }) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) })),
      )
      for (const { Key, LastModified } of page.Contents ?? [])
        yield { key: Key!.slice(prefix.length), at: LastModified!.getTime() }
      if (!page.NextContinuationToken) return
      ContinuationToken = page.NextContinuationToken
    }
  }

  /** Parts of uploads that were never ended are no objects, and cost as much. */
  async function endUploads(before: number): Promise<number> {
    const { Uploads = [] } = await ask(({ sdk, client }) =>
      client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: prefix })),
    )
    const old = Uploads.filter(({ Initiated }) => Initiated && Initiated.getTime() < before)
    for (const { Key, UploadId } of old)
      await ask(({ sdk, client }) => client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })))
    return old.length
  }

  return {
    async stage(source) {
      const hash = createHash('sha256')
      const pieces = piecesOf(source, sizes.part, hash)
      const first = (await pieces.next()).value as Buffer
      const second = await pieces.next()
      if (second.done) return stageSmall(hash.digest('hex'), first)
      let size = 0
      const counted = (async function* () {
        for await (const piece of again(first, second.value, pieces)) {
          size += piece.length
          yield piece
        }
      })()
      return stageLarge(counted, () => ({ digest: hash.digest('hex'), size }))
    },
    async open({ digest, size }) {
      const key = keyOf(digest)
      if ((await sizeOf(key)) !== size) throw notFound('Blob', digest)
      return {
        chunks: (range = { start: 0, end: size - 1 }) => read(key, range),
        close: async () => undefined,
      }
    },
    has: async (digest) => (await sizeOf(keyOf(digest))) !== undefined,
    remove: async (digest) => void (await drop(keyOf(digest))),
    async *older(before, beginning) {
      const folders = beginning === undefined ? HEX : [`${beginning}/`]
      for (const folder of folders)
        for await (const { key, at } of list(prefix + folder)) {
          const [, name] = /^[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key) ?? []
          if (name && at < before) yield name
        }
    },
    async sweep(before) {
      let removed = 0
      for await (const { key, at } of list(incoming)) {
        if (at > before) continue
        await drop(prefix + key)
        removed++
      }
      return removed + (await endUploads(before))
    },
    async probe() {
      await assertBucket()
      const Key = `${incoming}probe-${randomUUID()}`
      const bytes = Buffer.from('bellwether')
      await put(Key, bytes)
      const found: Uint8Array[] = []
      for await (const chunk of read(Key, { start: 0, end: bytes.length - 1 })) found.push(chunk)
      await drop(Key)
      if (!Buffer.concat(found).equals(bytes))
        throw new Failure(
          'INTERNAL_ERROR',
          `The bucket '${Bucket}' does not give back what was put into it. Look at what stands in front of it.`,
        )
    },
  }
}
