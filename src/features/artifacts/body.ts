/** Reads an upload's body: all of it, or a failure. */
import { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../lib/failure.ts'

const cutOff = (cause?: unknown): Failure =>
  new Failure('BAD_REQUEST', 'The upload ended before it was complete: nothing was kept. Send it again.', { cause })

/** A transfer may take days, but not stand still: a client that vanished would hold its file for ever. */
const IDLE_MS = 10 * 60_000
export function endWhenIdle({ raw }: FastifyRequest): void {
  if (raw instanceof IncomingMessage) raw.socket.setTimeout(IDLE_MS)
}

/**
 * Frees a chunk's memory now. Left to the garbage collector, the chunks of large uploads would keep it so busy
 * that it costs a third of the throughput. Small ones may share their memory with others.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (byteLength === buffer.byteLength && byteLength >= 4096 && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** Each chunk is valid until the next one is asked for. */
async function* chunksOf({ raw, headers }: FastifyRequest): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    // Destroying the body would take the connection with it, and with it the answer to a refused upload.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      yield chunk
      // A request that came through no socket has its body from the caller.
      if (raw instanceof IncomingMessage) free(chunk)
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
  endWhenIdle(request)
  try {
    return await use(chunksOf(request))
  } catch (error) {
    request.raw.resume()
    throw error
  }
}
