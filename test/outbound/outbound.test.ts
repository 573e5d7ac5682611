/**
 * Nothing that the server does by itself leaves the machine: no telemetry, no look for updates, no font, no name. Slow: a
 * server of its own with part of the demo, and Python.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDataDir, type Started, send, stop, up } from '../boot/process.ts'
import { database } from '../harness/database.ts'
import { logByClient, logByRest, readPage } from '../package/work.ts'

const db = await database()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-outbound-'))
const log = join(folder, 'log')
const watched = {
  OUTBOUND_LOG: log,
  // For what the server starts as well.
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'guard.mjs'))}`,
}
const seen = (): string[] => readFileSync(log, 'utf8').split('\n').filter(Boolean)
let server: Started

beforeAll(async () => {
  writeFileSync(log, '')
  const { host, port, user, database: name } = db.connection
  const url = `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`
  server = await up(aDataDir(), { env: { ...watched, DATABASE_URL: url } })
}, 60_000)
afterAll(() => {
  server?.child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('what looks for packets sees them, and lets none go', () => {
  const tries = [
    "require('net').connect(81, '127.9.9.9').on('error', () => {})",
    "require('http').get('http://127.9.9.9:82/').on('error', () => {})",
    "fetch('http://127.9.9.9:83/').catch(() => {})",
    "require('https').get('https://127.9.9.9/').on('error', () => {})",
    "require('dns').lookup('one.invalid', () => {})",
    "require('dns/promises').resolve4('two.invalid').catch(() => {})",
    "const s = require('dgram').createSocket('udp4'); try { s.send('x', 9, '127.9.9.9') } catch {} s.close()",
    "fetch('http://three.invalid/').catch(() => {})",
    "require('net').connect(9, '127.0.0.1').on('error', () => {})",
    "require('net').connect('/nowhere').on('error', () => {})",
  ]
  for (const code of tries) {
    const { status, stderr } = spawnSync(process.execPath, ['-e', code], {
      env: { ...watched, PATH: '' },
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
  }
  expect(seen().map((line) => line.split(' by ')[0])).toEqual([
    'connect 127.9.9.9:81',
    'connect 127.9.9.9:82',
    'connect 127.9.9.9:83',
    'connect 127.9.9.9:443',
    'dns lookup one.invalid',
    'dns resolve4 two.invalid',
    'send 127.9.9.9',
    'connect three.invalid:80',
  ])
  writeFileSync(log, '')
})

test('pages, API, the stock client, the demo, commands and every job: nothing leaves the machine', {
  timeout: 120_000,
}, async () => {
  const { url } = server
  await readPage(url)
  await logByRest(url)
  await logByClient(url)
  const bw = (...args: string[]) => {
    const main = join(import.meta.dirname, '../../src/cli/main.ts')
    const told = spawnSync(process.execPath, [main, ...args, '--url', url], {
      env: { ...watched, PATH: '', HOME: folder },
    })
    expect([args, told.status]).toEqual([args, 0])
  }
  bw('demo', 'load', '--short')
  bw('doctor')
  bw('search', 'drift')
  for (const path of ['/api/v1/events', '/api/v1/storage', '/api/openapi.json']) await send(url, path)
  // Each of its jobs, those of the night as well.
  const { rows } = await db.pool.query<{ identifier: string }>(
    'select identifier from graphile_worker._private_known_crontabs',
  )
  const jobs = rows.map(({ identifier }) => identifier)
  expect(jobs.length).toBeGreaterThan(3)
  for (const job of jobs) await db.pool.query('select graphile_worker.add_job($1)', [job])
  const left = async () => (await db.pool.query('select key from graphile_worker.jobs')).rowCount
  await expect.poll(left, { timeout: 30_000 }).toBe(0)
  expect(await stop(server)).toBe(0)
  expect(seen()).toEqual([])
})
