// A data set that the first version wrote, with its five migrations, opened by this one. Real processes: seconds.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { blobsBeside, fileArchive } from '../../src/platform/backup/folder.ts'
import { restoreBackup } from '../../src/platform/backup/restore.ts'
import { localBlobs } from '../../src/platform/blobs/local.ts'
import { readSteps } from '../../src/platform/migrate.ts'
import { startPostgres } from '../../src/platform/postgres/supervisor.ts'
import { commandLine } from '../harness/cli.ts'
import { aDataDir, type Started, send, stop, up } from './process.ts'

const FIXTURE = join(import.meta.dirname, '../fixtures/first-version')
const { best, answers } = JSON.parse(readFileSync(join(FIXTURE, 'answers.json'), 'utf8')) as {
  best: string
  answers: Record<string, unknown>
}
const { bw, home } = commandLine()
const file = join(home, 'first.tar')
writeFileSync(file, zstdDecompressSync(readFileSync(join(FIXTURE, 'first.tar.zst'))))
const dirs: string[] = []
const running: Started[] = []
afterAll(async () => {
  for (const one of running) await stop(one)
  for (const dir of dirs) rmSync(dirname(dir), { recursive: true, force: true })
})

function fresh(): string {
  const dir = aDataDir()
  dirs.push(dir)
  return dir
}

/** The data directory as the first version left it: nothing is migrated yet. */
async function asItWas(): Promise<string> {
  const dir = fresh()
  mkdirSync(dir)
  const postgres = await startPostgres(dir, pino({ level: 'silent' }))
  const { manifest } = await restoreBackup({
    archive: await fileArchive(file),
    connection: postgres.connection,
    database: 'The database',
    blobs: localBlobs(join(dir, 'blobs')),
    beside: blobsBeside(home),
    steps: readSteps(),
    acceptMissing: false,
    compare: true,
  })
  expect(manifest.migrations).toHaveLength(5)
  await postgres.stop()
  return dir
}

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Long answers, and files, were noted by their digest. */
async function answerOf(url: string, path: string, isDigest: boolean): Promise<unknown> {
  const reply = await fetch(url + path)
  if (path.includes('mlflow-artifacts')) return digestOf(new Uint8Array(await reply.arrayBuffer()))
  const answer = (await reply.json()) as { metrics?: unknown[] }
  return isDigest ? digestOf(JSON.stringify(answer.metrics)) : answer
}

/** What was written then is what is answered now, and the schema is what the migrations make of an empty one. */
async function expectAll(url: string): Promise<void> {
  for (const [path, answer] of Object.entries(answers)) {
    const now = await answerOf(url, path, typeof answer === 'string')
    // Later versions may say more, never less.
    if (typeof answer === 'string') expect(now, path).toBe(answer)
    else expect(now, path).toMatchObject(answer as object)
  }
  const { checks } = (await send(url, '/api/v1/health')) as { checks: { check: string; status: string }[] }
  expect(checks.find(({ check }) => check === 'schema')).toMatchObject({
    status: 'ok',
    message: 'Tables, indexes and constraints are as the migrations make them.',
  })
  expect(await send(url, '/api/v1/events/verify')).toMatchObject({ ok: true })
  const found = (await send(url, '/api/2.0/mlflow/runs/search', {
    experiment_ids: ['1'],
    filter: "metrics.`val/auc` > 0.9 and params.lr = '0.001'",
  })) as { runs: { info: { run_id: string } }[] }
  expect(found.runs.map(({ info }) => info.run_id)).toEqual([best])
}

test('a data directory of the first version opens with this one, which copies it before it changes the schema', async () => {
  const dir = await asItWas()
  const server = await up(dir)
  running.push(server)
  await expectAll(server.url)
  await send(server.url, '/api/2.0/mlflow/runs/log-metric', { run_id: best, key: 'later', value: 1, timestamp: 1 })
  const [copy] = readdirSync(join(dir, 'backups')).filter((name) => name.endsWith('-before-migration.tar'))
  const proved = await bw(['restore', join(dir, 'backups', copy!), '--verify', '--json'], {
    env: { BELLWETHER_BLOBS: join(dir, 'blobs') },
  })
  expect([proved.code, proved.stderr]).toEqual([0, ''])
}, 60_000)

test('a backup of the first version restores with this one', async () => {
  const dir = fresh()
  const { code, stderr } = await bw(['restore', file, '--data-dir', dir])
  expect([code, stderr]).toEqual([0, ''])
  const server = await up(dir)
  running.push(server)
  await expectAll(server.url)
}, 60_000)
