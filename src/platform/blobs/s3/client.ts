/** The client of a bucket, loaded when it is first needed: a server without one starts no later. */
import type { S3Client } from '@aws-sdk/client-s3'
import { explain } from './errors.ts'
import type { Bucket } from './place.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

export interface Asking {
  sdk: Sdk
  client: S3Client
}

/** Sends a request; what goes wrong is explained. */
export type Ask = <T>(request: (asking: Asking) => Promise<T>) => Promise<T>

const CONNECT_MS = 5_000
/** A server that copies a large object may be silent for a while. */
const SILENT_MS = 120_000
/** Each download that is under way holds one. */
const SOCKETS = 256

export function askBucket(place: Bucket): { ask: Ask; plain: Ask } {
  let loaded: Promise<Asking> | undefined
  async function load(): Promise<Asking> {
    const sdk = await import('@aws-sdk/client-s3')
    const { endpoint, pathStyle } = place
    const client = new sdk.S3Client({
      forcePathStyle: pathStyle,
      ...(endpoint && { endpoint }),
      // Others than AWS have no regions, and still one must be named.
      ...(endpoint && !process.env.AWS_REGION && !process.env.AWS_PROFILE && { region: 'us-east-1' }),
      // Bytes are signed, so that what arrives is what was sent; more than that not every server knows.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: SILENT_MS,
        httpAgent: { maxSockets: SOCKETS, keepAlive: true },
        httpsAgent: { maxSockets: SOCKETS, keepAlive: true },
      },
    })
    return { sdk, client }
  }
  const plain: Ask = async (request) => {
    loaded ??= load()
    return request(await loaded)
  }
  return {
    plain,
    ask: (request) =>
      plain(request).catch((error: unknown) => {
        throw explain(error, place)
      }),
  }
}
