/** What went wrong with a bucket, in a sentence that says what to do. */
import { Failure } from '../../../lib/failure.ts'
import type { Bucket } from './place.ts'

interface SdkError extends Error {
  /** Of a broken connection. */
  code?: string
  $metadata?: { httpStatusCode?: number }
}

const CREDENTIALS =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken\w*|InvalidToken|InvalidClientTokenId|AuthFailure|TokenRefreshRequired)$/
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/
const REGION = /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/
const CONNECTION = /^(E[A-Z]{4,}|TimeoutError|NetworkingError|UND_ERR_\w+|AbortError)$/

export const statusOf = (error: unknown): number | undefined => (error as SdkError).$metadata?.httpStatusCode

/** A request about one object: there is none. */
export const isMissing = (error: unknown): boolean =>
  /^(NoSuchKey|NotFound)$/.test((error as Error).name) || (statusOf(error) === 404 && !isNoBucket(error))

export const isNoBucket = (error: unknown): boolean => (error as Error).name === 'NoSuchBucket'

export const noBucket = ({ bucket, endpoint }: Bucket, cause?: unknown): Failure =>
  unavailable(
    `There is no bucket '${bucket}' at ${endpoint ?? 'AWS'}. Make it, or name another one in BELLWETHER_BLOBS.`,
    cause,
  )

const unavailable = (message: string, cause: unknown): Failure =>
  new Failure('TEMPORARILY_UNAVAILABLE', message, { cause })

export function explain(error: unknown, place: Bucket): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  const { name, message, code = '' } = error as SdkError
  const { bucket, endpoint } = place
  const status = statusOf(error)
  if (isNoBucket(error)) return noBucket(place, error)
  if (NO_CREDENTIALS.test(name))
    return unavailable(
      `No credentials were found for the bucket '${bucket}'. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role.`,
      error,
    )
  if (CREDENTIALS.test(name) || status === 401)
    return unavailable(
      `The bucket '${bucket}' does not accept this server's credentials (${name}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of this machine.`,
      error,
    )
  if (REGION.test(name) || status === 301)
    return unavailable(`The bucket '${bucket}' is in another region. Set AWS_REGION to the one it is in.`, error)
  if (status === 403)
    return unavailable(
      `The bucket '${bucket}' forbids what is needed (${name === 'Unknown' ? status : name}): the credentials are wrong, or lack a right. The guide to storage lists the rights.`,
      error,
    )
  if (/Region is missing/.test(message))
    return unavailable(`The region of the bucket '${bucket}' is not known. Set AWS_REGION.`, error)
  const broken = [code, name].find((one) => CONNECTION.test(one))
  if (broken || status === undefined)
    return unavailable(
      `The server of the bucket '${bucket}' at ${endpoint ?? 'AWS'} does not answer (${broken ?? message}). Try again; if it stays so, check BELLWETHER_S3_ENDPOINT and the network.`,
      error,
    )
  return unavailable(`The bucket '${bucket}' answered ${status} ${name}: ${message}. Try again.`, error)
}
