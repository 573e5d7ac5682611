import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'

const WRITE = '/api/2.0/mlflow/experiments/search'
const READ = '/api/v1/access/me'
const open = await server({ config: { allowedHosts: ['bw.example', 'Other.example:80'] } })
const owned = await ownedServer()

const get = (headers: Record<string, string>, url = READ) => open.send('GET', url, undefined, headers)
const post = (headers: Record<string, string>) => open.send('POST', WRITE, { max_results: 1 }, headers)

test('an open server answers to the names of this machine and to allowed ones', async () => {
  const hosts = [
    'localhost:7575',
    '127.0.0.1',
    '[::1]:7575',
    'LOCALHOST',
    'bw.example:7575',
    'other.example',
    '127.8.8.8',
  ]
  for (const host of hosts) expect((await get({ host })).status, host).toBe(200)
})

test('an open server refuses any other name, for pages and unknown paths too, and names the setting', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.7:7575', '[::2]']) {
    for (const url of [READ, '/', '/no/such/path', '/assets/x.js', '/metrics', '/login', '/api/docs']) {
      const reply = await get({ host }, url)
      expect(reply.status, `${host} ${url}`).toBe(403)
      expect(JSON.stringify(reply.body)).toContain('BELLWETHER_ALLOWED_HOSTS')
    }
    expect((await open.send('POST', WRITE, {}, { host })).status).toBe(403)
  }
})

test('probes and versions are answered whoever asks', async () => {
  const headers = { host: 'evil.example', 'x-forwarded-for': '1.2.3.4' }
  for (const url of ['/health', '/livez', '/readyz', '/version', '/api/v1/version', '/api/3.0/mlflow/server-info'])
    expect((await get(headers, url)).status, url).toBe(200)
  expect((await open.send('POST', '/health', {}, headers)).status).toBe(403)
})

test('an open server refuses what came through a proxy', async () => {
  for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded'])
    for (const reply of [await get({ [name]: 'x' }), await post({ [name]: 'x' })]) {
      expect(reply.status, name).toBe(403)
      expect(JSON.stringify(reply.body)).toContain('no owner')
    }
})

test('a write from a page of another origin is refused', async () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' },
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'null' },
    { origin: 'nonsense' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  ]
  for (const headers of foreign) {
    const reply = await post(headers)
    expect(reply.status, JSON.stringify(headers)).toBe(403)
    expect(reply.body.error_code).toBe('PERMISSION_DENIED')
  }
})

test('a write from our own page, or from no page at all, is accepted', async () => {
  const ours: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1' },
    { host: 'localhost:7575', origin: 'http://localhost:7575' },
    { host: 'bw.example:80', origin: 'http://bw.example' },
    { host: 'bw.example', origin: 'https://bw.example:443' },
  ]
  for (const headers of ours) expect((await post(headers)).status, JSON.stringify(headers)).toBe(200)
})

test('no reply allows another origin to read it', async () => {
  const headers = { origin: 'http://localhost:3000', host: 'localhost:7575' }
  for (const reply of [await get(headers), await open.send('OPTIONS', WRITE, undefined, headers)])
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('with an owner, names and proxies are free, and foreign pages are still refused', async () => {
  const proxied = { host: 'ml.example', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }
  const basic = { authorization: `Basic ${Buffer.from(`any:${owned.token}`).toString('base64')}` }
  const write = (headers: Record<string, string>) => owned.send('POST', WRITE, {}, { ...proxied, ...headers })
  expect((await write(bearer(owned.token))).status).toBe(200)
  expect((await write(basic)).status).toBe(200)
  expect((await write({ ...basic, origin: 'https://ml.example' })).status).toBe(200)
  expect((await write({ ...basic, origin: 'https://evil.example' })).status).toBe(403)
  expect((await write({ ...basic, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await write({ ...bearer(owned.token), origin: 'https://evil.example' })).status).toBe(200)
  const renamed = { host: '127.0.0.1:7575', 'x-forwarded-host': 'ml.example', origin: 'https://ml.example' }
  expect((await write({ ...basic, ...renamed })).status).toBe(200)
})

test('nobody unknown makes the server read a large body', async () => {
  const reply = await owned.send('POST', '/api/2.0/mlflow/runs/log-batch', `{"not json": ${'x'.repeat(1_000)}`)
  expect(reply.status).toBe(401)
  expect(reply.headers['www-authenticate']).toContain('Bearer')
})
