/** Cuts a stream into pieces of one size, for uploads in parts. */
import type { Hash } from 'node:crypto'

/** Most files are smaller; only larger ones pay for whole pieces. */
const FIRST_BYTES = 64 << 10
const GROWTH = 4

/**
 * All but the last have `size` bytes. A piece may be used until the next but one is asked for: two buffers take turns,
 * so that one fills while the other is sent.
 */
export async function* piecesOf(source: AsyncIterable<Uint8Array>, size: number, hash: Hash): AsyncGenerator<Buffer> {
  let buffer = Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, size))
  let other: Buffer<ArrayBuffer> | undefined
  let used = 0
  for await (const chunk of source) {
    hash.update(chunk)
    for (let at = 0; at < chunk.length; ) {
      if (used === size) {
        yield buffer
        const next = other ?? Buffer.allocUnsafeSlow(size)
        other = buffer
        buffer = next
        used = 0
      } else if (used === buffer.length) buffer = Buffer.concat([buffer], Math.min(size, buffer.length * GROWTH))
      const taken = Math.min(chunk.length - at, buffer.length - used)
      buffer.set(chunk.subarray(at, at + taken), used)
      at += taken
      used += taken
    }
  }
  yield buffer.subarray(0, used)
}
