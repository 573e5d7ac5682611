/** Backups that are damaged: whatever it is that is, nothing is restored, and the message names it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { database, emptyDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { localBlobs } from '../blobs/local.ts'
import { readSteps } from '../migrate.ts'
import { fileSink, PARTIAL } from './file.ts'
import { backupSink, blobsBeside, fileArchive } from './folder.ts'
import { makeBackup } from './make.ts'
import { restoreBackup } from './restore.ts'
import { END, headerOf, padding, readTar } from './tar.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-damage-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const original = await database()
const blobs = localBlobs(join(dir, 'blobs'))
const whole = join(dir, 'whole.tar')

async function restore(path: string, into: TestDatabase): Promise<void> {
  await restoreBackup({
    archive: await fileArchive(path),
    connection: into.connection,
    database: 'The database',
    blobs: undefined,
    beside: blobsBeside(join(dir, 'beside')),
    steps: readSteps(),
    compare: true,
    acceptMissing: false,
  })
}

const tablesOf = async ({ pool }: TestDatabase): Promise<number> =>
  (await pool.query("select from pg_tables where schemaname = 'public'")).rowCount!

/** Writes a copy of the backup with one change. */
function changed(change: (bytes: Buffer) => Buffer): string {
  const to = join(dir, 'damaged.tar')
  writeFileSync(to, change(readFileSync(whole)))
  return to
}

/** A byte in the middle of an entry is another one. */
const flipped =
  (entry: string, byte: number) =>
  (bytes: Buffer): Buffer => {
    const at = bytes.indexOf(entry)
    expect(at).not.toBe(-1)
    bytes[at + 512 + byte]! ^= 1
    return bytes
  }

beforeAll(async () => {
  const { pool } = original
  await pool.query(
    `insert into runs (run_id, experiment_id, name, status, artifact_uri)
     select md5(i::text), 0, 'run ' || i, 'FINISHED', 'x' from generate_series(1, 3000) i`,
  )
  const staged = await blobs.stage(
    (async function* () {
      yield Buffer.from('x'.repeat(300_000))
    })(),
  )
  await staged.publish()
  await pool.query("insert into artifact_files (key, path, digest, size, created_ms) values ('1', 'file', $1, $2, 1)", [
    staged.digest,
    staged.size,
  ])
  const blobColumns = [{ table: 'artifact_files', digest: 'digest', size: 'size' }]
  await makeBackup(
    { connection: original.connection, blobs, blobColumns, dataDir: dir, now: Date.now },
    { kind: 'by-hand', blobs: 'inside', open: () => fileSink(whole) },
  )
})

test.each([
  ['a table', flipped('tables/runs/000001.zst', 60), /table runs|tables\/runs\/000001.zst cannot be read/],
  ['a blob', flipped('blobs/', 1), /blob [0-9a-f]{64} has other bytes/],
  ['the state', flipped('state.json', 60), /state.json has other bytes/],
  ['the manifest', flipped('manifest.json', 60), /do not belong together|beginning cannot be read/],
  ['its end, which is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100_000), /is not whole/],
  ['everything', () => Buffer.from('something else'.repeat(1000)), /is no backup of Bellwether/],
] as const)('damage to %s is found before anything is there', async (_what, change, message) => {
  const path = changed(change as (bytes: Buffer) => Buffer)
  const copy = await emptyDatabase()
  await expect(restore(path, copy)).rejects.toThrow(message)
  expect(await tablesOf(copy)).toBe(0)
})

test.each([
  ['the length of a field', 25, 0x7fffffff],
  ['the number of fields', 17, 0x7fff7fff],
  ['a field that has no such length', 25, 3],
])('rows that a database cannot read are damage to their table: %s', async (_what, at, value) => {
  const entries: Buffer[] = []
  for await (const { name, bytes } of readTar((await fileArchive(whole)).read(0))) {
    let content = await bytes()
    if (name === 'tables/runs/000001.zst') {
      const rows = zstdDecompressSync(content)
      rows.writeInt32BE(value, at)
      content = zstdCompressSync(rows)
    }
    entries.push(headerOf(name, content.length, 0), content, Buffer.alloc(padding(content.length)))
  }
  const path = changed(() => Buffer.concat([...entries, END]))
  const copy = await emptyDatabase()
  await expect(restore(path, copy)).rejects.toThrow(/table runs has other bytes than were sealed. Nothing was restored/)
  expect(await tablesOf(copy)).toBe(0)
})

test('a backup that does not read back as it was sealed gets no name', async () => {
  const path = join(dir, 'unread.tar')
  const sink = await backupSink(path)
  const bytes = flipped('blobs/', 1)(readFileSync(whole))
  await sink.write(bytes)
  await expect(sink.finish()).rejects.toThrow(/has other bytes than its name says/)
  await sink.abort()
  expect([existsSync(path), existsSync(path + PARTIAL)]).toEqual([false, false])
})
