/** Tar, so that any system can look into a backup: headers of entries, and a reader that streams. */
import { Failure } from '../../lib/failure.ts'

export const BLOCK = 512
/** Two empty blocks end an archive. */
export const END: Buffer = Buffer.alloc(2 * BLOCK)
/** Greater sizes do not fit into eleven octal digits. */
const OCTAL_LIMIT = 8 ** 11

export const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

/** The header of a file; names have at most 100 bytes. */
export function headerOf(name: string, size: number, seconds: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number): void =>
    void header.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1')
  if (header.write(name, 0, 100) < Buffer.byteLength(name)) throw new Error(`'${name}' is too long for a tar header`)
  octal(0o644, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  if (size < OCTAL_LIMIT) octal(size, 124, 12)
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  }
  octal(seconds, 136, 12)
  header.write('        0', 148, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  let sum = 0
  for (const byte of header) sum += byte
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const damaged = (what: string, of: string): Failure =>
  new Failure('INVALID_PARAMETER_VALUE', `This is no whole ${of}: ${what}. Take another one.`)

/** Reads a header; undefined at the end of the archive. */
export function readHeader(header: Buffer, of = 'backup'): { name: string; size: number } | undefined {
  if (header.every((byte) => byte === 0)) return undefined
  const text = (at: number, length: number): string =>
    header
      .toString('latin1', at, at + length)
      .split('\0')[0]!
      .trim()
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : header[i]!
  if (Number.parseInt(text(148, 8), 8) !== sum) throw damaged('one of its headers is damaged', of)
  const isLarge = (header[124]! & 0x80) !== 0
  const size = isLarge ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8)
  return { name: text(0, 100), size }
}

/** An entry must be read, or left, before the next one is asked for. */
export interface Entry {
  name: string
  size: number
  /** For entries that fit into memory. */
  bytes(): Promise<Buffer>
  chunks(): AsyncGenerator<Uint8Array>
}

/** Hands out bytes of a stream in the lengths that are asked for. */
function createReader(source: AsyncIterable<Uint8Array>, of: string) {
  const iterator = source[Symbol.asyncIterator]()
  let rest: Uint8Array = Buffer.alloc(0)
  async function next(most: number): Promise<Uint8Array> {
    while (rest.length === 0) {
      const { value, done } = await iterator.next()
      if (done) throw damaged('it ends too early', of)
      rest = value
    }
    const taken = rest.subarray(0, most)
    rest = rest.subarray(taken.length)
    return taken
  }
  return {
    async *take(length: number): AsyncGenerator<Uint8Array> {
      for (let left = length; left > 0; ) {
        const chunk = await next(left)
        left -= chunk.length
        yield chunk
      }
    },
    close: () => iterator.return?.(undefined),
  }
}

async function gather(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let at = 0
  for await (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** The entries of an archive in their order; `of` is what people call it. */
export async function* readTar(source: AsyncIterable<Uint8Array>, of = 'backup'): AsyncGenerator<Entry> {
  const reader = createReader(source, of)
  const skip = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const _ of chunks);
  }
  try {
    for (;;) {
      const header = readHeader(await gather(reader.take(BLOCK), BLOCK), of)
      if (!header) return
      const { name, size } = header
      let left = size
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for await (const chunk of reader.take(left)) {
          left -= chunk.length
          yield chunk
        }
      }
      yield { name, size, chunks, bytes: () => gather(chunks(), size) }
      await skip(reader.take(left + padding(size)))
    }
  } finally {
    await reader.close()
  }
}
