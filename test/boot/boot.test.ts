// Each test starts real processes with their own database: seconds, not milliseconds.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startPostgres } from '../../src/platform/postgres/supervisor.ts'
import { isAlive } from '../../src/platform/server-file.ts'
import { freePort, send, stop, upAndEnd } from './process.ts'
import { bootServers, postmaster } from './servers.ts'

const { fresh, serve: start } = bootServers()

const logParam = (url: string, run_id: string, key: string) =>
  send(url, '/api/2.0/mlflow/runs/log-parameter', { run_id, key, value: key })

async function createRun(url: string): Promise<string> {
  const { run } = (await send(url, '/api/2.0/mlflow/runs/create', { experiment_id: '0' })) as {
    run: { info: { run_id: string } }
  }
  return run.info.run_id
}

async function paramsOf(url: string, run: string): Promise<string[]> {
  const reply = (await send(url, `/api/2.0/mlflow/runs/get?run_id=${run}`)) as {
    run: { data: { params?: { key: string }[] } }
  }
  return (reply.run.data.params ?? []).map((param) => param.key).sort()
}

test('Platform-04: one command brings the server up, a second one finds it, and a signal ends it cleanly', async () => {
  const dir = fresh()
  const server = await start(dir)
  expect(await (await fetch(`${server.url}/health`)).text()).toBe('OK')
  expect(await (await fetch(`${server.url}/version`)).text()).toBe('3.17.2')
  expect(JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8'))).toEqual({ url: server.url, pid: server.child.pid })
  expect(statSync(join(dir, 'server.json')).mode & 0o777).toBe(0o600)
  const second = await upAndEnd(dir)
  expect([second.code, JSON.parse(second.out)]).toMatchObject([0, { url: server.url, already: true }])
  const database = postmaster(dir)!
  expect(await stop(server)).toBe(0)
  expect(isAlive(database)).toBe(false)
  expect(existsSync(join(dir, 'server.json'))).toBe(false)
}, 60_000)

test('after the server alone is killed, the next one takes over its database and has everything', async () => {
  const dir = fresh()
  const first = await start(dir)
  const run = await createRun(first.url)
  await logParam(first.url, run, 'kept')
  first.child.kill('SIGKILL')
  await first.ended
  const orphan = postmaster(dir)!
  expect(orphan).toBeDefined()
  const second = await start(dir)
  expect(isAlive(orphan)).toBe(false)
  expect(await paramsOf(second.url, run)).toEqual(['kept'])
  // The database alone: the server brings it back by itself, and clients that try again get through.
  process.kill(postmaster(dir)!, 'SIGKILL')
  await expect.poll(async () => (await fetch(`${second.url}/readyz`)).status, { timeout: 30_000 }).toBe(200)
  await logParam(second.url, run, 'later')
  expect(await paramsOf(second.url, run)).toEqual(['kept', 'later'])
  expect(await stop(second)).toBe(0)
}, 90_000)

test.runIf(process.platform === 'linux')(
  'a server is started again where nobody collects processes that ended, as in some containers',
  async () => {
    const dir = fresh()
    const first = await start(dir)
    const run = await createRun(first.url)
    await logParam(first.url, run, 'kept')
    const database = postmaster(dir)!
    first.child.kill('SIGKILL')
    await first.ended
    process.kill(database, 'SIGKILL')
    // Its parent turns into a program that never asks how it ended.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'])
    const pid = Number(String((await once(parent.stdout, 'data'))[0]))
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]).toBe('Z')
    writeFileSync(join(dir, 'server.lock'), `${pid}\n`)
    const file = join(
      (JSON.parse(readFileSync(join(dir, 'database.json'), 'utf8')) as { dir: string }).dir,
      'postmaster.pid',
    )
    writeFileSync(file, readFileSync(file, 'utf8').replace(String(database), String(pid)))
    const second = await start(dir)
    parent.kill()
    expect(await paramsOf(second.url, run)).toEqual(['kept'])
    expect(await stop(second)).toBe(0)
  },
  60_000,
)

test('an explicit port that is taken is refused in a sentence; the default one hops', async () => {
  const port = await freePort()
  const holder = createServer().listen(port, '127.0.0.1')
  const { code, err } = await upAndEnd(fresh(), { args: ['--port', String(port)] })
  holder.close()
  expect(code).toBe(1)
  expect(err).toContain(`Port ${port}`)
  expect(err).toContain('--port')
}, 60_000)

test.each([
  ['a port that is no number', ['--port', 'many'], 'port'],
  ['a role that is none', ['--roles', 'king'], 'roles'],
  ['a base path without a slash', ['--base-path', 'x'], 'base_path'],
])('%s is refused before anything is touched', async (_, args, part) => {
  const dir = fresh()
  const { code, err } = await upAndEnd(dir, { args })
  expect(code).toBe(2)
  expect(err).toContain(part)
  expect(existsSync(dir)).toBe(false)
})

test('a setting that only a feature understands is refused, and nothing goes on running', async () => {
  const dir = fresh()
  const env = {
    BELLWETHER_OIDC_ISSUER: 'https://id.example.com',
    BELLWETHER_OIDC_CLIENT_ID: 'bellwether',
    BELLWETHER_OIDC_GROUPS: 'ml=default:boss',
  }
  const { code, err } = await upAndEnd(dir, { env })
  expect([code, err]).toEqual([1, expect.stringContaining("'oidc_groups'")])
  expect(postmaster(dir)).toBeUndefined()
}, 60_000)

test('a data directory that is a file is refused, saying what to do', async () => {
  const dir = fresh()
  writeFileSync(dir, '')
  const { code, err } = await upAndEnd(dir)
  expect([code, err]).toEqual([1, expect.stringContaining('--data-dir')])
})

const root = process.getuid?.() === 0
/** Whether small file systems can be mounted here. */
const canMount = root && spawnSync('mount', ['--version']).status === 0

test.skipIf(!canMount)(
  'a full or read-only data directory is refused, saying which and what to do',
  async () => {
    const dir = fresh()
    mkdirSync(dir, { recursive: true })
    for (const [options, part] of [
      ['size=8m,mode=755', 'full'],
      ['size=8m,mode=755,ro', 'read-only'],
    ] as const) {
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]).status !== 0) return
      try {
        const { code, err } = await upAndEnd(dir)
        expect([code, err]).toEqual([1, expect.stringContaining(part)])
        expect(err).toContain('--data-dir')
      } finally {
        spawnSync('umount', ['-l', dir])
      }
    }
  },
  60_000,
)

test.skipIf(!root)(
  'another account than root runs it as well',
  async () => {
    const dir = fresh()
    mkdirSync(dir)
    chownSync(dir, 65_534, 65_534)
    const server = await start(dir, { uid: 65_534 })
    expect(await (await fetch(`${server.url}/readyz`)).text()).toBe('OK')
    expect(await stop(server)).toBe(0)
  },
  60_000,
)

test.skipIf(!root)(
  'a data directory that only root may enter keeps its database outside, and remembers where',
  async () => {
    const dir = fresh()
    chmodSync(dirname(dir), 0o700)
    const server = await start(dir)
    const run = await createRun(server.url)
    await logParam(server.url, run, 'kept')
    expect(await stop(server)).toBe(0)
    const { dir: place } = JSON.parse(readFileSync(join(dir, 'database.json'), 'utf8')) as { dir: string }
    try {
      expect(place.startsWith('/var/lib/bellwether/')).toBe(true)
      const again = await start(dir)
      expect(await paramsOf(again.url, run)).toEqual(['kept'])
      expect(await stop(again)).toBe(0)
    } finally {
      rmSync(dirname(place), { recursive: true, force: true })
    }
  },
  60_000,
)

test('a data directory that was moved takes its database along; a database that is gone is missed, not replaced', async () => {
  const [before, after] = [fresh(), fresh()]
  const server = await start(before)
  const run = await createRun(server.url)
  await logParam(server.url, run, 'kept')
  await stop(server)
  renameSync(before, after)
  const moved = await start(after)
  expect(await paramsOf(moved.url, run)).toEqual(['kept'])
  await stop(moved)
  rmSync(join(after, 'postgres'), { recursive: true })
  const { code, err } = await upAndEnd(after)
  expect([code, err]).toEqual([1, expect.stringContaining('database.json')])
}, 60_000)

test('Platform-04: any PostgreSQL serves through DATABASE_URL; one that does not answer is named', async () => {
  const dir = fresh()
  const postgres = await startPostgres(dir, pino({ level: 'silent' }))
  try {
    const { host, port, user } = postgres.connection
    const admin = new pg.Client(postgres.connection)
    await admin.connect()
    await admin.query("create database other template template0 locale_provider icu icu_locale 'en'")
    await admin.end()
    const url = `postgresql://${user}@/other?host=${encodeURIComponent(host)}&port=${port}`
    const own = fresh()
    const server = await start(own, { env: { DATABASE_URL: url } })
    const run = await createRun(server.url)
    await logParam(server.url, run, 'there')
    expect(await paramsOf(server.url, run)).toEqual(['there'])
    const { found } = (await send(server.url, `/api/v1/search?q=${run.slice(0, 6)}`)) as { found: { id: string }[] }
    expect(found.map(({ id }) => id)).toEqual([run])
    expect(existsSync(join(own, 'database.json'))).toBe(false)
    expect(await stop(server)).toBe(0)
  } finally {
    await postgres.stop()
  }
  const { code, err } = await upAndEnd(fresh(), {
    env: { DATABASE_URL: `postgresql://x@127.0.0.1:${await freePort()}/x` },
  })
  expect([code, err]).toEqual([1, expect.stringContaining('DATABASE_URL')])
}, 90_000)
