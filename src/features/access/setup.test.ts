import { expect, test } from 'vitest'
import { server, type TestServer } from '../../../test/harness/server.ts'

const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const everywhere = { host: '0.0.0.0' }
const waiting = await server({ config: everywhere })
const contested = await server({ config: everywhere })
const late = await server({ config: everywhere })
const guessed = await server({ config: everywhere })

const codeOf = async (on: TestServer): Promise<string> =>
  new URL((await on.app.setupLink('http://box:7575'))!).searchParams.get('code')!
const PASSWORD = 'correct horse battery'
const post = (on: TestServer, code: string, name = 'ada', again = PASSWORD) =>
  on.send('POST', '/setup', String(new URLSearchParams({ code, name, password: PASSWORD, again })), {
    'content-type': 'application/x-www-form-urlencoded',
  })
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})

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

test('the set-up link makes the owner, who is logged in at once, and works once', async () => {
  const code = await codeOf(waiting)
  expect(code).toMatch(/^[\w-]{43}$/)
  const page = await waiting.send('GET', `/setup?code=${code}`)
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store'])
  expect(page.body.text).toContain('Become the owner')
  expect((await post(waiting, code, '  ')).status).toBe(400)
  expect((await post(waiting, code, 'ada', 'something else')).status).toBe(400)
  const made = await post(waiting, code)
  expect([made.status, made.headers.location]).toEqual([303, '/'])
  const cookie = String(made.headers['set-cookie']).split(';')[0]!
  expect((await waiting.send('GET', READ, undefined, { cookie })).status).toBe(200)
  expect((await waiting.send('GET', READ, undefined, basic('ada', PASSWORD))).status).toBe(200)
  const second = await post(waiting, code, 'eve')
  expect([second.status, second.headers.location]).toEqual([303, '/login'])
  expect((await waiting.send('GET', `/setup?code=${code}`)).headers.location).toBe('/login')
  expect(await waiting.app.setupLink('http://box:7575')).toBeUndefined()
  expect((await waiting.send('GET', READ)).status).toBe(401)
})

test('of several who use the set-up link at once, one becomes the owner', async () => {
  const code = await codeOf(contested)
  const replies = await Promise.all(['a', 'b', 'c'].map((name) => post(contested, code, name)))
  expect(replies.filter(({ headers }) => headers['set-cookie'] !== undefined)).toHaveLength(1)
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
