import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { database, emptyDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { localBlobs } from '../blobs/local.ts'
import { requeue } from '../jobs.ts'
import { readSteps } from '../migrate.ts'
import { readSchema } from '../schema.ts'
import { fileSink, PARTIAL } from './file.ts'
import { blobsBeside, fileArchive } from './folder.ts'
import { type Made, makeBackup, type Source } from './make.ts'
import { readEnds } from './read.ts'
import { type Restored, restoreBackup } from './restore.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-backup-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const original = await database()
const blobs = localBlobs(join(dir, 'blobs'))
const source: Source = {
  connection: original.connection,
  blobs,
  blobColumns: [{ table: 'artifact_files', digest: 'digest', size: 'size' }],
  dataDir: dir,
  now: Date.now,
}
let files = 0

async function keepFile(bytes: string): Promise<string> {
  const staged = await blobs.stage(
    (async function* () {
      yield Buffer.from(bytes)
    })(),
  )
  await staged.publish()
  await original.pool.query(
    'insert into artifact_files (key, path, digest, size, created_ms) values ($1, $2, $3, $4, 1)',
    [Buffer.from(`${++files}`), `file-${files}`, staged.digest, staged.size],
  )
  return staged.digest
}

async function backUp(name: string, from: Source = source): Promise<Made & { path: string }> {
  const path = join(dir, name)
  const done = await makeBackup(from, { kind: 'by-hand', blobs: 'inside', open: () => fileSink(path) })
  return { ...done, path }
}

const restore = async (
  path: string,
  into: TestDatabase,
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
): Promise<Restored> =>
  restoreBackup({
    archive: await fileArchive(path),
    connection: into.connection,
    database: 'The database',
    blobs: undefined,
    beside: blobsBeside(join(dir, 'beside')),
    steps: readSteps(),
    compare: true,
    acceptMissing: false,
    ...more,
  })

const rowsOf = async ({ pool }: TestDatabase, table: string): Promise<unknown[]> =>
  (await pool.query(`select to_jsonb(t) as row from ${table} t`)).rows.map(({ row }) => JSON.stringify(row)).sort()

const tablesOf = async ({ pool }: TestDatabase): Promise<number> =>
  (await pool.query("select from pg_tables where schemaname = 'public'")).rowCount!

let whole: Made & { path: string }
beforeAll(async () => {
  const { pool } = original
  await pool.query(
    `insert into events (name, subject_kind, subject_id, digest)
     select 'run.started', 'run', i::text, sha256(i::text::bytea) from generate_series(1, 20000) i`,
  )
  await pool.query(
    `insert into runs (run_id, experiment_id, name, status, artifact_uri)
     select md5(i::text), 0, 'run ' || i, 'FINISHED', 'x' from generate_series(1, 3000) i`,
  )
  await pool.query(
    `insert into run_docs (run, params)
     select id, jsonb_build_object('lr', run_id, 'seed', id, 'odd key', E'\\u00fc\\n"') from runs`,
  )
  await pool.query(
    `insert into segments (run, key, no, n, min_step, max_step, min_ts, max_ts, data)
     select i, 1, 1, 9, 0, -9223372036854775808, 0, 1, decode(repeat(md5(i::text), 2000), 'hex')
     from generate_series(1, 300) i`,
  )
  await pool.query(
    "insert into latest (run, key, step, ts, value, ranked) select id, 1, 1, 1, 'NaN', '-Infinity' from runs",
  )
  // Rows that refer to rows of their own table.
  await pool.query("insert into accounts (name, is_owner) values ('ana', true)")
  await pool.query("insert into tokens (account_id, label, digest) select id, 'first', 'a' from accounts")
  await pool.query(
    "insert into tokens (account_id, label, digest, session_of) select account_id, 'its session', 'b', id from tokens",
  )
  for (const text of ['one', 'two', 'x'.repeat(3_000_000)]) await keepFile(text)
  writeFileSync(join(dir, 'own.key'), 'a secret')
  whole = await backUp('whole.tar')
})

test('what is restored is what was backed up: rows, schema, sequences, blobs, small files', async () => {
  const { path, manifest, seal } = whole
  const copy = await emptyDatabase()
  const to = join(dir, 'restored-blobs')
  const { rows, files: small, blobs: count, missing_count } = await restore(path, copy, { blobs: localBlobs(to) })
  expect(small).toEqual({ 'own.key': 'a secret' })
  for (const { name } of manifest.tables) expect(await rowsOf(copy, name), name).toEqual(await rowsOf(original, name))
  expect([rows, count, missing_count]).toEqual([Object.values(seal.tables).reduce((sum, t) => sum + t.rows, 0), 3, 0])
  expect(await readSchema(copy.pool)).toEqual(await readSchema(original.pool))
  const next = async ({ pool }: TestDatabase): Promise<unknown> =>
    (await pool.query("select nextval(pg_get_serial_sequence('events', 'id')) as id")).rows[0].id
  expect(await next(copy)).toEqual(await next(original))
  const digests = (root: string): string[] =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /[0-9a-f]{64}$/.test(name))
      .sort()
  expect(digests(to)).toEqual(digests(join(dir, 'blobs')))
})

test('rows and blobs that come or go meanwhile are not half in it', async () => {
  const going = await keepFile('going')
  const { pool } = original
  let isRead = false
  const path = join(dir, 'meanwhile.tar')
  const { seal } = await makeBackup(source, {
    kind: 'by-hand',
    blobs: 'inside',
    async open() {
      // The snapshot is taken: a run with its doc comes, a file goes, and somebody tries to sweep its blob.
      await pool.query(
        "insert into runs (run_id, experiment_id, name, status, artifact_uri) values ('late', 0, 'late', 'RUNNING', 'x')",
      )
      await pool.query("insert into run_docs (run, params) select id, '{}' from runs where run_id = 'late'")
      await pool.query('delete from artifact_files where digest = $1', [going])
      const { rows } = await pool.query('select pg_try_advisory_lock_shared(7575009) as may')
      isRead = rows[0].may === false
      return fileSink(path)
    },
  })
  expect(isRead).toBe(true)
  expect([seal.tables.runs!.rows, seal.tables.run_docs!.rows, seal.blobs.count]).toEqual([3000, 3000, 4])
  await pool.query("delete from run_docs where run in (select id from runs where run_id = 'late')")
  await pool.query("delete from runs where run_id = 'late'")
})

test('two backups at once are refused, and the first goes on', async () => {
  let second: unknown
  await makeBackup(source, {
    kind: 'by-hand',
    blobs: 'none',
    async open() {
      second = await backUp('second.tar').catch((error: Error) => error.message)
      return fileSink(join(dir, 'first.tar'))
    },
  })
  expect(second).toMatch(/is being made at the moment/)
  expect(existsSync(join(dir, 'second.tar'))).toBe(false)
})

test('a database that holds anything is refused', async () => {
  const before = await rowsOf(original, 'runs')
  await expect(restore(whole.path, original)).rejects.toThrow(/is not empty: it has a table/)
  expect(await rowsOf(original, 'runs')).toEqual(before)
})

test('a backup of a newer version, and one whose migrations read otherwise, are refused', async () => {
  const copy = await emptyDatabase()
  const steps = readSteps()
  await expect(restore(whole.path, copy, { steps: steps.slice(0, -1) })).rejects.toThrow(
    /was used by a newer Bellwether/,
  )
  await expect(restore(whole.path, copy, { steps: steps.slice(1) })).rejects.toThrow(/too old for this one/)
  const edited = steps.map((step, i) => (i === 2 ? { ...step, digest: 'other' } : step))
  await expect(restore(whole.path, copy, { steps: edited })).rejects.toThrow(/with another text of 0003/)
  expect(await tablesOf(copy)).toBe(0)
})

test('blobs that the store has lost or damaged are named, and the rest is backed up', async () => {
  const lost = await keepFile('lost')
  const rotten = await keepFile('rotten')
  const fileOf = (digest: string): string => join(dir, 'blobs', digest.slice(0, 2), digest)
  rmSync(fileOf(lost))
  writeFileSync(fileOf(rotten), 'ROTTEN')
  const { path, seal } = await backUp('lossy.tar')
  expect(seal.blobs).toMatchObject({ count: 3, missing_count: 2, missing: [lost, rotten].sort() })
  const restored = await restore(path, await emptyDatabase(), { blobs: localBlobs(join(dir, 'lossy')) })
  expect(restored).toMatchObject({ blobs: 3, missing_count: 2 })
  expect(existsSync(join(dir, 'lossy', rotten.slice(0, 2), rotten))).toBe(false)
  await original.pool.query('delete from artifact_files where digest = any($1)', [[lost, rotten]])
})

test('a backup without bytes needs the store that has them, unless told otherwise', async () => {
  const path = join(dir, 'rows-only.tar')
  await makeBackup(source, { kind: 'before-migration', blobs: 'none', open: () => fileSink(path) })
  expect(await restore(path, await emptyDatabase(), { blobs })).toMatchObject({ blobs: 3, missing_count: 0 })
  const none = localBlobs(join(dir, 'none'))
  await expect(restore(path, await emptyDatabase(), { blobs: none })).rejects.toThrow(/3 artifacts .* --accept-missing/)
  expect(await restore(path, await emptyDatabase(), { blobs: none, acceptMissing: true })).toMatchObject({
    blobs: 0,
    missing_count: 3,
  })
})

test('queued jobs are queued again', async () => {
  const copy = await emptyDatabase()
  await restore(whole.path, copy)
  const client = await copy.pool.connect()
  await requeue(client, [
    {
      identifier: 'a.b',
      payload: { id: 7 },
      queue_name: null,
      run_at: '2030-01-01T00:00:00Z',
      max_attempts: 3,
      job_key: 'k',
      priority: 5,
    },
  ])
  client.release()
  const from = { ...source, connection: copy.connection }
  const { path } = await backUp('jobs.tar', from)
  const third = await emptyDatabase()
  await restore(path, third)
  const { rows } = await third.pool.query(
    'select task_identifier, key, max_attempts, priority, run_at from graphile_worker.jobs',
  )
  expect(rows).toEqual([
    { task_identifier: 'a.b', key: 'k', max_attempts: 3, priority: 5, run_at: new Date('2030-01-01T00:00:00Z') },
  ])
})

test('nothing remains of a backup that breaks off, and no file is overwritten', async () => {
  const stop = new AbortController()
  const path = join(dir, 'stopped.tar')
  const order = { kind: 'by-hand', blobs: 'inside', signal: stop.signal } as const
  await expect(
    makeBackup(source, { ...order, open: () => fileSink(path), onProgress: () => stop.abort(new Error('stopped')) }),
  ).rejects.toThrow('stopped')
  expect([existsSync(path), existsSync(path + PARTIAL)]).toEqual([false, false])
  const before = statSync(whole.path).mtimeMs
  await expect(backUp('whole.tar')).rejects.toThrow(/is there already/)
  expect(statSync(whole.path).mtimeMs).toBe(before)
  await expect(
    makeBackup(source, { kind: 'by-hand', blobs: 'inside', open: () => fileSink('/nowhere/at/all.tar') }),
  ).rejects.toThrow('The folder of /nowhere/at/all.tar does not exist.')
})

test('what a backup says of itself can be read from its ends', async () => {
  const { manifest, seal } = await readEnds(await fileArchive(whole.path))
  expect(manifest).toEqual(whole.manifest)
  expect(seal).toEqual(whole.seal)
  await expect(fileArchive(join(dir, 'nothing.tar'))).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
})
