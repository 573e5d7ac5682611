/** Which bucket an address such as s3://bucket/prefix means. */
import { invalid } from '../../../lib/failure.ts'

export interface Bucket {
  bucket: string
  /** In front of every key; empty, or with a slash at its end. */
  prefix: string
  /** Of a server other than AWS. */
  endpoint: string | undefined
  /** The bucket stands in the path of a URL, not in its host. */
  pathStyle: boolean
}

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const PREFIX = /^[\w.=@/-]*$/

export const isBucket = (blobs: string): boolean => blobs.startsWith('s3:')

export function readBucket(blobs: string): Pick<Bucket, 'bucket' | 'prefix'> {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)\/?(.*)$/.exec(blobs) ?? []
  const prefix = rest.replace(/\/+$/, '')
  if (!NAME.test(bucket))
    throw invalid(`Setting 'blobs' is '${blobs}'. Give a folder, or a bucket as in s3://my-bucket/prefix.`)
  if (!PREFIX.test(prefix) || prefix.startsWith('/') || prefix.includes('//'))
    throw invalid(`Setting 'blobs' is '${blobs}': a prefix has letters, digits, - _ . = @ and single slashes.`)
  return { bucket, prefix: prefix && `${prefix}/` }
}
