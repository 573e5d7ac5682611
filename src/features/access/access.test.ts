import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'
import { RIGHTS, SCOPES } from '../../lib/contract.ts'
import { access } from './contract/accounts.ts'
import { tokens } from './contract/tokens.ts'
import { workspaces } from './contract/workspaces.ts'

const { send, as, call, token, ownerId, makeAccount, makeToken, advance, now, database, app } = await ownedServer()
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
  const nobody = { account_id: null, account: null, is_owner: false, role: null, workspaces: [] }
  expect(await fresh.call(access.me, {})).toEqual({ mode: 'open', ...nobody, may: [...SCOPES] })
  expect((await fresh.send('POST', tokens.create.path, { label: 'x' })).status).toBe(409)
  const machine = { name: 'ci', kind: 'service', contact_team: 'platform' }
  expect((await fresh.send('POST', access.createAccount.path, machine)).status).toBe(400)
  const { account, token: first } = await fresh.call(access.createAccount, { name: ' ada ', is_owner: false })
  expect(account).toMatchObject({ name: 'ada', kind: 'person', is_owner: true, disabled_at: null })
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

test('access/me says who a token belongs to and what it may do at this address', async () => {
  await as(token, 'POST', workspaces.create.path, { name: 'vision' })
  const { token: viewer } = await makeAccount('rita', 'viewer')
  const me = async (by: string, base = '') => (await as(by, 'GET', base + ME)).body
  const may = ['self', 'read', 'report']
  const places = [{ workspace: 'default', role: 'viewer' }]
  expect(await me(viewer)).toMatchObject({ account: 'rita', is_owner: false, role: 'viewer', may, workspaces: places })
  // As if there were no such workspace.
  for (const base of ['/w/vision', '/w/nowhere'])
    expect(await me(viewer, base)).toMatchObject({ account: 'rita', role: null, may: ['self'], workspaces: places })
  expect(await me(token, '/w/vision')).toMatchObject({ is_owner: true, role: 'owner', may: [...SCOPES] })
  expect(await me('bw_nobody')).toMatchObject({ mode: 'accounts', account: null, role: null, may: [], workspaces: [] })
})

test('only these routes are open to everybody', () => {
  const open = app.http.routes.filter(({ policy }) => policy === 'open').map(({ id }) => id)
  const pages = ['login', 'loginPage', 'logout', 'passwordPage', 'setPassword', 'setup', 'setupPage']
  const device = ['devicePage', 'startDevice', 'takeDevice']
  const meant = ['access.me', ...[...pages, ...device].map((name) => `access.${name}`)]
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
  const { token: narrow, id } = await makeToken({ label: 'read only', scopes: ['read'] })
  expect(await statusOf(narrow)).toBe(200)
  const refused = await as(narrow, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'no' })
  expect(refused.status).toBe(403)
  expect(refused.body.message).toContain("it needs the right 'write'")
  expect(refused.body.message).toContain('limited to read')
  expect((await as(narrow, 'POST', tokens.create.path, { label: 'child' })).status).toBe(403)
  const { token: some } = await makeToken({ label: 'some', scopes: ['self', 'read', 'write'] })
  const { body } = await as(some, 'POST', tokens.create.path, { label: 'child' })
  expect(body.info).toMatchObject({ scopes: ['self', 'read', 'write'] })
  for (const scopes of [['admin'], ['read', 'install']])
    expect((await as(some, 'POST', tokens.create.path, { label: 'x', scopes })).status).toBe(403)
  const mine = (await as(token, 'GET', tokens.list.path)).body.tokens as { id: number; label: string }[]
  const first = mine.find(({ label }) => label === 'first')!
  expect((await as(some, 'DELETE', `/api/v1/access/tokens/${first.id}`)).status).toBe(403)
  expect((await as(some, 'DELETE', `/api/v1/access/tokens/${id}`)).status).toBe(200)
})

test('a token for one workspace works there only, also when an owner made it, and makes only such tokens', async () => {
  await as(token, 'POST', workspaces.create.path, { name: 'speech' })
  const { token: bound } = await makeToken({ label: 'ci', workspace: 'speech' })
  const inSpeech = `/w/speech/api/v1/experiments`
  expect([
    await statusOf(bound, inSpeech),
    await statusOf(bound),
    await statusOf(bound, access.listAccounts.path),
  ]).toEqual([200, 404, 403])
  expect((await as(bound, 'POST', tokens.create.path, { label: 'x', workspace: 'default' })).status).toBe(404)
  const { body } = await as(bound, 'POST', tokens.create.path, { label: 'child' })
  expect(body.info).toMatchObject({ workspace: 'speech' })
  const { workspaces: seen } = (await as(bound, 'GET', workspaces.list.path)).body as { workspaces: { name: string }[] }
  expect(seen.map(({ name }) => name)).toEqual(['speech'])
})

test('tokens last ninety days unless said otherwise, never longer than the server allows nor than what made them', async () => {
  const daysOf = (body: Record<string, unknown>) => {
    const { created_at, expires_at } = body.info as { created_at: number; expires_at: number }
    return Math.round((expires_at - Math.max(created_at, now())) / DAY_MS)
  }
  const make = (by: string, expires_in_days?: number) =>
    as(by, 'POST', tokens.create.path, { label: 'x', ...(expires_in_days && { expires_in_days }) })
  expect(daysOf((await make(token)).body)).toBe(90)
  expect(daysOf((await make(token, 365)).body)).toBe(365)
  const tooLong = await make(token, 366)
  expect([tooLong.status, tooLong.body.detail]).toEqual([400, expect.stringContaining('max_token_days')])
  const { token: week } = await makeToken({ label: 'week', expires_in_days: 7 })
  const later = await make(week, 8)
  expect([later.status, later.body.code]).toEqual([403, 'PERMISSION_DENIED'])
  expect(daysOf((await make(week)).body)).toBe(7)
})

test('an admin equips the service accounts of the workspace with tokens that work there only, and handles no others', async () => {
  const { token: admin } = await makeAccount('anna', 'admin')
  await makeAccount('walt', 'contributor')
  const robot = { name: 'robot', kind: 'service' }
  expect((await as(token, 'POST', access.createAccount.path, robot)).body.detail).toContain("'contact_team'")
  const contact = { contact_account: 'anna', memberships: [{ workspace: 'default', role: 'contributor' }] }
  const { body } = await as(token, 'POST', access.createAccount.path, { ...robot, ...contact })
  expect(body.account).toMatchObject({ kind: 'service', contact: 'anna' })
  const make = (account: string, more: object = {}) =>
    as(admin, 'POST', tokens.createHere.path, { account, label: 'ci', ...more })
  const made = await make('robot')
  expect(made.body.info).toMatchObject({ account: 'robot', workspace: 'default', scopes: [...RIGHTS] })
  expect(await statusOf(made.body.token as string)).toBe(200)
  expect((await make('walt')).status).toBe(403)
  expect((await make('olga')).status).toBe(404)
  expect((await make('robot', { scopes: ['read', 'self'] })).status).toBe(403)
  const { tokens: here } = (await as(admin, 'GET', tokens.listHere.path)).body as { tokens: { id: number }[] }
  const { id } = made.body.info as { id: number }
  expect(here.map((each) => each.id)).toContain(id)
  const mine = (await as(token, 'GET', tokens.list.path)).body.tokens as { id: number }[]
  const revoke = (which: number) => as(admin, 'DELETE', `${tokens.listHere.path}/${which}`)
  expect((await revoke(mine.at(-1)!.id)).status).toBe(404)
  expect((await revoke(id)).status).toBe(200)
  expect(await statusOf(made.body.token as string)).toBe(401)
  for (const [method, url] of [
    ['GET', access.listAccounts.path],
    ['GET', `/api/v1/access/accounts/${ownerId}/tokens`],
    ['DELETE', `/api/v1/access/accounts/${ownerId}`],
  ] as const)
    expect((await as(admin, method, url)).status, url).toBe(403)
})

test('a disabled account is out at once, and the last owner cannot be disabled', async () => {
  const { id, token: made } = await makeAccount('dora', 'contributor')
  expect(await statusOf(made)).toBe(200)
  expect((await as(token, 'DELETE', `/api/v1/access/accounts/${id}`)).status).toBe(200)
  expect(await statusOf(made)).toBe(401)
  expect((await as(token, 'POST', `/api/v1/access/accounts/${id}/enable`)).status).toBe(200)
  expect(await statusOf(made)).toBe(200)
  expect(await eventsOf('account', id)).toEqual([
    'account.created',
    'member.added',
    'account.disabled',
    'account.enabled',
  ])
  const last = await as(token, 'DELETE', `/api/v1/access/accounts/${ownerId}`)
  expect([last.status, last.body.code]).toEqual([409, 'RESOURCE_CONFLICT'])
  expect((await as(token, 'PATCH', `/api/v1/access/accounts/${ownerId}`, { is_owner: false })).status).toBe(409)
})

test('of two owners that disable each other at once, one remains', async () => {
  const second = await two.makeAccount('second', 'owner')
  await Promise.all([
    two.as(two.token, 'DELETE', `/api/v1/access/accounts/${second.id}`),
    two.as(second.token, 'DELETE', `/api/v1/access/accounts/${two.ownerId}`),
  ])
  const { rows } = await two.database.pool.query('select from accounts where is_owner and disabled_at is null')
  expect(rows).toHaveLength(1)
})

test('names are unique, and wrong input is named', async () => {
  const make = (body: object) => as(token, 'POST', access.createAccount.path, body)
  expect((await make({ name: 'olga' })).body.code).toBe('RESOURCE_ALREADY_EXISTS')
  for (const body of [{}, { name: ' ' }, { name: 'x'.repeat(101) }, { name: 'a\nb' }, { name: 'x', kind: 'king' }])
    expect((await make(body)).status, JSON.stringify(body)).toBe(400)
  expect((await as(token, 'DELETE', '/api/v1/access/tokens/99999999999')).status).toBe(400)
})

test('lists show accounts and tokens without their secrets, and when a token was last used', async () => {
  const { token: made } = await makeToken({ label: 'used' })
  await statusOf(made)
  await expect
    .poll(async () => {
      const { body } = await as(token, 'GET', tokens.list.path)
      return (body.tokens as { label: string; last_used_at: number | null }[]).find(({ label }) => label === 'used')
    })
    .toMatchObject({ last_used_at: expect.any(Number) })
  const lists = [await as(token, 'GET', tokens.list.path), await as(token, 'GET', access.listAccounts.path)]
  expect(JSON.stringify(lists.map(({ body }) => body))).not.toMatch(/bw_|digest/)
  expect((lists[1]!.body.accounts as object[])[0]).toMatchObject({ name: 'olga', is_owner: true, memberships: [] })
})

test('a call through a contract without a token is refused', async () => {
  await expect(call(access.listAccounts, {})).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
})
