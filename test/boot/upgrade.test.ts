// Real processes, each with its own database or two on one: seconds.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from '../../src/platform/postgres/supervisor.ts'
import { commandLine } from '../harness/cli.ts'
import { emptyDatabase } from '../harness/database.ts'
import { aDataDir, send } from './process.ts'

const PROGRAM = join(import.meta.dirname, '../../tools/verify/restore/up-with-migrations.ts')
const OWN = join(import.meta.dirname, '../../migrations')
const { home, bw } = commandLine()
const children: ChildProcess[] = []
const dirs: string[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const dir of dirs) {
    // Takes over from what a killed server left, and stops it.
    if (existsSync(join(dir, 'database.json'))) await (await startPostgres(dir, pino({ level: 'silent' }))).stop()
    rmSync(dirname(dir), { recursive: true, force: true })
  }
})

const fresh = (): string => {
  const dir = aDataDir()
  dirs.push(dir)
  return dir
}

/** The migrations of this version with one more. */
function later(name: string, text: string): string {
  const dir = join(home, name)
  mkdirSync(dir)
  cpSync(OWN, dir, { recursive: true })
  writeFileSync(join(dir, `9999_platform_${name}.sql`), text)
  return dir
}

interface Server {
  child: ChildProcess
  /** Its address, or what it said when it ended. */
  said: Promise<{ url?: string; error?: string }>
  ended: Promise<unknown>
}

function start(dataDir: string, migrations: string, env: Record<string, string> = {}): Server {
  const child = spawn(process.execPath, [PROGRAM, dataDir, migrations, ...(env.URL ? [env.URL] : [])], {
    env: { ...process.env, ...env },
  })
  children.push(child)
  let out = ''
  let error = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const said = new Promise<{ url?: string; error?: string }>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) resolve(JSON.parse(out) as { url: string })
    })
    ended.then(() => resolve({ error }))
  })
  return { child, said, ended }
}

async function serve(dataDir: string, migrations = OWN, env?: Record<string, string>) {
  const server = start(dataDir, migrations, env)
  const { url, error } = await server.said
  if (!url) throw new Error(error)
  return { ...server, url }
}

const stop = async ({ child, ended }: Server): Promise<void> => {
  child.kill('SIGTERM')
  await ended
}

const makeRun = async (url: string): Promise<string> =>
  ((await send(url, '/api/2.0/mlflow/runs/create', { experiment_id: '0' })) as { run: { info: { run_id: string } } })
    .run.info.run_id
const logParam = (url: string, run_id: string, key: string) =>
  send(url, '/api/2.0/mlflow/runs/log-parameter', { run_id, key, value: key })
async function paramsOf(url: string, run_id: string): Promise<string[]> {
  const { run } = (await send(url, `/api/2.0/mlflow/runs/get?run_id=${run_id}`)) as {
    run: { data: { params?: { key: string }[] } }
  }
  return (run.data.params ?? []).map(({ key }) => key).sort()
}
const copiesIn = (dir: string): string[] =>
  existsSync(join(dir, 'backups')) ? readdirSync(join(dir, 'backups')).filter((name) => name.endsWith('.tar')) : []

test('an upgrade copies the database first, and the copy restores to what was before', async () => {
  const dir = fresh()
  const before = await serve(dir)
  const run_id = await makeRun(before.url)
  await stop(before)
  expect(copiesIn(dir)).toEqual([])
  const upgrade = later(
    'drops',
    'delete from run_docs; create table added (id int, workspace_id int not null default 1);',
  )
  await stop(await serve(dir, upgrade))
  expect(copiesIn(dir)).toEqual([expect.stringMatching(/-before-migration\.tar$/)])
  // The old version refuses what the new one made, and its way back is the copy.
  const refused = await start(dir, OWN).said
  expect(refused.error).toMatch(/used by a newer Bellwether.*9999_platform_drops\.sql.*restore a backup/)
  const back = fresh()
  const restored = await bw(['restore', join(dir, 'backups', copiesIn(dir)[0]!), '--data-dir', back])
  expect([restored.code, restored.stderr]).toEqual([0, ''])
  const again = await serve(back)
  expect(await paramsOf(again.url, run_id)).toEqual([])
  await logParam(again.url, run_id, 'lr')
  expect(await paramsOf(again.url, run_id)).toEqual(['lr'])
  await stop(again)
}, 90_000)

test('where no copy can be made nothing is changed, and the message says how to go on', async () => {
  const dir = fresh()
  await stop(await serve(dir))
  const upgrade = later('adds', 'create table added (id int, workspace_id int not null default 1);')
  writeFileSync(join(dir, 'a-file'), '')
  const to = join(dir, 'a-file', 'backups')
  const { error } = await start(dir, upgrade, { BELLWETHER_BACKUP_TO: to }).said
  expect(error).toMatch(
    /9999_platform_adds\.sql.*could not be:.*The database is as it was.*BELLWETHER_BACKUP_BEFORE_MIGRATING=off/s,
  )
  const same = await serve(dir)
  await stop(same)
  await stop(await serve(dir, upgrade, { BELLWETHER_BACKUP_TO: to, BELLWETHER_BACKUP_BEFORE_MIGRATING: 'off' }))
}, 60_000)

test('a server that was killed in the middle of an upgrade goes on from what was before', async () => {
  const dir = fresh()
  const before = await serve(dir)
  const run_id = await makeRun(before.url)
  await logParam(before.url, run_id, 'kept')
  await stop(before)
  const slow = later('sleeps', "update run_docs set params = '{}'; select pg_sleep(600);")
  const killed = start(dir, slow)
  await expect.poll(() => copiesIn(dir).length, { timeout: 30_000 }).toBe(1)
  killed.child.kill('SIGKILL')
  await killed.ended
  const again = await serve(dir)
  expect(await paramsOf(again.url, run_id)).toEqual(['kept'])
  await stop(again)
}, 90_000)

test('two servers that start at once on one database migrate once, and serve the same runs side by side', async () => {
  const { connection } = await emptyDatabase()
  const URL = `postgres://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`
  const blobs = join(home, 'blobs')
  const env = { URL, BELLWETHER_BLOBS: blobs }
  const servers = await Promise.all([serve(fresh(), OWN, env), serve(fresh(), OWN, env)])
  const client = new pg.Client(connection)
  await client.connect()
  const { rows } = await client.query('select count(*)::int as n, count(distinct name)::int as names from migrations')
  expect(rows[0]).toEqual({ n: rows[0].names, names: readdirSync(OWN).filter((name) => name.endsWith('.sql')).length })

  // One run is written through both at once: every point and param is there, through each of them.
  const run_id = await makeRun(servers[0].url)
  const log = (url: string, from: number) =>
    send(url, '/api/2.0/mlflow/runs/log-batch', {
      run_id,
      metrics: Array.from({ length: 50 }, (_, i) => ({
        key: 'loss',
        value: from + i,
        step: from + i,
        timestamp: from + i,
      })),
      params: [{ key: `p${from}`, value: 'x' }],
    })
  await Promise.all(Array.from({ length: 20 }, (_, i) => log(servers[i % 2]!.url, i * 50)))
  for (const { url } of servers) {
    const { metrics } = (await send(
      url,
      `/api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=loss&max_results=5000`,
    )) as {
      metrics: { step: number }[]
    }
    expect(metrics.map(({ step }) => step).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(await paramsOf(url, run_id)).toHaveLength(20)
    expect(await send(url, '/api/v1/events/verify')).toMatchObject({ ok: true })
  }
  const file = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/model.bin`
  await fetch(servers[0].url + file, { method: 'PUT', body: 'bytes' })
  expect(await (await fetch(servers[1].url + file)).text()).toBe('bytes')

  // A later version does not change the schema under them; once they have stopped it does.
  const upgrade = later('beside', 'create table added (id int, workspace_id int not null default 1);')
  const third = fresh()
  const { error } = await start(third, upgrade, env).said
  expect(error).toMatch(/another server still uses it/)
  await client.end()
  await Promise.all(servers.map(stop))
  await stop(await serve(third, upgrade, env))
}, 120_000)
