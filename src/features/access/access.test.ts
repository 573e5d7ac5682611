import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'
import { access, ROLES } from './contract/accounts.ts'

const { send, as, call, token, ownerId, makeAccount, makeToken, advance, database, app } = await ownedServer()
const fresh = await server()
const contested = await server()
const two = await ownedServer()
const other = await server({ database })
const young = await server()
const youngToo = await server({ database: young.database })
const DAY_MS = 86_400_000
const ME = access.me.path
const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const statusOf = async (by: string, url = READ) => (await as(by, 'GET', url)).status
const eventsOf = async (kind: string, id: number) => {
  const rows = await database.db
    .selectFrom('events')
    .select('name')
    .where('subject_kind', '=', kind as 'token')
    .where('subject_id', '=', String(id))
    .orderBy('id')
    .execute()
  return rows.map((row) => row.name)
}

test('a server without accounts is open; the first account is its owner and ends that', async () => {
  expect(await fresh.call(access.me, {})).toEqual({ mode: 'open', account_id: null, account: null, role: null })
  expect((await fresh.send('POST', access.createToken.path, { label: 'x' })).status).toBe(409)
  const { account, token: first } = await fresh.call(access.createAccount, { name: ' ada ', role: 'reader' })
  expect(account).toMatchObject({ name: 'ada', role: 'owner', disabled_at: null })
  expect(first).toMatch(/^bw_[\w-]{43}$/)
  const refused = await fresh.send('GET', READ)
  expect([refused.status, refused.body.error_code]).toEqual([401, 'UNAUTHENTICATED'])
  expect((await fresh.send('GET', READ, undefined, bearer(first!))).status).toBe(200)
  expect((await fresh.send('POST', access.createAccount.path, { name: 'eve' })).status).toBe(401)
})

test('of several that claim a new server at once, one becomes the owner', async () => {
  const claims = ['a', 'b', 'c', 'd'].map((name) => contested.send('POST', access.createAccount.path, { name }))
  const replies = await Promise.all(claims)
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
})

test('a token works as Bearer and as password of any user', async () => {
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
  for (const headers of [bearer(token), { authorization: `bearer ${token}` }, basic(`x:${token}`), basic(`:${token}`)])
    expect((await send('GET', READ, undefined, headers)).status).toBe(200)
  const wrong = [
    bearer(`${token}x`),
    bearer(''),
    bearer('bw_'),
    basic(token),
    basic(`${token}:`),
    { authorization: token },
  ]
  for (const headers of wrong) expect((await send('GET', READ, undefined, headers)).status).toBe(401)
})

test('what the database keeps of a token does not let anyone in', async () => {
  const { rows } = await database.pool.query<{ all: string }>('select t::text as all from tokens t')
  expect(rows.map((row) => row.all).join()).not.toContain(token.slice(3))
  const { rows: events } = await database.pool.query<{ all: string }>('select d::text as all from event_details d')
  expect(events.map((row) => row.all).join()).not.toContain(token.slice(3))
})

test('access/me says who a token belongs to', async () => {
  const { token: reader } = await makeAccount('rita', 'reader')
  expect((await as(reader, 'GET', ME)).body).toMatchObject({ mode: 'accounts', account: 'rita', role: 'reader' })
  expect((await send('GET', ME)).body).toMatchObject({ mode: 'accounts', account: null, role: null })
})

test('every route lets in the roles that its policy names, and nobody else', async () => {
  const GRANTS = { reader: ['read'], writer: ['read', 'write'], admin: ['read', 'write', 'admin'] }
  const holders = Object.entries(GRANTS).map(async ([role, grants]) => {
    const { token: made } = await makeAccount(`matrix-${role}`, role as 'admin')
    return { who: role, headers: bearer(made), grants }
  })
  const callers = [
    { who: 'nobody', headers: {}, grants: [] as string[] },
    { who: 'owner', headers: bearer(token), grants: GRANTS.admin },
    ...(await Promise.all(holders)),
  ]
  const wrong: string[] = []
  for (const { id, method, path, policy, form } of app.http.routes.filter((route) => route.policy !== 'open'))
    for (const { who, headers, grants } of callers) {
      const url = path.replace(/:\w+/g, '999999').replace('*', 'none')
      // A stream would not end.
      const isHead = method === 'GET' && form === 'raw'
      const { statusCode: status } = await app.http.app.inject({
        method: isHead ? 'HEAD' : method,
        url,
        headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
        ...(!isHead && { payload: '{}' }),
      })
      const expected = grants.includes(policy) ? 'in' : who === 'nobody' ? '401' : '403'
      const got = status === 401 || status === 403 ? String(status) : 'in'
      if (got !== expected) wrong.push(`${id} (${policy}) for ${who}: ${got}, not ${expected}`)
    }
  expect(wrong).toEqual([])
  expect(app.http.routes.length).toBeGreaterThan(50)
}, 60_000)

test('only these routes are open to everybody', () => {
  const open = app.http.routes.filter(({ policy }) => policy === 'open').map(({ id }) => id)
  const meant = ['access.login', 'access.loginPage', 'access.logout', 'access.me', 'access.setup', 'access.setupPage']
  // Its URL holds a secret of its own.
  const signed = ['artifacts.uploadPart']
  const system = ['docs', 'health', 'livez', 'mlflowVersion', 'openapi', 'readyz', 'serverInfo', 'version']
  expect(open.sort(), 'if everybody may call the new route, name it here').toEqual(
    [...meant, ...signed, ...system.map((name) => `system.${name}`)].sort(),
  )
})

test('an expired token does not work any more, not even from memory', async () => {
  const { token: short } = await makeToken({ label: 'short', expires_in_days: 1 })
  expect(await statusOf(short)).toBe(200)
  advance(DAY_MS + 1)
  expect(await statusOf(short)).toBe(401)
})

test('a revoked token stops working at once, and within five seconds in another process', async () => {
  const { token: made, id } = await makeToken({ label: 'ci' })
  const there = async () => (await other.send('GET', READ, undefined, bearer(made))).status
  expect([await statusOf(made), await there()]).toEqual([200, 200])
  expect((await as(token, 'DELETE', `/api/v1/access/tokens/${id}`)).status).toBe(200)
  expect(await statusOf(made)).toBe(401)
  other.advance(5_001)
  expect(await there()).toBe(401)
  expect(await eventsOf('token', id)).toEqual(['token.created', 'token.revoked'])
  expect((await as(token, 'DELETE', `/api/v1/access/tokens/${id}`)).status).toBe(200)
  expect(await eventsOf('token', id)).toEqual(['token.created', 'token.revoked'])
})

test('a process that took the server for open learns within five seconds that it has an owner', async () => {
  expect((await youngToo.send('GET', READ)).status).toBe(200)
  await young.call(access.createAccount, { name: 'ada' })
  youngToo.advance(5_001)
  expect((await youngToo.send('GET', READ)).status).toBe(401)
})

test('a token can be made for less than its account, and grants no more to what it makes', async () => {
  const { token: narrow, id } = await makeToken({ label: 'read only', role: 'reader' })
  expect(await statusOf(narrow)).toBe(200)
  expect((await as(narrow, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'no' })).status).toBe(403)
  const { token: writer } = await makeToken({ label: 'writer', role: 'writer' })
  const { body } = await as(writer, 'POST', access.createToken.path, { label: 'child' })
  expect(body.info).toMatchObject({ role: 'writer' })
  for (const role of ['admin', 'owner'])
    expect((await as(writer, 'POST', access.createToken.path, { label: 'x', role })).status).toBe(403)
  const mine = (await as(token, 'GET', access.listTokens.path)).body.tokens as { id: number; label: string }[]
  const first = mine.find(({ label }) => label === 'first')!
  expect((await as(writer, 'DELETE', `/api/v1/access/tokens/${first.id}`)).status).toBe(403)
  expect((await as(writer, 'DELETE', `/api/v1/access/tokens/${id}`)).status).toBe(200)
})

test('a token does not outlast the one that made it', async () => {
  const { token: week } = await makeToken({ label: 'week', expires_in_days: 7 })
  const later = await as(week, 'POST', access.createToken.path, { label: 'later', expires_in_days: 8 })
  expect([later.status, later.body.code]).toEqual([403, 'PERMISSION_DENIED'])
  const { body } = await as(week, 'POST', access.createToken.path, { label: 'as long' })
  expect((body.info as { expires_at: number }).expires_at).toBeGreaterThan(0)
})

test('an admin manages accounts and tokens of others, but none above', async () => {
  const { token: admin } = await makeAccount('anna', 'admin')
  const { id: writerId } = await makeAccount('walt', 'writer')
  const { token: writer } = await makeToken({ label: 'own', account_id: writerId }, admin)
  const over = [
    ['POST', access.createAccount.path, { name: 'o2', role: 'owner' }],
    ['POST', access.createToken.path, { label: 'x', account_id: ownerId }],
    ['DELETE', `/api/v1/access/accounts/${ownerId}`, undefined],
  ] as const
  for (const [method, url, body] of over) expect((await as(admin, method, url, body)).status, url).toBe(403)
  expect((await as(writer, 'POST', access.createToken.path, { label: 'x', account_id: ownerId })).status).toBe(403)
  expect((await as(writer, 'GET', `${access.listTokens.path}?account_id=${ownerId}`)).status).toBe(403)
  expect((await as(admin, 'GET', `${access.listTokens.path}?account_id=${writerId}`)).status).toBe(200)
  const own = (await as(token, 'GET', access.listTokens.path)).body.tokens as { id: number }[]
  expect((await as(writer, 'DELETE', `/api/v1/access/tokens/${own[0]!.id}`)).status).toBe(404)
  expect((await as(admin, 'POST', access.createToken.path, { label: 'x', account_id: 999 })).status).toBe(404)
})

test('a disabled account is out at once, and the last owner cannot be disabled', async () => {
  const { id, token: made } = await makeAccount('dora', 'writer')
  expect(await statusOf(made)).toBe(200)
  expect((await as(token, 'DELETE', `/api/v1/access/accounts/${id}`)).status).toBe(200)
  expect(await statusOf(made)).toBe(401)
  expect(await eventsOf('account', id)).toEqual(['account.created', 'account.disabled'])
  const last = await as(token, 'DELETE', `/api/v1/access/accounts/${ownerId}`)
  expect([last.status, last.body.code]).toEqual([409, 'RESOURCE_CONFLICT'])
})

test('of two owners that disable each other at once, one remains', async () => {
  const second = await two.makeAccount('second', 'owner')
  await Promise.all([
    two.as(two.token, 'DELETE', `/api/v1/access/accounts/${second.id}`),
    two.as(second.token, 'DELETE', `/api/v1/access/accounts/${two.ownerId}`),
  ])
  const { rows } = await two.database.pool.query("select from accounts where role = 'owner' and disabled_at is null")
  expect(rows).toHaveLength(1)
})

test('names are unique, and wrong input is named', async () => {
  const make = (body: object) => as(token, 'POST', access.createAccount.path, body)
  expect((await make({ name: 'olga' })).body.code).toBe('RESOURCE_ALREADY_EXISTS')
  for (const body of [{}, { name: ' ' }, { name: 'x'.repeat(101) }, { name: 'a\nb' }, { name: 'x', role: 'king' }])
    expect((await make(body)).status, JSON.stringify(body)).toBe(400)
  expect((await as(token, 'DELETE', '/api/v1/access/tokens/99999999999')).status).toBe(400)
})

test('lists show accounts and tokens without their secrets, and when a token was last used', async () => {
  const { token: made } = await makeToken({ label: 'used' })
  await statusOf(made)
  await expect
    .poll(async () => {
      const { body } = await as(token, 'GET', access.listTokens.path)
      return (body.tokens as { label: string; last_used_at: number | null }[]).find(({ label }) => label === 'used')
    })
    .toMatchObject({ last_used_at: expect.any(Number) })
  const lists = [await as(token, 'GET', access.listTokens.path), await as(token, 'GET', access.listAccounts.path)]
  expect(JSON.stringify(lists.map(({ body }) => body))).not.toMatch(/bw_|digest/)
  expect(ROLES).toContain((lists[1]!.body.accounts as { role: string }[])[0]!.role as 'owner')
})

test('a call through a contract without a token is refused', async () => {
  await expect(call(access.listAccounts, {})).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
})
