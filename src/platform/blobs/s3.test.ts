/** The blob store in a bucket, at a real S3 server in a process of its own, with the rights of the guide's policy. */
import { ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startS3 } from '../../../test/harness/s3.ts'
import type { Blob, Blobs, Range } from '../blobs.ts'
import { s3Blobs } from './s3.ts'

const MB = 1 << 20
/** As small as S3 allows. */
const SIZES = { part: 5 * MB, copyWhole: 15 * MB, copyPart: 5 * MB }
const MISSING = { code: 'RESOURCE_DOES_NOT_EXIST' }
const UNAVAILABLE = { code: 'TEMPORARILY_UNAVAILABLE' }

const s3 = await startS3(['kept'], { missing: ['gone'] })
const servers = [s3]
const before = { ...process.env }
beforeEach(() => void Object.assign(process.env, s3.env, { AWS_EC2_METADATA_DISABLED: 'true' }))
afterAll(async () => {
  process.env = before
  for (const server of servers) await server.kill()
})

let stores = 0
interface Store {
  prefix: string
  blobs: Blobs
  put(...chunks: (string | Buffer)[]): Promise<Blob>
}

function store({ bucket = 'kept', endpoint = s3.url } = {}): Store {
  const prefix = `team/${++stores}/`
  const blobs = s3Blobs({ bucket, prefix, endpoint, pathStyle: true }, SIZES)
  const put = async (...chunks: (string | Buffer)[]): Promise<Blob> => {
    const staged = await blobs.stage(of(...chunks))
    await staged.publish()
    await staged.discard()
    return { digest: staged.digest, size: staged.size }
  }
  return { prefix, blobs, put }
}

async function* of(...chunks: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

async function bytes(blobs: Blobs, blob: Blob, range?: Range): Promise<Buffer> {
  const open = await blobs.open(blob)
  const copies: Buffer[] = []
  for await (const chunk of open.chunks(range)) copies.push(Buffer.from(chunk))
  await open.close()
  return Buffer.concat(copies)
}

/** Everything below a prefix, uploads that were not ended included. */
async function keysOf(prefix: string): Promise<string[]> {
  const client = new S3Client({ endpoint: s3.url, forcePathStyle: true, region: 'us-east-1' })
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'kept', Prefix: prefix }))
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'kept', Prefix: prefix }))
  return [...Contents, ...Uploads].map(({ Key }) => Key!.slice(prefix.length)).sort()
}

const large = (seed: number, size: number): Buffer => {
  const all = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) all.writeUInt32LE((at * 2654435761 + seed) >>> 0, at)
  return all
}

test('bytes are found under their sha256, whole or a range', async () => {
  const { blobs, put, prefix } = store()
  const blob = await put('ab', 'c')
  expect(blob).toEqual({ digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', size: 3 })
  expect((await bytes(blobs, blob)).toString()).toBe('abc')
  expect((await bytes(blobs, blob, { start: 1, end: 1 })).toString()).toBe('b')
  expect(await bytes(blobs, await put())).toHaveLength(0)
  expect(await keysOf(prefix)).toHaveLength(2)
})

test('what was not published is not there, and leaves nothing', async () => {
  const { blobs, prefix } = store()
  const staged = await blobs.stage(of('abc'))
  expect(await blobs.has(staged.digest)).toBe(false)
  await expect(blobs.open(staged)).rejects.toMatchObject(MISSING)
  await staged.discard()
  expect(await keysOf(prefix)).toEqual([])
})

test('large files come in parts and are copied in parts, byte for byte, in chunks of every size', async () => {
  const { blobs, put, prefix } = store()
  const whole = large(1, 23 * MB + 12)
  const pieces: Buffer[] = []
  for (let at = 0, n = 1; at < whole.length; at += n, n = (n * 7 + 1) % (3 * MB))
    pieces.push(whole.subarray(at, at + n))
  const blob = await put(...pieces)
  expect(blob.size).toBe(whole.length)
  expect((await bytes(blobs, blob)).equals(whole)).toBe(true)
  const range = { start: 5 * MB - 3, end: 10 * MB + 3 }
  expect((await bytes(blobs, blob, range)).equals(whole.subarray(range.start, range.end + 1))).toBe(true)
  expect(await keysOf(prefix)).toEqual([`${blob.digest.slice(0, 2)}/${blob.digest}`])
  // In one copy, and at the border of a part.
  for (const size of [5 * MB, 10 * MB, 10 * MB + 4]) {
    const bytesOf = large(size, size)
    expect((await bytes(blobs, await put(bytesOf))).equals(bytesOf)).toBe(true)
  }
})

test('the same bytes are kept once, also when whoever sweeps takes them away in between', async () => {
  const { blobs, put, prefix } = store()
  const whole = large(2, 12 * MB)
  const [one, two] = await Promise.all([put(whole), put(whole)])
  expect(two).toEqual(one)
  expect(await keysOf(prefix)).toHaveLength(1)
  const staged = await blobs.stage(of(whole))
  await blobs.remove(one.digest)
  await staged.publish()
  expect((await bytes(blobs, one)).equals(whole)).toBe(true)
  await blobs.remove(one.digest)
  await blobs.remove(one.digest)
  expect(await blobs.has(one.digest)).toBe(false)
})

test('a stream that breaks off leaves nothing, however far it came', async () => {
  const { blobs, prefix } = store()
  for (const far of [1, 7, 40]) {
    async function* broken(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < far; i++) yield Buffer.alloc(MB, i)
      throw new Error('gone')
    }
    await expect(blobs.stage(broken())).rejects.toThrow('gone')
  }
  expect(await keysOf(prefix)).toEqual([])
})

test('a blob of another size is missing rather than short', async () => {
  const { blobs, put, prefix } = store()
  const blob = await put('complete')
  const client = new S3Client({ endpoint: s3.url, forcePathStyle: true, region: 'us-east-1' })
  const Key = `${prefix}${blob.digest.slice(0, 2)}/${blob.digest}`
  await client.send(new PutObjectCommand({ Bucket: 'kept', Key, Body: 'comp' }))
  await expect(blobs.open(blob)).rejects.toMatchObject(MISSING)
})

test('blobs are listed by age, what uploads left is swept by age', async () => {
  const { blobs, put, prefix } = store()
  const blob = await put('abc')
  await blobs.stage(of(large(3, 6 * MB)))
  const client = new S3Client({ endpoint: s3.url, forcePathStyle: true, region: 'us-east-1' })
  await client.send(new PutObjectCommand({ Bucket: 'kept', Key: `${prefix}ba/note.txt`, Body: 'no blob' }))
  expect(await Array.fromAsync(blobs.older(Date.now() - 60_000))).toEqual([])
  expect(await Array.fromAsync(blobs.older(Date.now() + 60_000))).toHaveLength(2)
  expect(await Array.fromAsync(blobs.older(Date.now() + 60_000, 'ba'))).toEqual([blob.digest])
  expect(await Array.fromAsync(blobs.older(Date.now() + 60_000, 'bb'))).toEqual([])
  expect(await blobs.sweep(Date.now() - 60_000)).toBe(0)
  expect(await blobs.sweep(Date.now() + 60_000)).toBe(1)
  expect((await bytes(blobs, blob)).toString()).toBe('abc')
})

test('a store that can be used says nothing, and keeps nothing of being asked', async () => {
  const { blobs, prefix } = store()
  await blobs.probe()
  expect(await keysOf(prefix)).toEqual([])
})

test('a wrong secret, an unknown key and none at all are told apart from a missing file', async () => {
  const ask = async () => {
    const { blobs, put } = store()
    const digest = '0'.repeat(64)
    return Promise.all(
      [put('abc'), blobs.open({ digest, size: 1 }), blobs.probe()].map((asked) =>
        asked.then(
          () => 'done',
          (error: Error & { code: string }) => `${error.code}: ${error.message}`,
        ),
      ),
    )
  }
  process.env.AWS_SECRET_ACCESS_KEY = 'wrong'
  for (const said of await ask())
    expect(said).toMatch(/^TEMPORARILY_UNAVAILABLE: The bucket 'kept' .*(credentials|AWS_SECRET_ACCESS_KEY)/)
  process.env.AWS_ACCESS_KEY_ID = 'unknown'
  expect((await ask())[0]).toMatch(/does not accept this server's credentials \(InvalidAccessKeyId\)/)
  delete process.env.AWS_ACCESS_KEY_ID
  delete process.env.AWS_SECRET_ACCESS_KEY
  for (const said of await ask()) expect(said).toMatch(/No credentials were found .* Set AWS_ACCESS_KEY_ID/)
})

test.each([
  ['gone', /There is no bucket 'gone' at http:.* Make it, or name another one in BELLWETHER_BLOBS/],
  // Whoever has rights in one bucket only is not told which others there are.
  ['of-others', /The bucket 'of-others' forbids what is needed/],
])('whatever is asked of the bucket %s, which is not there, says so', async (bucket, said) => {
  const { blobs, put } = store({ bucket })
  const asks = [
    () => put('abc'),
    () => put(large(4, 6 * MB)),
    () => blobs.probe(),
    () => blobs.open({ digest: 'a'.repeat(64), size: 1 }),
  ]
  for (const ask of asks)
    await expect(ask()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringMatching(said) })
})

test('a server that dies in the middle leaves no half of a file and says so; when it is back, so are uploads', async () => {
  const dying = await startS3(['kept'])
  servers.push(dying)
  Object.assign(process.env, dying.env)
  const { blobs, put } = store({ endpoint: dying.url })
  const kept = await put(large(5, 8 * MB))
  const reading = (await blobs.open(kept)).chunks()[Symbol.asyncIterator]()
  await reading.next()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield large(6, 6 * MB)
    await dying.kill()
    yield large(7, 6 * MB)
  }
  const message = expect.stringMatching(/The server of the bucket 'kept' at http.* does not answer/)
  await expect(blobs.stage(slow())).rejects.toMatchObject({ ...UNAVAILABLE, message })
  const rest = (async () => {
    for (let step = await reading.next(); !step.done; step = await reading.next());
  })()
  await expect(rest).rejects.toMatchObject(UNAVAILABLE)
  await expect(put('small')).rejects.toMatchObject({ ...UNAVAILABLE, message })
  const again = await startS3(['kept'], { port: Number(new URL(dying.url).port) })
  servers.push(again)
  Object.assign(process.env, again.env)
  const fresh = s3Blobs({ bucket: 'kept', prefix: '', endpoint: again.url, pathStyle: true }, SIZES)
  const staged = await fresh.stage(of('small'))
  await staged.publish()
  expect(await fresh.has(staged.digest)).toBe(true)
}, 60_000)
