/** Reads an upload's body: all of it, or a failure. */
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../lib/failure.ts'

const cutOff = (cause?: unknown): Failure =>
  new Failure('BAD_REQUEST', 'The upload ended before it was complete: nothing was kept. Send it again.', { cause })

async function* chunksOf({ raw, headers }: FastifyRequest): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    // Destroying the body would take the connection with it, and with it the answer to a refused upload.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      yield chunk
    }
  } catch (error) {
    throw cutOff(error)
  }
  const declared = headers['content-length']
  if (raw.complete === false || (declared !== undefined && Number(declared) !== size)) throw cutOff()
}

/** Hands the body to `use`. What is not read of a refused upload is drained, so that the client reads the answer. */
export async function withBody<T>(
  request: FastifyRequest,
  use: (body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  try {
    return await use(chunksOf(request))
  } catch (error) {
    request.raw.resume()
    throw error
  }
}
