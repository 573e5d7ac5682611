import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../../test/harness/accounts.ts'
import { type Reply, server } from '../../../../test/harness/server.ts'
import { access } from '../contract/accounts.ts'
import { passwords } from '../contract/passwords.ts'
import { tokens } from '../contract/tokens.ts'

const owned = await ownedServer()
const { send, as, token, makeAccount, advance, database } = owned
const other = await server({ database })
const young = await server()
const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const PASSWORD = 'correct horse battery'
const NEXT = 'another good phrase'

const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  send('POST', url, String(new URLSearchParams(fields)), {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'http://127.0.0.1',
    ...headers,
  })
const cookieOf = (reply: Reply) => ({ cookie: String(reply.headers['set-cookie']).split(';')[0]! })
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})
const statusWith = async (headers: Record<string, string>, on: Pick<typeof other, 'send'> = owned) =>
  (await on.send('GET', READ, undefined, headers)).status
const linkFor = async (id: number) => {
  const { status, body } = await as(token, 'POST', `/api/v1/access/accounts/${id}/password-link`)
  return { status, path: String(body.path), code: new URLSearchParams(String(body.path).split('?')[1]).get('code')! }
}
const setBy = (code: string, password: string, again = password) => form('/password', { code, password, again })
/** A person with a password. */
async function person(name: string) {
  const { id } = await makeAccount(name, 'viewer')
  await setBy((await linkFor(id)).code, PASSWORD)
  return id
}

test('somebody sets the own password by a link that works once, and is logged in', async () => {
  const { id } = await makeAccount('lena', 'viewer')
  const old = await linkFor(id)
  const { code, path } = await linkFor(id)
  expect((await send('GET', old.path)).status).toBe(403)
  const page = await send('GET', path)
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store'])
  expect(page.body.text).toContain('lena')
  expect((await setBy(code, PASSWORD, NEXT)).body.message).toContain("'again' differ")
  expect((await setBy(code, 'too short')).body.message).toContain('12 to 200')
  const done = await setBy(code, PASSWORD)
  expect([done.status, done.headers.location]).toEqual([303, '/'])
  expect(await statusWith(cookieOf(done))).toBe(200)
  expect((await setBy(code, NEXT)).status).toBe(403)
  const { rows } = await database.pool.query<{ name: string; by: number }>(
    "select name, account_id as by from events where subject_kind = 'account' and subject_id = $1 and name like 'password.%' order by id",
    [String(id)],
  )
  const { ownerId } = owned
  expect(rows).toEqual([
    { name: 'password.offered', by: ownerId },
    { name: 'password.offered', by: ownerId },
    { name: 'password.changed', by: id },
  ])
})

test('a link ends after three days, with the account, and no machine gets one', async () => {
  const { id } = await makeAccount('late', 'viewer')
  const { path } = await linkFor(id)
  advance(3 * 86_400_000 + 1_000)
  expect((await send('GET', path)).status).toBe(403)
  const second = await linkFor(id)
  await as(token, 'DELETE', `/api/v1/access/accounts/${id}`)
  expect((await send('GET', second.path)).status).toBe(403)
  expect((await linkFor(id)).status).toBe(409)
  const robot = { name: 'robot', kind: 'service', contact_team: 'platform' }
  const { account } = (await as(token, 'POST', access.createAccount.path, robot)).body as { account: { id: number } }
  expect((await linkFor(account.id)).status).toBe(409)
  expect((await as(token, 'POST', access.createAccount.path, { name: 'z', password: PASSWORD })).status).toBe(400)
})

test('name and password log in on the page, as Basic, and not as anything else', async () => {
  await person('bea')
  const reply = await form('/login', { name: ' bea ', password: PASSWORD, next: '/runs' })
  expect([reply.status, reply.headers.location]).toEqual([303, '/runs'])
  expect(await statusWith(cookieOf(reply))).toBe(200)
  expect(await statusWith(basic('bea', PASSWORD))).toBe(200)
  expect(await statusWith(basic('anything', token))).toBe(200)
  expect(await statusWith(bearer(PASSWORD))).toBe(401)
  const me = (await send('GET', access.me.path, undefined, basic('bea', PASSWORD))).body
  expect(me).toMatchObject({ account: 'bea', may: ['self', 'read', 'report'] })
  advance(60_000)
  const answers = []
  for (const [name, password] of [
    ['bea', NEXT],
    ['nobody here', PASSWORD],
    ['olga', PASSWORD],
  ] as const) {
    const { status, body } = await form('/login', { name, password })
    answers.push({ status, message: body.message, code: body.error_code })
  }
  // One answer, whether there is such an account, and whether it has a password.
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 401, message: 'Name and password do not belong together.' })
})

test('the database keeps no password, and events say none', async () => {
  const { rows } = await database.pool.query<{ all: string }>(
    'select p::text as all from passwords p union all select l::text from password_links l union all select d::text from event_details d',
  )
  expect(rows.length).toBeGreaterThan(5)
  for (const { all } of rows) expect(all).not.toContain('horse')
})

test('a password is changed by who knows the old one, which ends the other log-ins and what was remembered, elsewhere too', async () => {
  advance(60_001)
  await person('carl')
  const sessions = [
    await form('/login', { name: 'carl', password: PASSWORD }),
    await form('/login', { name: 'carl', password: PASSWORD }),
  ]
  const [mine, others] = sessions.map(cookieOf)
  expect([await statusWith(basic('carl', PASSWORD)), await statusWith(basic('carl', PASSWORD), other)]).toEqual([
    200, 200,
  ])
  const change = (old: string | undefined, to: string) =>
    send('PUT', passwords.change.path, { ...(old !== undefined && { old }), new: to }, mine)
  expect((await change(undefined, NEXT)).status).toBe(403)
  expect((await change(NEXT, NEXT)).body.detail).toContain("'old'")
  expect((await change(PASSWORD, 'short')).body.detail).toContain("'new'")
  expect((await change(PASSWORD, NEXT)).status).toBe(200)
  expect([await statusWith(mine!), await statusWith(others!)]).toEqual([200, 401])
  expect(await statusWith(basic('carl', PASSWORD))).toBe(401)
  expect(await statusWith(basic('carl', NEXT))).toBe(200)
  other.advance(5_001)
  expect(await statusWith(basic('carl', PASSWORD), other)).toBe(401)
  const { body } = await send('GET', passwords.mine.path, undefined, mine)
  expect(body).toMatchObject({ account: { name: 'carl', kind: 'person' }, has_password: true })
})

test('who has only a token sets a first password with it', async () => {
  expect((await as(token, 'GET', passwords.mine.path)).body).toMatchObject({ has_password: false })
  expect((await as(token, 'PUT', passwords.change.path, { new: PASSWORD })).status).toBe(200)
  expect(await statusWith(basic('olga', PASSWORD))).toBe(200)
  const { body } = await send('POST', tokens.create.path, { label: 'x', expires_in_days: 365 }, basic('olga', PASSWORD))
  expect(body.info).toMatchObject({ scopes: null })
})

test('a disabled account is out with its password too, at once and elsewhere within five seconds', async () => {
  advance(60_001)
  const id = await person('dora')
  expect([await statusWith(basic('dora', PASSWORD)), await statusWith(basic('dora', PASSWORD), other)]).toEqual([
    200, 200,
  ])
  await as(token, 'DELETE', `/api/v1/access/accounts/${id}`)
  expect(await statusWith(basic('dora', PASSWORD))).toBe(401)
  other.advance(5_001)
  expect(await statusWith(basic('dora', PASSWORD), other)).toBe(401)
})

test('guesses are counted by address and by account; a right password that is in use goes on working', async () => {
  await person('emil')
  advance(600_001)
  const from = (ip: string, name: string, password: string) =>
    statusWith({ ...basic(name, password), 'x-forwarded-for': ip })
  expect(await from('10.0.0.1', 'emil', PASSWORD)).toBe(200)
  const guesses = await Promise.all(
    Array.from({ length: 12 }, (_, i) => from('10.0.0.2', 'emil', `guess ${i} of many`)),
  )
  expect(guesses.sort()).toEqual([...Array(10).fill(401), 429, 429])
  // Whoever fails may fail with names that do not exist as well.
  expect(await from('10.0.0.2', 'emilia', PASSWORD)).toBe(429)
  for (let i = 0; i < 2; i++)
    await Promise.all(Array.from({ length: 10 }, (_, j) => from(`10.0.1.${i}`, 'emil', `guess ${i} ${j} of many`)))
  expect(await from('10.0.0.3', 'emil', NEXT)).toBe(429)
  advance(5_001)
  expect(await from('10.0.0.1', 'emil', PASSWORD)).toBe(200)
  advance(60_001)
  expect(await from('10.0.0.3', 'emil', NEXT)).toBe(401)
}, 30_000)

test("the same wrong password again is no new guess: a proxy's own does not lock its people out", async () => {
  advance(60_001)
  for (let i = 0; i < 15; i++) expect(await statusWith(basic('proxy', 'its own secret'))).toBe(401)
  expect((await form('/login', { name: 'bea', password: PASSWORD })).status).toBe(303)
})

test('the first owner can come with a password', async () => {
  const { account } = await young.call(access.createAccount, { name: 'ada', password: PASSWORD })
  expect(account.is_owner).toBe(true)
  expect(await statusWith(basic('ada', PASSWORD), young)).toBe(200)
})
