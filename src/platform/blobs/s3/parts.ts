/** Large objects: sent in parts while they come, and copied in parts inside the bucket. Neither is visible by half. */
import { Failure } from '../../../lib/failure.ts'
import type { Ask } from './client.ts'

export interface Sizes {
  /** Of one part of an upload. */
  part: number
  /** Larger objects are copied in parts. */
  copyWhole: number
  copyPart: number
}

export const SIZES: Sizes = { part: 16 << 20, copyWhole: 1 << 30, copyPart: 512 << 20 }
const MAX_PARTS = 10_000
const LANES = 4

interface Done {
  PartNumber: number
  ETag: string | undefined
}

/** Begins an object in parts; without `complete` there is none. */
async function begin(ask: Ask, Bucket: string, Key: string) {
  const { UploadId } = await ask(({ sdk, client }) =>
    client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/octet-stream' })),
  )
  const upload = { Bucket, Key, UploadId }
  return {
    upload,
    complete: (parts: Done[]) =>
      ask(({ sdk, client }) =>
        client.send(
          new sdk.CompleteMultipartUploadCommand({
            ...upload,
            MultipartUpload: { Parts: parts.sort((a, b) => a.PartNumber - b.PartNumber) },
          }),
        ),
      ),
    /** What cannot be ended now is swept later. */
    abort: () =>
      ask(({ sdk, client }) => client.send(new sdk.AbortMultipartUploadCommand(upload))).catch(() => undefined),
  }
}

/** Sends pieces as they come, one while the next one fills. */
export async function sendParts(ask: Ask, bucket: string, key: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const { upload, complete, abort } = await begin(ask, bucket, key)
  const done: Done[] = []
  let sending = Promise.resolve()
  try {
    for await (const piece of pieces) {
      await sending
      const PartNumber = done.length + 1
      if (PartNumber > MAX_PARTS)
        throw new Failure(
          'REQUEST_TOO_LARGE',
          `A file of more than ${Math.floor((MAX_PARTS * SIZES.part) / 1e9)} GB does not fit into a bucket at once. Split it.`,
        )
      const part: Done = { PartNumber, ETag: undefined }
      done.push(part)
      sending = ask(({ sdk, client }) =>
        client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body: piece })),
      ).then(({ ETag }) => {
        part.ETag = ETag
      })
      // Awaited at the next piece; until then its failure must not count as unhandled.
      sending.catch(() => undefined)
    }
    await sending
    await complete(done)
  } catch (error) {
    await Promise.allSettled([sending])
    await abort()
    throw error
  }
}

/** Copies an object inside its bucket. */
export async function copyObject(
  ask: Ask,
  Bucket: string,
  from: string,
  Key: string,
  size: number,
  { copyWhole, copyPart }: Sizes,
): Promise<void> {
  const CopySource = `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`
  if (size <= copyWhole) {
    await ask(({ sdk, client }) => client.send(new sdk.CopyObjectCommand({ Bucket, Key, CopySource })))
    return
  }
  const { upload, complete, abort } = await begin(ask, Bucket, Key)
  const done: Done[] = []
  const numbers = Array.from({ length: Math.ceil(size / copyPart) }, (_, i) => i + 1).values()
  const lane = async (): Promise<void> => {
    for (const PartNumber of numbers) {
      const start = (PartNumber - 1) * copyPart
      const CopySourceRange = `bytes=${start}-${Math.min(size, start + copyPart) - 1}`
      const { CopyPartResult } = await ask(({ sdk, client }) =>
        client.send(new sdk.UploadPartCopyCommand({ ...upload, PartNumber, CopySource, CopySourceRange })),
      )
      done.push({ PartNumber, ETag: CopyPartResult?.ETag })
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  const failed = lanes.find((result) => result.status === 'rejected')
  if (!failed) return void (await complete(done))
  await abort()
  throw failed.reason
}
