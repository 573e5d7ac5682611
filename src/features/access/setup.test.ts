import { afterAll, expect, test } from 'vitest'
import { bearer } from '../../../test/harness/accounts.ts'
import { server, type TestServer } from '../../../test/harness/server.ts'
import { Failure } from '../../lib/failure.ts'
import { loadConfig } from '../../platform/config.ts'

const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const INIT = { initOwner: 'ops', initToken: `bw_${'k'.repeat(29)}` }
const everywhere = { host: '0.0.0.0' }
const waiting = await server({ config: everywhere })
const contested = await server({ config: everywhere })
const late = await server({ config: everywhere })
const guessed = await server({ config: everywhere })
const named = await server({ config: { ...everywhere, ...INIT } })
const again = await server({ config: { ...everywhere, ...INIT, roles: ['api'] }, database: named.database })
const rotated = await server({
  config: { ...everywhere, ...INIT, initToken: `bw_${'n'.repeat(29)}` },
  database: named.database,
})
const stranger = await server({
  config: { ...everywhere, initOwner: 'stranger', initToken: `bw_${'s'.repeat(29)}` },
  database: named.database,
})

const codeOf = async (on: TestServer): Promise<string> =>
  new URL((await on.app.setupLink('http://box:7575'))!).searchParams.get('code')!
const post = (on: TestServer, code: string, name = 'ada') =>
  on.send('POST', '/setup', String(new URLSearchParams({ code, name })), {
    'content-type': 'application/x-www-form-urlencoded',
  })
const tokenIn = (page: unknown): string => /bw_[\w-]{43}/.exec(String(page))![0]
const statusWith = async (on: TestServer, token: string) =>
  (await on.send('GET', READ, undefined, bearer(token))).status

test('a server that others can reach serves nothing but probes until it has an owner', async () => {
  for (const [method, url] of [
    ['GET', READ],
    ['GET', '/'],
    ['GET', '/assets/index.js'],
    ['GET', '/api/docs'],
    ['GET', '/metrics'],
    ['GET', '/login'],
    ['GET', '/api/v1/access/me'],
    ['GET', '/api/v1/events/stream'],
    ['POST', '/api/v1/access/accounts'],
    ['POST', '/login'],
    ['PUT', '/api/2.0/mlflow-artifacts/artifacts/x'],
  ] as const) {
    const reply = await waiting.send(method, url, method === 'GET' ? undefined : { name: 'eve' }, { host: 'localhost' })
    expect(reply.status, url).toBe(403)
    expect(JSON.stringify(reply.body)).toContain('BELLWETHER_INIT_OWNER')
  }
  for (const url of ['/health', '/livez', '/readyz', '/version'])
    expect((await waiting.send('GET', url)).status, url).toBe(200)
})

test('the set-up link makes the owner, shows the token, and works once', async () => {
  const code = await codeOf(waiting)
  expect(code).toMatch(/^[\w-]{43}$/)
  const page = await waiting.send('GET', `/setup?code=${code}`)
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store'])
  expect(page.body.text).toContain('Become the owner')
  expect((await post(waiting, code, '  ')).status).toBe(400)
  const made = await post(waiting, code)
  expect(made.status).toBe(200)
  expect(await statusWith(waiting, tokenIn(made.body.text))).toBe(200)
  const second = await post(waiting, code, 'eve')
  expect([second.status, second.headers.location]).toEqual([303, '/login'])
  expect((await waiting.send('GET', `/setup?code=${code}`)).headers.location).toBe('/login')
  expect(await waiting.app.setupLink('http://box:7575')).toBeUndefined()
  expect((await waiting.send('GET', READ)).status).toBe(401)
})

test('of several who use the set-up link at once, one becomes the owner', async () => {
  const code = await codeOf(contested)
  const replies = await Promise.all(['a', 'b', 'c'].map((name) => post(contested, code, name)))
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
  const { rows } = await contested.database.pool.query('select from accounts')
  expect(rows).toHaveLength(1)
})

test('a set-up link ends after an hour, and when there is a newer one', async () => {
  const old = await codeOf(late)
  const code = await codeOf(late)
  expect((await late.send('GET', `/setup?code=${old}`)).status).toBe(403)
  late.advance(3_600_001)
  expect((await post(late, code)).status).toBe(403)
})

test('codes cannot be guessed by trying many', async () => {
  const code = await codeOf(guessed)
  const tries = await Promise.all(Array.from({ length: 11 }, (_, i) => post(guessed, `guess-${i}`)))
  expect(tries.map(({ status }) => status).sort()).toEqual([...Array(10).fill(403), 429])
  expect((await post(guessed, code)).status).toBe(429)
})

test('BELLWETHER_INIT_* makes the owner at start, once, however many processes start', async () => {
  for (const on of [named, again, rotated, stranger]) expect(await statusWith(on, INIT.initToken)).toBe(200)
  const { rows: accounts } = await named.database.pool.query('select name, role from accounts')
  expect(accounts).toEqual([{ name: 'ops', role: 'owner' }])
  expect(await named.app.setupLink('http://box:7575')).toBeUndefined()
})

test('a new BELLWETHER_INIT_TOKEN is added to the owner; for another name it is not', async () => {
  expect(await statusWith(named, `bw_${'n'.repeat(29)}`)).toBe(200)
  expect(await statusWith(named, `bw_${'s'.repeat(29)}`)).toBe(401)
})

test('a revoked BELLWETHER_INIT_TOKEN stays revoked at the next start', async () => {
  const { tokens } = (await named.send('GET', '/api/v1/access/tokens', undefined, bearer(INIT.initToken))).body as {
    tokens: { id: number }[]
  }
  const last = tokens.at(-1)!
  await named.send('DELETE', `/api/v1/access/tokens/${last.id}`, undefined, bearer(`bw_${'n'.repeat(29)}`))
  await again.app.start()
  again.advance(5_001)
  expect(await statusWith(again, INIT.initToken)).toBe(401)
})

test('a server does not start with half of BELLWETHER_INIT_*, or with a weak token', async () => {
  const weak = [
    { initOwner: 'ops', initToken: undefined },
    { initOwner: undefined, initToken: INIT.initToken },
    { initOwner: 'ops', initToken: 'bw_short' },
    { initOwner: 'ops', initToken: 'x'.repeat(40) },
    { initOwner: 'ops', initToken: `bw_${'a b'.repeat(20)}` },
  ]
  for (const init of weak) {
    Object.assign(late.config, init)
    await expect(late.app.start()).rejects.toThrow(Failure)
  }
})

test('both settings can stand in files', async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs')
  const dir = mkdtempSync('/tmp/bellwether-init-')
  afterAll(() => rmSync(dir, { recursive: true }))
  writeFileSync(`${dir}/token`, `${INIT.initToken}\n`)
  const env = { BELLWETHER_INIT_OWNER: 'ops', BELLWETHER_INIT_TOKEN_FILE: `${dir}/token` }
  expect(loadConfig({}, env, dir)).toMatchObject(INIT)
})
