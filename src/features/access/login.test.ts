import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { type Reply, server, type TestServer } from '../../../test/harness/server.ts'
import { access } from './contract/accounts.ts'
import { tokens } from './contract/tokens.ts'

const owned = await ownedServer()
const behindProxy = await ownedServer({ config: { basePath: '/bw' } })
const open = await server()
const { send, as, token, makeToken, advance, database } = owned
const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const DAY_MS = 86_400_000

const form = (on: TestServer, url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  on.send('POST', url, String(new URLSearchParams(fields)), {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'http://127.0.0.1',
    ...headers,
  })
const logIn = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  form(owned, '/login', fields, headers)
const cookieOf = (reply: Reply): { cookie: string } => ({ cookie: String(reply.headers['set-cookie']).split(';')[0]! })
const statusWith = async (headers: Record<string, string>, url = READ) =>
  (await send('GET', url, undefined, headers)).status

test('the log-in page is a form without scripts that keeps where to go next', async () => {
  const { status, headers, body } = await send('GET', `/login?next=${encodeURIComponent('/runs/"><script>')}`)
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['cache-control']).toBe('no-store')
  expect(body.text).toContain('method="post" action="/login"')
  expect(body.text).toContain('value="/runs/&quot;&gt;&lt;script&gt;"')
})

test('logging in sets a cookie that scripts cannot read and other sites do not send', async () => {
  const reply = await logIn({ token: ` ${token} `, next: '/experiments/0?tab=runs#top' })
  expect([reply.status, reply.headers.location]).toEqual([303, '/experiments/0?tab=runs#top'])
  const cookie = String(reply.headers['set-cookie'])
  expect(cookie).toMatch(/^bellwether_session=bws_[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000$/)
  expect(cookie).not.toContain(token)
  expect(await statusWith(cookieOf(reply))).toBe(200)
  expect(await statusWith({ cookie: `other=1; ${cookieOf(reply).cookie}; more=2` })).toBe(200)
  const me = await send('GET', access.me.path, undefined, cookieOf(reply))
  expect(me.body).toMatchObject({ account: 'olga', is_owner: true })
})

test("a session works beside a proxy's own password, but not as a token", async () => {
  const session = cookieOf(await logIn({ token }))
  const basic = { authorization: `Basic ${Buffer.from('proxy:secret').toString('base64')}` }
  expect(await statusWith({ ...basic, ...session })).toBe(200)
  const secret = session.cookie.split('=')[1]!
  expect(await statusWith(bearer(secret))).toBe(401)
  expect((await logIn({ token: secret })).status).toBe(401)
  advance(60_000)
})

test('a write with a cookie from a page of another origin is refused', async () => {
  const session = cookieOf(await logIn({ token }))
  const write = (headers: Record<string, string>) =>
    send('POST', '/api/2.0/mlflow/experiments/search', {}, { ...session, ...headers })
  expect((await write({ origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  expect((await write({ origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' })).status).toBe(403)
  expect((await write({ origin: 'https://evil.example' })).status).toBe(403)
})

test('a log-in sent by a page of another origin is refused', async () => {
  expect((await logIn({ token }, { origin: 'https://evil.example' })).status).toBe(403)
})

test('after the log-in one never lands on another host', async () => {
  const tricks = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'https://evil.example',
    '',
  ]
  for (const next of tricks) expect((await logIn({ token, next })).headers.location, next).toBe('/')
})

test('behind a proxy with https the cookie is for https only, and everything stays under the base path', async () => {
  const headers = { 'x-forwarded-proto': 'https', host: 'ml.example', origin: 'https://ml.example' }
  const reply = await form(behindProxy, '/bw/login', { token: behindProxy.token }, headers)
  expect(reply.headers.location).toBe('/bw/')
  expect(reply.headers['set-cookie']).toMatch(/Path=\/bw; .*; Secure$/)
  expect((await behindProxy.send('GET', '/bw/login')).body.text).toContain('action="/bw/login"')
})

test('logging out ends the session on the server, and leaves the token', async () => {
  const session = cookieOf(await logIn({ token }))
  const reply = await form(owned, '/logout', {}, session)
  expect([reply.status, reply.headers.location]).toEqual([303, '/login'])
  expect(reply.headers['set-cookie']).toContain('Max-Age=0')
  expect(await statusWith(session)).toBe(401)
  await form(owned, '/logout', {}, bearer(token))
  expect(await statusWith(bearer(token))).toBe(200)
})

test('a session ends with the token that opened it', async () => {
  const { token: made, id } = await makeToken({ label: 'laptop' })
  const session = cookieOf(await logIn({ token: made }))
  expect(await statusWith(session)).toBe(200)
  await as(token, 'DELETE', `/api/v1/access/tokens/${id}`)
  expect(await statusWith(session)).toBe(401)

  const { token: week } = await makeToken({ label: 'week', expires_in_days: 7 })
  const short = cookieOf(await logIn({ token: week }))
  const wish = { label: 'for longer', expires_in_days: 8 }
  expect((await send('POST', tokens.create.path, wish, short)).status).toBe(403)
  advance(7 * DAY_MS + 1_000)
  expect(await statusWith(short)).toBe(401)
})

test('a session ends after thirty days', async () => {
  const session = cookieOf(await logIn({ token }))
  advance(30 * DAY_MS - 1_000)
  expect(await statusWith(session)).toBe(200)
  advance(2_000)
  expect(await statusWith(session)).toBe(401)
})

test('a session has what its token grants, is listed by its browser and can be ended', async () => {
  const { token: narrow } = await makeToken({ label: 'read only', scopes: ['read'] })
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const session = cookieOf(await logIn({ token: narrow }, { 'user-agent': firefox }))
  expect((await send('POST', '/api/2.0/mlflow/experiments/create', { name: 'no' }, session)).status).toBe(403)
  const own = cookieOf(await logIn({ token }))
  const { sessions } = (await send('GET', tokens.sessions.path, undefined, own)).body as {
    sessions: { id: number; label: string; is_this: boolean; opened_by: string }[]
  }
  const [mine, limited] = sessions
  expect(mine).toMatchObject({ is_this: true, opened_by: 'first' })
  expect(limited).toMatchObject({ label: 'Firefox on Linux', is_this: false, opened_by: 'read only' })
  expect((await as(token, 'DELETE', `${tokens.list.path}/${limited!.id}`)).status).toBe(404)
  expect((await send('DELETE', `${tokens.sessions.path}/${limited!.id}`, undefined, own)).status).toBe(200)
  expect(await statusWith(session)).toBe(401)
  const { rows } = await database.pool.query(
    "select from events e join event_details d on d.event_id = e.id where e.name = 'token.created' and d.details->>'session' = 'true'",
  )
  expect(rows.length).toBeGreaterThan(0)
})

test('a wrong token is refused with a page for people and a failure for programs', async () => {
  advance(60_000)
  const page = await logIn({ token: 'bw_wrong', next: '/x' }, { accept: 'text/html' })
  expect(page.status).toBe(401)
  expect(page.headers['www-authenticate']).toBeUndefined()
  expect(page.body.text).toContain('unknown, expired or revoked')
  expect((await logIn({ token: 'bw_wrong' })).body.error_code).toBe('UNAUTHENTICATED')
})

test('after ten failed log-ins in a minute an address must wait, even when they come at once', async () => {
  advance(60_000)
  const burst = await Promise.all(Array.from({ length: 14 }, () => logIn({ token: 'bw_guess' })))
  expect(burst.filter(({ status }) => status === 401)).toHaveLength(10)
  const limited = burst.filter(({ status }) => status === 429)
  expect(limited.map(({ body }) => body.error_code)).toEqual(Array(4).fill('REQUEST_LIMIT_EXCEEDED'))
  expect((await logIn({ token })).status).toBe(429)
  expect((await logIn({ token }, { 'x-forwarded-for': '9.9.9.9, 10.0.0.8' })).status).toBe(303)
  advance(60_001)
  expect((await logIn({ token })).status).toBe(303)
})

test('log-ins that succeed do not count', async () => {
  for (let i = 0; i < 15; i++) expect((await logIn({ token })).status).toBe(303)
})

test('a form that is too large is refused', async () => {
  expect((await logIn({ token: 'x'.repeat(10_000) })).status).toBe(413)
})

test('an open server has no log-in', async () => {
  expect((await open.send('GET', '/login')).headers.location).toBe('/')
  expect((await form(open, '/login', { token: 'x' })).headers.location).toBe('/')
})
