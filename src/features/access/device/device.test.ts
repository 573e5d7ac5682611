import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../../test/harness/accounts.ts'
import { type Reply, server } from '../../../../test/harness/server.ts'
import { access } from '../contract/accounts.ts'
import { device } from '../contract/device.ts'
import { tokens } from '../contract/tokens.ts'

const owned = await ownedServer()
const { send, as, token, call, makeAccount, makeToken, advance, now } = owned
const open = await server()
const DAY_MS = 86_400_000

const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  send('POST', url, String(new URLSearchParams(fields)), {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'http://127.0.0.1',
    ...headers,
  })
const sessionOf = async (secret: string) => {
  const { headers } = await form('/login', { token: secret })
  return { cookie: String(headers['set-cookie']).split(';')[0]! }
}
const answer = (cookie: Record<string, string>, code: string, how = 'allow') =>
  form('/device', { code, answer: how }, cookie)
const start = (label = 'bw of ana on laptop', days?: number) =>
  call(device.start, { label, ...(days !== undefined && { days }) })
const take = (device_code: string) => call(device.take, { device_code })
const textOf = ({ body }: Reply): string => String(body.text)

test('a command line is let in by whoever types its code where they are logged in, once', async () => {
  const lena = await makeAccount('lena', 'contributor')
  const session = await sessionOf(lena.token)
  const { device_code, user_code, path } = await start()
  expect(user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/)
  expect(await take(device_code)).toEqual({ state: 'waiting' })
  const page = await send('GET', path, undefined, session)
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(textOf(page)).toContain('lena')
  // The page asks for the code, and then says what waits with it before anything is granted.
  const shown = await form('/device', { code: ` ${user_code.toLowerCase().replace('-', ' ')} ` }, session)
  expect(textOf(shown)).toContain('bw of ana on laptop')
  expect(textOf(shown)).toContain('Only if you have just typed')
  expect(await take(device_code)).toEqual({ state: 'waiting' })
  expect(textOf(await answer(session, user_code))).toContain('let in')
  const got = await take(device_code)
  expect(got).toMatchObject({ state: 'allowed', account: 'lena', token: expect.stringMatching(/^bw_/) })
  expect(Math.abs(Number(got.expires_at) - now() - 30 * DAY_MS)).toBeLessThan(60_000)
  const me = await send('GET', access.me.path, undefined, bearer(got.token!))
  expect(me.body).toMatchObject({ account: 'lena', role: 'contributor' })
  await expect(take(device_code)).rejects.toMatchObject({ status: 404 })
  expect((await answer(session, user_code)).status).toBe(404)
  const { tokens: listed } = (await as(lena.token, 'GET', tokens.list.path)).body as { tokens: { label: string }[] }
  expect(listed.map(({ label }) => label)).toContain('bw of ana on laptop')
})

test('whoever is not logged in is led to the log-in, and back to the page', async () => {
  const { user_code, device_code } = await start()
  expect(textOf(await send('GET', '/device'))).toContain('content="0;url=/login?next=%2Fdevice"')
  expect((await answer({}, user_code)).status).toBe(401)
  expect(await take(device_code)).toEqual({ state: 'waiting' })
})

test('what is refused gets nothing, and neither does what waited for ten minutes', async () => {
  const session = await sessionOf(token)
  const no = await start()
  expect(textOf(await answer(session, no.user_code, 'refuse'))).toContain('refused')
  expect(await take(no.device_code)).toEqual({ state: 'refused' })
  await expect(take(no.device_code)).rejects.toMatchObject({ status: 404 })
  const [late, slow] = [await start(), await start()]
  await answer(session, slow.user_code)
  advance(600_001)
  expect((await answer(session, late.user_code)).status).toBe(404)
  for (const { device_code } of [late, slow]) await expect(take(device_code)).rejects.toMatchObject({ status: 404 })
})

test('the code that is shown opens nothing by itself, and a page of another origin cannot send it', async () => {
  const session = await sessionOf(token)
  const { user_code, device_code } = await start()
  await expect(take(user_code)).rejects.toMatchObject({ status: 404 })
  const foreign = { ...session, origin: 'https://evil.example' }
  expect((await answer(foreign, user_code)).status).toBe(403)
  expect((await answer({ ...session, 'sec-fetch-site': 'cross-site' }, user_code)).status).toBe(403)
  expect(await take(device_code)).toEqual({ state: 'waiting' })
})

test('it grants no more, and lasts no longer, than the access it was allowed with', async () => {
  const narrow = await makeToken({ label: 'narrow', scopes: ['self', 'read'], expires_in_days: 3 })
  const one = await start('narrow too', 90)
  await answer(await sessionOf(narrow.token), one.user_code)
  const got = await take(one.device_code)
  expect(Number(got.expires_at)).toBeLessThanOrEqual(now() + 3 * DAY_MS)
  const me = await send('GET', access.me.path, undefined, bearer(got.token!))
  expect(me.body.may).toEqual(['self', 'read'])
  const { token: reader } = await makeToken({ label: 'reader', scopes: ['read'] })
  const two = await start()
  expect((await answer(await sessionOf(reader), two.user_code)).status).toBe(403)
  expect(await take(two.device_code)).toEqual({ state: 'waiting' })
  expect(await start('long', 365)).toBeDefined()
  await expect(start('longer', 366)).rejects.toMatchObject({ status: 400 })
})

test('an account that is disabled between the two lets nothing in', async () => {
  const max = await makeAccount('max', 'viewer')
  const { user_code, device_code } = await start()
  await answer(await sessionOf(max.token), user_code)
  await as(token, 'DELETE', `/api/v1/access/accounts/${max.id}`)
  await expect(take(device_code)).rejects.toMatchObject({ status: 403 })
})

test('codes are not to be guessed, and strangers do not fill the table', async () => {
  advance(600_001)
  const session = await sessionOf(token)
  const guesses = await Promise.all(
    Array.from({ length: 12 }, (_, i) => answer(session, `BCDFGHJ${'KLMNPQRSTVWX'[i]}`)),
  )
  expect(guesses.map(({ status }) => status).sort()).toEqual([...Array(10).fill(404), 429, 429])
  for (let i = 0; i < 20; i++) await start()
  await expect(start()).rejects.toMatchObject({ status: 429 })
  const elsewhere = await send('POST', device.start.path, { label: 'x' }, { 'x-forwarded-for': '10.7.7.7' })
  expect(elsewhere.status).toBe(200)
})

test('a server without accounts says that nobody needs to log in', async () => {
  await expect(open.call(device.start, { label: 'x' })).rejects.toMatchObject({ status: 409 })
})
