import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { database } from '../../../test/harness/database.ts'
import { localBlobs } from '../blobs/local.ts'
import type { Kind } from './archive.ts'
import { folderTarget } from './folder.ts'
import { makeBackup } from './make.ts'
import { listBackups, nameOf, noteOf, prune } from './target.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-target-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const { connection, pool } = await database()
const blobs = localBlobs(join(dir, 'blobs'))
const target = folderTarget(join(dir, 'backups'))
let clock = 1_800_000_000_000

async function keepFile(path: string, bytes: string): Promise<string> {
  const staged = await blobs.stage(
    (async function* () {
      yield Buffer.from(bytes)
    })(),
  )
  await staged.publish()
  await pool.query(
    `insert into artifact_files (key, path, digest, size, created_ms) values ($1, $2, $3, $4, 1)
     on conflict (workspace_id, key) do update set digest = excluded.digest, size = excluded.size`,
    [Buffer.from(path), path, staged.digest, staged.size],
  )
  return staged.digest
}

async function make(kind: Kind): Promise<string> {
  clock += 1000
  const name = nameOf(kind, clock)
  await makeBackup(
    {
      connection,
      blobs,
      blobColumns: [{ table: 'artifact_files', digest: 'digest', size: 'size' }],
      dataDir: dir,
      now: () => clock,
    },
    { kind, blobs: 'beside', pool: target.pool(), open: (sizes) => target.write(name, sizes, blobs) },
  )
  return name
}

const beside = (): string[] =>
  readdirSync(join(dir, 'backups', 'blobs'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.split('/').at(-1)!)
    .filter((name) => name.length === 64)
    .sort()

test('backups of a folder share the bytes of their blobs, and pruning leaves what a kept one names', async () => {
  const [always, first] = [await keepFile('always', 'always'), await keepFile('changing', 'one')]
  const oldest = await make('nightly')
  writeFileSync(join(dir, 'backups', noteOf(oldest)), '{}')
  const byHand = await make('by-hand')
  const second = await keepFile('changing', 'two')
  const nights = [await make('nightly')]
  const third = await keepFile('changing', 'three')
  nights.push(await make('nightly'))
  expect(beside()).toEqual([always, first, second, third].sort())
  // They are links: the bytes are on the disk once.
  expect(statSync(join(dir, 'backups', 'blobs', always.slice(0, 2), always)).nlink).toBe(2)
  expect(await prune(target, { nightly: 2 })).toEqual([oldest])
  expect(existsSync(join(dir, 'backups', noteOf(oldest)))).toBe(false)
  // The one by hand still names the first.
  expect(beside()).toEqual([always, first, second, third].sort())
  await target.remove(byHand)
  expect(await prune(target, { nightly: 1 })).toEqual([nights[0]])
  expect(beside()).toEqual([always, third].sort())
  expect((await listBackups(target)).map(({ name }) => name)).toEqual([nights[1]])
})

test('one that cannot be read does not count as kept, and while it is there no blob is removed', async () => {
  const before = beside()
  await keepFile('changing', 'four')
  const damaged = await make('nightly')
  writeFileSync(join(dir, 'backups', damaged), 'damaged')
  const newest = await make('nightly')
  expect(await prune(target, { nightly: 1 })).toHaveLength(1)
  expect((await listBackups(target)).map(({ name }) => name)).toEqual([newest, damaged])
  expect(beside()).toHaveLength(before.length + 1)
  expect(await prune(target, { nightly: 1 })).toEqual([])
  await target.remove(damaged)
})

test('other files of the folder are left alone', async () => {
  writeFileSync(join(dir, 'backups', 'mine.tar'), '')
  await prune(target, { nightly: 0, 'by-hand': 0 })
  expect(existsSync(join(dir, 'backups', 'mine.tar'))).toBe(true)
  expect((await listBackups(target)).some(({ name }) => name === 'mine.tar')).toBe(false)
})
