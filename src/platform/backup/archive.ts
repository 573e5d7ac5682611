/**
 * The file of a backup: a tar whose first entry says what it is and whose last one seals it. Between them come the
 * tables as PostgreSQL's COPY gives them, in compressed pieces of a size that fits into memory, and the blobs.
 */
import { createHash, type Hash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import type { Blob } from '../blobs.ts'
import type { Migration } from '../migrate.ts'
import type { KeptFiles } from './kept-files.ts'
import { END, headerOf, padding } from './tar.ts'

export const FORMAT = 1
/** Where the bytes of blobs are: in the file, in the folder `blobs` beside it, or where the server keeps them. */
export type BlobPlace = 'inside' | 'beside' | 'none'
export type Kind = 'by-hand' | 'nightly' | 'before-migration'

export interface Manifest {
  format: number
  product: 'bellwether'
  version: string
  kind: Kind
  made_ms: number
  /** Of the server it came from. */
  postgres: string
  migrations: Migration[]
  tables: { name: string; columns: string[] }[]
  blobs: BlobPlace
}

export interface Part {
  rows: number
  /** Before compression. */
  bytes: number
  digest: string
}

export interface Seal {
  /** sha256 of the manifest's entry. */
  manifest: string
  finished_ms: number
  tables: Record<string, Part>
  state: string
  blobs: {
    count: number
    bytes: number
    digest: string
    /** Where they or their list begin in the file. */
    at: number
    /** Some of those whose bytes the store had lost or damaged; they are not among the counted. */
    missing: string[]
    missing_count: number
  }
}

/** What is small and in no table of ours: sequences, queued jobs, files of the data directory. */
export interface State {
  sequences: { name: string; last: string; called: boolean }[]
  jobs: Record<string, unknown>[]
  files: KeptFiles
}

export const MANIFEST = 'manifest.json'
export const STATE = 'state.json'
export const SEAL = 'seal.json'
export const BLOB_LIST = 'blob-list'
/** The seal has a fixed size, so that it is found from the end. */
export const SEAL_BYTES = 64 << 10

export const partOf = (name: string, no: number): string => `${name}/${String(no).padStart(6, '0')}.zst`
export const tableFolder = (table: string): string => `tables/${table}`
export const blobEntry = (digest: string): string => `blobs/${digest.slice(0, 2)}/${digest}`
export const blobLine = ({ digest, size }: Blob): string => `${digest} ${size}\n`

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Takes the bytes of a backup in order. */
export interface Sink {
  /** The chunk's memory may be used again once this is done. */
  write(chunk: Uint8Array): Promise<void>
  /** Everything is written: makes it durable and visible. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abort(): Promise<void>
}

const PIECE_BYTES = 2 << 20
const SMALL_BYTES = 256 << 10
const compress = promisify(zstdCompress)

/** Writes entries; small writes leave together. */
export function archiveWriter(sink: Sink, now: () => number) {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let position = 0
  const flush = async (): Promise<void> => {
    if (heldBytes === 0) return
    const bytes = Buffer.concat(held)
    held = []
    heldBytes = 0
    await sink.write(bytes)
  }
  const put = async (chunk: Uint8Array): Promise<void> => {
    position += chunk.length
    if (heldBytes + chunk.length >= SMALL_BYTES) await flush()
    if (chunk.length >= SMALL_BYTES) return sink.write(chunk)
    // A chunk's memory may be used again.
    held.push(Buffer.from(chunk))
    heldBytes += chunk.length
  }
  const add = async (name: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    await put(headerOf(name, size, Math.floor(now() / 1000)))
    let written = 0
    for await (const chunk of chunks) {
      written += chunk.length
      await put(chunk)
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes instead of ${size}`)
    await put(Buffer.alloc(padding(size)))
  }
  const addBytes = (name: string, bytes: Uint8Array): Promise<void> =>
    add(
      name,
      bytes.length,
      (async function* () {
        yield bytes
      })(),
    )

  return {
    add,
    addBytes,
    /** How many bytes there are so far. */
    position: () => position,
    /** Writes what a stream gives in compressed pieces; one is compressed while the next one fills. */
    async addStream(folder: string, source: AsyncIterable<Uint8Array>, onBytes: (n: number) => void = () => undefined) {
      const hash: Hash = createHash('sha256')
      let bytes = 0
      let no = 0
      let piece: Uint8Array[] = []
      let filled = 0
      let pending = Promise.resolve()
      const send = async (): Promise<void> => {
        const whole = Buffer.concat(piece)
        piece = []
        filled = 0
        await pending
        const name = partOf(folder, ++no)
        pending = compress(whole).then((small) => addBytes(name, small))
        pending.catch(() => undefined)
      }
      try {
        for await (const chunk of source) {
          hash.update(chunk)
          bytes += chunk.length
          filled += chunk.length
          piece.push(chunk)
          onBytes(chunk.length)
          if (filled >= PIECE_BYTES) await send()
        }
        await send()
      } finally {
        await Promise.allSettled([pending])
      }
      await pending
      return { bytes, digest: hash.digest('hex') }
    },
    /** The last bytes of a tar. */
    async finish(): Promise<void> {
      await put(END)
      await flush()
    },
    async end(seal: Seal): Promise<void> {
      const text = JSON.stringify(seal)
      const bytes = Buffer.alloc(SEAL_BYTES, '\n')
      if (bytes.write(text) < Buffer.byteLength(text)) throw new Error('the seal of a backup outgrew its place')
      await addBytes(SEAL, bytes)
      await this.finish()
    },
  }
}

export type ArchiveWriter = ReturnType<typeof archiveWriter>
