/** The blob store that is configured: a folder or a bucket. */
import type { Blobs } from '../blobs.ts'
import type { Config } from '../config.ts'
import { localBlobs } from './local.ts'
import { isBucket, readBucket } from './s3/place.ts'
import { s3Blobs } from './s3.ts'

export const openBlobs = ({ blobs, s3 }: Pick<Config, 'blobs' | 's3'>): Blobs =>
  isBucket(blobs) ? s3Blobs({ ...readBucket(blobs), ...s3 }) : localBlobs(blobs)
