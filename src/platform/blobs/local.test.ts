/** The blob store in a local directory. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Blob, Blobs, Range } from '../blobs.ts'
import { localBlobs } from './local.ts'

const created: string[] = []
afterAll(() => {
  for (const dir of created) rmSync(dir, { recursive: true, force: true })
})

function store(): { root: string; blobs: Blobs; put(...chunks: (string | Buffer)[]): Promise<Blob> } {
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-blobs-'))
  created.push(dir)
  const root = join(dir, 'blobs')
  const blobs = localBlobs(root)
  const put = async (...chunks: (string | Buffer)[]): Promise<Blob> => {
    const staged = await blobs.stage(of(...chunks))
    await staged.publish()
    return { digest: staged.digest, size: staged.size }
  }
  return { root, blobs, put }
}
async function* of(...chunks: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}
/** Each chunk is copied at once: its memory is used again. */
async function bytes(blobs: Blobs, blob: Blob, range?: Range): Promise<Buffer> {
  const open = await blobs.open(blob)
  const copies: Buffer[] = []
  try {
    for await (const chunk of open.chunks(range)) copies.push(Buffer.from(chunk))
  } finally {
    await open.close()
  }
  return Buffer.concat(copies)
}
const text = async (blobs: Blobs, blob: Blob, range?: Range): Promise<string> =>
  (await bytes(blobs, blob, range)).toString()
const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => e.name)
const MISSING = { code: 'RESOURCE_DOES_NOT_EXIST' }

test('bytes are found under their sha256, whole or a range', async () => {
  const { blobs, put } = store()
  const blob = await put('ab', 'c')
  expect(blob).toEqual({ digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', size: 3 })
  expect(await text(blobs, blob)).toBe('abc')
  expect(await text(blobs, blob, { start: 1, end: 1 })).toBe('b')
  expect(await text(blobs, await put())).toBe('')
})

test('nobody sees bytes before they are published', async () => {
  const { root, blobs } = store()
  const staged = await blobs.stage(of('abc'))
  expect(await blobs.has(staged.digest)).toBe(false)
  await expect(blobs.open(staged)).rejects.toMatchObject(MISSING)
  await staged.discard()
  expect(filesIn(root)).toEqual([])
  await staged.discard()
})

test('the same bytes are kept once', async () => {
  const { root, blobs, put } = store()
  const [one, two] = await Promise.all([put('same'), put('sa', 'me')])
  expect(two).toEqual(one)
  expect(filesIn(root)).toEqual([one.digest])
  await blobs.remove(one.digest)
  await blobs.remove(one.digest)
  expect(await blobs.has(one.digest)).toBe(false)
})

test('a stream that breaks off leaves nothing', async () => {
  const { root, blobs } = store()
  async function* broken(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 40; i++) yield Buffer.alloc(1 << 20, i)
    throw new Error('gone')
  }
  await expect(blobs.stage(broken())).rejects.toThrow('gone')
  expect(filesIn(root)).toEqual([])
})

test('chunks of every size come back as they were', async () => {
  const { blobs, put } = store()
  const chunks = [1, 0, 700, 65_536, 1, 1_500_000, 3, 9_000_000].map((n, i) => Buffer.alloc(n, i))
  const tiny = Array.from({ length: 3000 }, (_, i) => Buffer.from(`${i} `))
  const blob = await put(...chunks, ...tiny)
  expect((await bytes(blobs, blob)).equals(Buffer.concat([...chunks, ...tiny]))).toBe(true)
})

test('a blob that lost bytes on disk is missing rather than short', async () => {
  const { root, blobs, put } = store()
  const blob = await put('complete')
  truncateSync(join(root, blob.digest.slice(0, 2), blob.digest), 4)
  await expect(blobs.open(blob)).rejects.toMatchObject(MISSING)
})

test('no symbolic link in the store leads out of it', async () => {
  const { root, blobs, put } = store()
  const outside = join(root, '..', 'outside')
  mkdirSync(outside)
  const blob = await put('abc')
  const folder = join(root, blob.digest.slice(0, 2))
  // The file is a link.
  writeFileSync(join(outside, blob.digest), 'xyz')
  rmSync(join(folder, blob.digest))
  symlinkSync(join(outside, blob.digest), join(folder, blob.digest))
  await expect(blobs.open(blob)).rejects.toMatchObject(MISSING)
  expect(await blobs.has(blob.digest)).toBe(false)
  expect(await Array.fromAsync(blobs.older(Number.POSITIVE_INFINITY))).toEqual([])
  // A new upload takes the link's place instead of writing through it.
  await put('abc')
  expect(await text(blobs, blob)).toBe('abc')
  expect(readFileSync(join(outside, blob.digest), 'utf8')).toBe('xyz')
  // The folder is a link.
  rmSync(folder, { recursive: true })
  symlinkSync(outside, folder)
  await expect(blobs.open(blob)).rejects.toMatchObject(MISSING)
  expect(await blobs.has(blob.digest)).toBe(false)
  await expect(put('abc')).rejects.toThrow('follows no links')
  await blobs.remove(blob.digest)
  expect(await Array.fromAsync(blobs.older(Number.POSITIVE_INFINITY))).toEqual([])
  expect(readdirSync(outside)).toEqual([blob.digest])
  // The place of unfinished uploads is a link.
  renameSync(join(root, 'incoming'), join(root, 'elsewhere'))
  symlinkSync(outside, join(root, 'incoming'))
  await expect(put('other')).rejects.toThrow('follows no links')
  expect(await blobs.sweep(Number.POSITIVE_INFINITY)).toBe(0)
  expect(readdirSync(outside)).toEqual([blob.digest])
})

test('blobs are listed by age, unfinished uploads are swept by age', async () => {
  const { root, blobs, put } = store()
  const blob = await put('abc')
  await blobs.stage(of('unfinished'))
  writeFileSync(join(root, 'ba', 'note.txt'), 'not a blob')
  expect(await Array.fromAsync(blobs.older(Date.now() - 60_000))).toEqual([])
  expect(await Array.fromAsync(blobs.older(Date.now() + 60_000))).toEqual([blob.digest])
  expect(await blobs.sweep(Date.now() - 60_000)).toBe(0)
  expect(await blobs.sweep(Date.now() + 60_000)).toBe(1)
  expect(await text(blobs, blob)).toBe('abc')
})
