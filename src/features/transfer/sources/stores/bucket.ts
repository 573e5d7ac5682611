/** Files below a prefix of a bucket, with the credentials that this server has for its own. */
import type { Readable } from 'node:stream'
import { invalid } from '../../../../lib/failure.ts'
import { type Ask, askBucket } from '../../../../platform/blobs/s3/client.ts'
import type { SourceFile } from '../../source.ts'

export interface BucketPlace {
  endpoint: string | undefined
  pathStyle: boolean
}

function readPlace(uri: string): { bucket: string; prefix: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?(.*)$/is.exec(uri) ?? []
  if (!bucket) throw invalid(`'${uri}' names no bucket. It is written as in s3://bucket/prefix.`)
  const folder = path.replace(/\/+$/, '')
  return { bucket, prefix: folder && `${folder}/` }
}

/** One client for each bucket. */
export function bucketFiles(s3: BucketPlace = { endpoint: undefined, pathStyle: false }) {
  const clients = new Map<string, Ask>()
  const reach = (uri: string): { Bucket: string; Prefix: string; ask: Ask } => {
    const place = readPlace(uri)
    const ask = clients.get(place.bucket) ?? askBucket({ ...place, ...s3 }).ask
    clients.set(place.bucket, ask)
    return { Bucket: place.bucket, Prefix: place.prefix, ask }
  }
  return {
    async *list(uri: string): AsyncGenerator<SourceFile> {
      const { Bucket, Prefix, ask } = reach(uri)
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await ask(({ sdk, client }) =>
          client.send(
            new sdk.ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) }),
          ),
        )
        for (const { Key = '', Size = 0 } of page.Contents ?? []) {
          const path = Key.slice(Prefix.length)
          // Some tools make an object for a folder.
          if (path && !path.endsWith('/')) yield { path, size: Size }
        }
        if (!page.NextContinuationToken) return
        ContinuationToken = page.NextContinuationToken
      }
    },
    async open(uri: string, path: string): Promise<AsyncIterable<Uint8Array>> {
      const { Bucket, Prefix, ask } = reach(uri)
      const { Body } = await ask(({ sdk, client }) =>
        client.send(new sdk.GetObjectCommand({ Bucket, Key: `${Prefix}${path}` })),
      )
      return Body as Readable
    },
  }
}
