import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { activity } from '../../activity/contract.ts'
import { erasing } from '../contract/erasing.ts'

const { send, as, token, ownerId, makeAccount, makeToken, database } = await ownedServer()
const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const PASSWORD = 'correct horse battery'
const basic = (name: string) => ({ authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}` })
const erase = (id: number, name: string, by = token) => as(by, 'POST', `/api/v1/access/accounts/${id}/erase`, { name })
const kept = async (by: string, query = '') => (await as(by, 'GET', erasing.export.path + query)).body
const settle = () =>
  expect.poll(async () => (await database.pool.query('select from events where seq is null')).rowCount).toBe(0)

/** All rows of all tables, as text. */
async function everything(): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await database.pool.query<{ all: string }>(`select t::text as all from ${name} t`)
      return rows.map((row) => row.all).join('\n')
    }),
  )
  return texts.join('\n')
}

async function person(name: string) {
  const made = await makeAccount(name, 'contributor')
  await as(made.token, 'PUT', '/api/v1/access/password', { new: PASSWORD })
  await as(made.token, 'PUT', '/api/v1/workspace/choice', { specialisations: ['nlp'], answers_for: 'ml-tech-lead' })
  await makeToken({ label: `laptop of ${name}` }, made.token)
  await database.pool.query(
    "insert into identities (issuer, subject, account_id, name, email) values ('https://id.example', $1, $2, $3, $4)",
    [`subject ${made.id}`, made.id, name, `${name.toLowerCase().replace(' ', '.')}@example.org`],
  )
  return made
}

test('an erased account is out at once, its name is nowhere, and the log still verifies', async () => {
  const { id, token: own } = await person('Zoe Quillfeather')
  await send('GET', READ, undefined, { authorization: `Bearer ${own}`, 'x-forwarded-for': '10.20.30.40' })
  await expect.poll(everything).toContain('10.20.30.0/24')
  await as(own, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'stays' })
  await settle()
  expect(await everything()).toMatch(/Quillfeather/)
  const { status, body } = await erase(id, 'Zoe Quillfeather')
  expect([status, Number(body.events) > 3]).toEqual([200, true])
  expect((await as(own, 'GET', READ)).status).toBe(401)
  expect((await send('GET', READ, undefined, basic('Zoe Quillfeather'))).status).toBe(401)
  await settle()
  const rest = await everything()
  expect(rest).not.toMatch(/Quillfeather|quillfeather|10\.20\.30/)
  expect((await as(token, 'GET', activity.verify.path)).body).toMatchObject({ ok: true })
  const { body: said } = await as(token, 'GET', `${activity.list.path}?name=experiment.created`)
  expect((said.events as { account: string }[]).map(({ account }) => account)).toContain(`(erased ${id})`)
  for (const table of ['tokens', 'memberships', 'passwords', 'preferences', 'identities'])
    expect((await database.pool.query(`select from ${table} where account_id = $1`, [id])).rowCount, table).toBe(0)
})

test('somebody takes along all that is kept of them, and nothing of others', async () => {
  const { id, token: own } = await person('Ida Fernsby')
  await makeToken({ label: 'made for her', account_id: id })
  await send('GET', READ, undefined, { authorization: `Bearer ${own}`, 'x-forwarded-for': '10.77.1.4' })
  await as(own, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'by Ida' })
  await expect.poll(async () => (await kept(own)).networks).toMatchObject([{ network: '10.77.1.0/24' }])
  await settle()
  const all = await kept(own)
  expect(all).toMatchObject({
    account: { name: 'Ida Fernsby', memberships: [{ workspace: 'default', role: 'contributor' }] },
    has_password: true,
    sessions: [],
    identities: [{ issuer: 'https://id.example', name: 'Ida Fernsby', email: 'ida.fernsby@example.org' }],
    choices: [{ workspace: 'default', answers_for: 'ml-tech-lead', specialisations: ['natural-language-processing'] }],
    next: null,
  })
  expect((all.tokens as { label: string }[]).map(({ label }) => label).sort()).toEqual([
    'Ida Fernsby',
    'laptop of Ida Fernsby',
    'made for her',
  ])
  const names = new Set((all.events as { name: string }[]).map(({ name }) => name))
  for (const name of ['account.created', 'member.added', 'password.changed', 'token.created', 'experiment.created'])
    expect(names).toContain(name)
  expect(JSON.stringify(all)).not.toMatch(/Quill|argon|bw_|digest/)
  const { events } = all as { events: { seq: number }[] }
  const page = (await kept(own, `?before=${events[1]!.seq}`)).events as { seq: number }[]
  expect(page[0]!.seq).toBe(events[2]!.seq)
})

test('an erased account is nowhere in lists, and nothing can be done with it; its name is free', async () => {
  const { id } = await person('short lived')
  await erase(id, 'short lived')
  const { accounts } = (await as(token, 'GET', '/api/v1/access/accounts')).body as { accounts: { id: number }[] }
  expect(accounts.map((account) => account.id)).not.toContain(id)
  const path = `/api/v1/access/accounts/${id}`
  const doings = [
    await as(token, 'POST', `${path}/enable`),
    await as(token, 'PATCH', path, { name: 'back again' }),
    await as(token, 'POST', `${path}/password-link`),
    await as(token, 'POST', `${path}/tokens`, { label: 'x' }),
    await erase(id, `(erased ${id})`),
  ]
  expect(doings.map(({ status }) => status)).toEqual(Array(5).fill(404))
  expect((await makeAccount('short lived', 'viewer')).id).not.toBe(id)
  const claim = await as(token, 'POST', '/api/v1/access/accounts', { name: '(erased 99)' })
  expect(claim.status).toBe(400)
})

test('the last owner, another name and somebody who answers for a service account are refused', async () => {
  expect((await erase(ownerId, 'olga')).body.detail).toContain('last owner')
  const { id, token: contact } = await person('contact')
  expect((await erase(id, 'olga')).body.detail).toContain("'name'")
  const robot = { name: 'robot', kind: 'service', contact_account: 'contact' }
  const { account } = (await as(token, 'POST', '/api/v1/access/accounts', robot)).body as { account: { id: number } }
  const refused = await erase(id, 'contact')
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('robot')])
  expect((await erase(id, 'contact', contact)).status).toBe(403)
  await as(token, 'PATCH', `/api/v1/access/accounts/${account.id}`, { contact_team: 'platform' })
  expect((await erase(id, 'contact')).status).toBe(200)
})

test('of two owners that erase each other at once, one remains', async () => {
  const second = await makeAccount('second', 'owner')
  const third = await makeAccount('third', 'owner')
  await erase(ownerId, 'olga', second.token)
  await Promise.all([erase(second.id, 'second', third.token), erase(third.id, 'third', second.token)])
  const { rows } = await database.pool.query('select from accounts where is_owner and disabled_at is null')
  expect(rows).toHaveLength(1)
})
