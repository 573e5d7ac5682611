import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, folder } from '../../../test/harness/cli.ts'
import { aRun, logValues } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import type { Check } from '../../lib/check.ts'
import { checkNode, checkOrphans } from './machine.ts'

const { call, listen } = await server()
const url = await listen()
const { bw } = commandLine()

const examined = async (args: string[] = [], env: Record<string, string> = {}) => {
  const { code, json } = await bw(['doctor', '--json', ...args], { env })
  const { checks } = json<{ checks: Check[] }>()
  return { code, of: (name: string) => checks.find(({ check }) => check === name) }
}

test('doctor works without a server and finds a fresh installation in order', async () => {
  const { code, of } = await examined()
  expect(code).toBe(0)
  for (const name of ['node', 'postgres', 'data directory', 'disk', 'database files', 'server'])
    expect(of(name)).toMatchObject({ status: expect.stringMatching(/^(ok|attention)$/), message: expect.any(String) })
  expect(of('health')).toBeUndefined()
  const { stdout } = await bw(['doctor'])
  expect(stdout).toMatch(/^● ok {9}node +Node\.js \d+/)
})

test('a running server is examined: health, version, database, latency', async () => {
  const { code, of } = await examined(['--url', url])
  expect(code).toBe(0)
  expect(of('health')).toMatchObject({ status: 'ok' })
  expect(of('version')).toMatchObject({
    status: 'ok',
    message: expect.stringMatching(/^Bellwether \S+, speaks MLflow 3/),
  })
  expect(of('database')).toMatchObject({ status: 'ok' })
  expect(of('latency')!.message).toMatch(/^A request takes [\d.]+ m?s \(median of 7\)\.$/)
  expect(of('event log')).toMatchObject({ status: expect.stringMatching(/^(ok|unknown)$/) })
})

test('the points on the disk are counted, with the bytes that each of them takes', async () => {
  expect((await examined(['--url', url])).of('points')!.message).toBe('0 points; 0 not yet compacted.')
  await logValues(call, await aRun(call), 'loss', [3, 2, 1])
  await expect
    .poll(async () => (await examined(['--url', url])).of('points')!.message)
    .toMatch(/^3 points in [\d.]+ kB: [\d,.]+ bytes a point; 0 not yet compacted\.$/)
})

test('a server that does not answer is bad, and the exit code says so', async () => {
  const { code, of } = await examined(['--url', 'http://127.0.0.1:4'])
  expect([code, of('health')!.status]).toEqual([1, 'bad'])
})

test('what is left of a killed server, a lost database and a copied directory is noticed', async () => {
  const at = folder()
  writeFileSync(join(at, 'server.json'), '{"url":"http://127.0.0.1:5","pid":999999999}')
  writeFileSync(join(at, 'server.lock'), '999999999 1\n')
  writeFileSync(join(at, 'database.json'), JSON.stringify({ dir: join(at, 'postgres'), of: realpathSync(at) }))
  const lost = await examined(['--data-dir', at])
  expect(lost.code).toBe(1)
  expect(lost.of('server')).toMatchObject({ status: 'attention', message: expect.stringContaining('was killed') })
  expect(lost.of('database files')).toMatchObject({ status: 'bad', fix: expect.stringContaining('restore a backup') })
  mkdirSync(join(at, 'postgres'))
  writeFileSync(join(at, 'postgres', 'PG_VERSION'), '18\n')
  writeFileSync(join(at, 'database.json'), JSON.stringify({ dir: join(at, 'postgres'), of: '/elsewhere' }))
  expect((await examined(['--data-dir', at])).of('database files')).toMatchObject({ status: 'attention' })
})

test('a data directory that is a file, and a wrong setting, are bad', async () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  const { code, of } = await examined(['--data-dir', file])
  expect([code, of('data directory')]).toMatchObject([1, { status: 'bad', message: `${file} is not a folder.` }])
  expect((await examined([], { BELLWETHER_PORT: 'many' })).of('settings')).toMatchObject({ status: 'bad' })
})

test('a port that was asked for and is taken is bad', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { code, of } = await examined([], { BELLWETHER_PORT: String((taken.address() as AddressInfo).port) })
  taken.close()
  expect([code, of('port')]).toMatchObject([1, { status: 'bad', fix: expect.stringContaining('--port') }])
})

test('databases whose data directory is gone are shown, others are not', async () => {
  const apart = folder()
  const home = folder()
  for (const [name, of] of [
    ['kept', home],
    ['orphan', '/gone/bellwether-data'],
    ['mystery', undefined],
  ] as const) {
    mkdirSync(join(apart, name, 'postgres'), { recursive: true })
    if (of) writeFileSync(join(apart, name, 'data-directory'), `${of}\n`)
  }
  const found = await checkOrphans(apart)
  expect(found.map(({ status, message }) => `${status}: ${message.replace(apart, '')}`).sort()).toEqual([
    'attention: The database in /orphan belongs to /gone/bellwether-data, which no longer exists.',
    'unknown: /mystery does not say which data directory it belongs to.',
  ])
  expect(await checkOrphans('/nowhere')).toMatchObject([{ status: 'ok' }])
})

test('a Node that is too old is bad', () => {
  expect(checkNode('20.11.0')).toMatchObject([{ status: 'bad', fix: 'Install Node.js 22.18 or newer.' }])
  expect(checkNode('22.18.0')).toMatchObject([{ status: 'ok' }])
})
