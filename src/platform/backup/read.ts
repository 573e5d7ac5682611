/** Reads a backup in one pass: every part is compared with the seal as soon as it ends. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { Failure } from '../../lib/failure.ts'
import type { Blob } from '../blobs.ts'
import {
  BLOB_LIST,
  blobLine,
  FORMAT,
  MANIFEST,
  type Manifest,
  type Part,
  SEAL,
  SEAL_BYTES,
  type Seal,
  STATE,
  type State,
  sha256,
  tableFolder,
} from './archive.ts'
import { BLOCK, END, type Entry, readHeader, readTar } from './tar.ts'

/** The bytes of a backup, wherever they lie. */
export interface Archive {
  /** For messages. */
  place: string
  size: number
  read(start: number, length?: number): AsyncIterable<Uint8Array>
}

export interface Visitor {
  table(name: string, columns: string[], bytes: AsyncIterable<Uint8Array>): Promise<number>
  state(state: State): Promise<void>
  /** Takes the bytes of a blob; returns what they hash to. */
  blob(blob: Blob, chunks: AsyncIterable<Uint8Array>): Promise<string>
  /** A blob whose bytes are elsewhere. */
  listed(blob: Blob): Promise<void>
}

const decompress = promisify(zstdDecompress)
/** A piece is at most as large as it was made, with what the last read brought. */
const MAX_PIECE = 64 << 20

const damaged = (place: string, what: string): Failure =>
  new Failure('INVALID_PARAMETER_VALUE', `${place} is damaged: ${what}. Nothing was restored; take another backup.`)

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(Buffer.from(chunk))
  return Buffer.concat(all)
}

/** What a backup says of itself at its beginning and at its end; refuses what is no whole backup. */
export async function readEnds(archive: Archive): Promise<{ manifest: Manifest; seal: Seal }> {
  const { place, size } = archive
  const notOne = (): Failure => new Failure('INVALID_PARAMETER_VALUE', `${place} is no backup of Bellwether.`)
  if (size < 2 * BLOCK) throw notOne()
  const first = header(await bytesOf(archive.read(0, BLOCK)))
  if (first?.name !== MANIFEST) throw notOne()
  const text = await bytesOf(archive.read(BLOCK, first.size))
  const manifest = parse<Manifest>(text)
  if (!manifest) throw damaged(place, 'its beginning cannot be read')
  if (manifest.product !== 'bellwether') throw notOne()
  if (manifest.format !== FORMAT)
    throw new Failure(
      'NOT_IMPLEMENTED',
      `${place} was made by Bellwether ${manifest.version} in a form that this version does not read. Use that version or a newer one.`,
    )
  const at = size - END.length - SEAL_BYTES - BLOCK
  const last = at > 0 ? header(await bytesOf(archive.read(at, BLOCK))) : undefined
  if (last?.name !== SEAL) throw damaged(place, 'it is not whole, its end is missing')
  const seal = parse<Seal>(await bytesOf(archive.read(at + BLOCK, SEAL_BYTES)))
  if (!seal) throw damaged(place, 'its end cannot be read')
  if (sha256(text) !== seal.manifest) throw damaged(place, 'its beginning and its end do not belong together')
  return { manifest, seal }
}

function parse<T>(text: Buffer): T | undefined {
  try {
    return JSON.parse(text.toString()) as T
  } catch {
    return undefined
  }
}

function header(bytes: Buffer): { name: string; size: number } | undefined {
  try {
    return readHeader(bytes)
  } catch {
    return undefined
  }
}

/** Entries, with a look at the next one. */
function entriesOf(archive: Archive, start = 0) {
  const entries = readTar(archive.read(start))
  let ahead: Entry | undefined
  const peek = async (): Promise<Entry | undefined> => {
    if (!ahead) ahead = (await entries.next()).value ?? undefined
    return ahead
  }
  return {
    peek,
    async next(name?: string): Promise<Entry> {
      const entry = await peek()
      ahead = undefined
      if (!entry || (name !== undefined && entry.name !== name))
        throw damaged(archive.place, `it lacks ${name ?? 'its end'}`)
      return entry
    },
    /** What was written in pieces, as it was before. */
    async *pieces(folder: string): AsyncGenerator<Uint8Array> {
      while ((await peek())?.name.startsWith(`${folder}/`)) {
        const entry = ahead!
        ahead = undefined
        if (entry.size > MAX_PIECE) throw damaged(archive.place, `${entry.name} is too large`)
        yield await decompress(await entry.bytes(), { maxOutputLength: MAX_PIECE }).catch(() => {
          throw damaged(archive.place, `${entry.name} cannot be read`)
        })
      }
    },
    close: () => entries.return(undefined),
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  part: { hash: ReturnType<typeof createHash>; bytes: number },
) {
  for await (const chunk of chunks) {
    part.hash.update(chunk)
    part.bytes += chunk.length
    yield chunk
  }
}

/** Walks through the whole backup; throws at the first part that is not what was sealed. */
export async function readArchive(archive: Archive, { manifest, seal }: Ends, visitor: Visitor): Promise<void> {
  const { place } = archive
  const entries = entriesOf(archive)
  try {
    await entries.next(MANIFEST)
    for (const { name, columns } of manifest.tables) {
      const sealed = seal.tables[name]
      if (!sealed) throw damaged(place, `its seal does not know table ${name}`)
      const part = { hash: createHash('sha256'), bytes: 0 }
      const rows = await visitor.table(name, columns, hashed(entries.pieces(tableFolder(name)), part))
      compare(place, name, sealed, { rows, bytes: part.bytes, digest: part.hash.digest('hex') })
    }
    const state = await (await entries.next(STATE)).bytes()
    if (sha256(state) !== seal.state) throw damaged(place, `${STATE} has other bytes than were sealed`)
    await visitor.state(JSON.parse(state.toString()) as State)
    const digest =
      manifest.blobs === 'inside' ? await readBlobs(entries, place, seal, visitor) : await readList(entries, visitor)
    if (digest !== seal.blobs.digest) throw damaged(place, 'its blobs are not those that were sealed')
    await entries.next(SEAL)
  } finally {
    await entries.close()
  }
}

export type Ends = Awaited<ReturnType<typeof readEnds>>

function compare(place: string, table: string, sealed: Part, found: Part): void {
  if (found.digest !== sealed.digest || found.bytes !== sealed.bytes)
    throw damaged(place, `table ${table} has other bytes than were sealed`)
  if (found.rows !== sealed.rows)
    throw damaged(place, `table ${table} came with ${found.rows} rows instead of ${sealed.rows}`)
}

type Entries = ReturnType<typeof entriesOf>

async function readBlobs(entries: Entries, place: string, seal: Seal, visitor: Visitor): Promise<string> {
  const hash = createHash('sha256')
  let bad = 0
  while ((await entries.peek())?.name.startsWith('blobs/')) {
    const entry = await entries.next()
    const blob = { digest: entry.name.split('/').at(-1)!, size: entry.size }
    const found = await visitor.blob(blob, entry.chunks())
    if (found === blob.digest) hash.update(blobLine(blob))
    // It was damaged already when the backup was made, which said so.
    else if (++bad > seal.blobs.missing_count)
      throw damaged(place, `blob ${blob.digest} has other bytes than its name says`)
  }
  return hash.digest('hex')
}

async function readList(entries: Entries, visitor: Visitor): Promise<string> {
  const hash = createHash('sha256')
  for await (const blob of blobsOf(entries)) {
    hash.update(blobLine(blob))
    await visitor.listed(blob)
  }
  return hash.digest('hex')
}

async function* blobsOf(entries: Entries): AsyncGenerator<Blob> {
  let rest = ''
  for await (const piece of entries.pieces(BLOB_LIST)) {
    const lines = (rest + Buffer.from(piece).toString('latin1')).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const [digest = '', size] = line.split(' ')
      yield { digest, size: Number(size) }
    }
  }
}

/** The blobs that lie beside a backup, in the order of their digests. */
export async function* listBlobs(archive: Archive): AsyncGenerator<Blob> {
  const { seal } = await readEnds(archive)
  const entries = entriesOf(archive, seal.blobs.at)
  try {
    yield* blobsOf(entries)
  } finally {
    await entries.close()
  }
}

const digestOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** Reads a backup through and compares each part with the seal; what only a database can tell is left out. */
export async function readBack(archive: Archive, known?: Ends): Promise<Ends> {
  const ends = known ?? (await readEnds(archive))
  await readArchive(archive, ends, {
    async table(name, _columns, bytes) {
      for await (const _ of bytes);
      return ends.seal.tables[name]!.rows
    },
    blob: (_blob, chunks) => digestOf(chunks),
    state: async () => undefined,
    listed: async () => undefined,
  })
  return ends
}
