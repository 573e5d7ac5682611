// Verifying starts a database of its own: seconds.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { fileArchive } from '../../../platform/backup/folder.ts'
import { readBack } from '../../../platform/backup/read.ts'
import { operate } from '../contract.ts'

const DAY_MS = 86_400_000
const { app, call, database, config, advance, now, listen } = await server()
const url = await listen()
const dir = mkdtempSync(join(tmpdir(), 'bellwether-streamed-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run_id = await aRun(call)
await logValues(call, run_id, 'loss', [3, 2, 1])
await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/model.bin`, {
  method: 'PUT',
  body: 'bytes',
})

const ended = async (id: number) => {
  await expect.poll(async () => (await call(operate.task, { id })).task.state).toMatch(/done|failed/)
  return (await call(operate.task, { id })).task
}
const eventsNamed = async (name: string): Promise<unknown[]> =>
  (await database.pool.query('select subject_id from events where name = $1 order by id', [name])).rows.map(
    (row) => row.subject_id,
  )

test('a backup is made on request, listed with what is in it, and noted as an event', async () => {
  const { task } = await call(operate.backUp, {})
  const done = await ended(task.id)
  expect(done).toMatchObject({
    state: 'done',
    error: null,
    name: expect.stringMatching(/^bellwether-.*-by-hand\.tar$/),
  })
  const { backups, place, active, failed } = await call(operate.backups, {})
  expect([place, active, failed]).toEqual([config.backup.to, null, null])
  expect(backups).toMatchObject([
    {
      name: done.name,
      kind: 'by-hand',
      bytes: done.bytes,
      artifacts: { kept: 'beside', count: 1, bytes: 5, missing: 0 },
      verified_ms: null,
    },
  ])
  expect(await eventsNamed('backup.made')).toEqual([done.name])
})

test('a backup is verified by restoring it, and the list says so', async () => {
  const { name } = (await call(operate.backups, {})).backups[0]!
  const { task } = await call(operate.verify, { name })
  await expect
    .poll(async () => (await call(operate.task, { id: task.id })).task.state, { timeout: 60_000 })
    .toMatch(/done|failed/)
  expect((await call(operate.task, { id: task.id })).task).toMatchObject({ state: 'done', error: null })
  expect((await call(operate.backups, {})).backups[0]!.verified_ms).toBeGreaterThan(0)
  expect(await eventsNamed('backup.verified')).toEqual([name])
  await expect(call(operate.verify, { name: 'other.tar' })).rejects.toMatchObject({ status: 404 })
}, 90_000)

test('a damaged backup does not verify, and the list says why', async () => {
  const { name } = (await call(operate.backups, {})).backups[0]!
  const blobs = join(config.backup.to, 'blobs')
  const [blob] = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter((path) => /[0-9a-f]{64}$/.test(path))
  // Its link in the artifact store is the same file: replaced, not written into.
  rmSync(join(blobs, blob!))
  writeFileSync(join(blobs, blob!), 'BYTES')
  const { task } = await call(operate.verify, { name })
  await expect
    .poll(async () => (await call(operate.task, { id: task.id })).task.state, { timeout: 60_000 })
    .toMatch(/done|failed/)
  const { failed } = await call(operate.backups, {})
  expect(failed).toMatchObject({
    id: task.id,
    error: expect.stringMatching(/bytes of 1 artifacts .* are missing or damaged/),
  })
  expect(await eventsNamed('backup.failed')).toEqual([name])
  // The next backup finds the damage by size only; a new copy mends it.
  rmSync(join(blobs, blob!))
  await ended((await call(operate.backUp, {})).task.id)
}, 90_000)

test('a whole backup is sent while it is made, and comes whole however slowly it is read', async () => {
  const large = randomBytes(24_000_000)
  const to = `${url}/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/large.bin`
  await fetch(to, { method: 'PUT', body: large })
  const reply = await fetch(`${url}${operate.stream.path}`, { method: 'POST' })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/x-tar'])
  const path = join(dir, 'streamed.tar')
  const parts: Uint8Array[] = []
  for await (const part of reply.body!) {
    parts.push(part)
    if (parts.length % 16 === 0) await setTimeout(1)
  }
  writeFileSync(path, Buffer.concat(parts))
  const ends = await readBack(await fileArchive(path))
  expect([ends.manifest.blobs, ends.seal.blobs.count, ends.seal.tables.runs!.rows]).toEqual(['inside', 2, 1])
  expect(ends.seal.blobs.bytes).toBe(large.length + 5)
}, 60_000)

test('whoever goes away while it is sent leaves a failed backup, and the next one is made', async () => {
  await database.pool.query(
    'insert into point_log (run, deferred, payload) select 0, false, sha256(i::text::bytea) || sha256((-i)::text::bytea) from generate_series(1, 200000) i',
  )
  const reply = await fetch(`${url}${operate.stream.path}`, { method: 'POST' })
  const reader = reply.body!.getReader()
  await reader.read()
  await expect(call(operate.backUp, {})).rejects.toMatchObject({ status: 409, message: /being made at the moment/ })
  await reader.cancel()
  await expect
    .poll(async () => (await call(operate.backups, {})).failed?.error)
    .toMatch(/went away before it was whole/)
  expect((await ended((await call(operate.backUp, {})).task.id)).state).toBe('done')
  expect((await call(operate.backups, {})).failed?.task).not.toBe('make')
  await database.pool.query('delete from point_log where run = 0')
})

test('what a server was doing when it was killed is given up', async () => {
  await database.pool.query(
    "insert into backup_tasks (task, kind, state, asked_ms, began_ms, seen_ms) values ('make', 'nightly', 'running', $1, $1, $1)",
    [now() - 60_000],
  )
  const { active, failed } = await call(operate.backups, {})
  expect(active).toBeNull()
  expect(failed!.error).toBe('It was cut off: the server that worked on it ended.')
})

test('every night one is made, and only so many are kept', async () => {
  const nights = async (): Promise<string[]> =>
    (await call(operate.backups, {})).backups.filter(({ kind }) => kind === 'nightly').map(({ name }) => name)
  await database.pool.query("delete from backup_tasks where kind = 'nightly'")
  await app.jobs.runNow('operate.nightly-backup')
  expect(await nights()).toEqual([])
  const made: string[] = []
  for (let night = 0; night < config.backup.keep + 2; night++) {
    advance(DAY_MS)
    expect((await call(operate.backups, {})).nightly.next_ms).toBeLessThanOrEqual(now())
    await app.jobs.runNow('operate.nightly-backup')
    await app.jobs.runNow('operate.nightly-backup')
    made.unshift((await nights())[0]!)
  }
  expect(await nights()).toEqual(made.slice(0, config.backup.keep))
  expect((await call(operate.backups, {})).nightly.next_ms).toBeGreaterThan(now())
  expect(existsSync(join(config.backup.to, made.at(-1)!))).toBe(false)
}, 60_000)
