import { afterAll, expect, test } from 'vitest'
import { bearer } from '../../../test/harness/accounts.ts'
import { server, type TestServer } from '../../../test/harness/server.ts'
import { Failure } from '../../lib/failure.ts'
import { loadConfig } from '../../platform/config.ts'

const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const PASSWORD = 'correct horse battery'
const INIT = { initOwner: 'ops', initToken: `bw_${'k'.repeat(29)}` }
const everywhere = { host: '0.0.0.0' }
const initPassword = { ...everywhere, initOwner: 'ops', initPassword: PASSWORD }
const late = await server({ config: everywhere })
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
const withPassword = await server({ config: initPassword })
const nextStart = await server({ config: { ...initPassword, roles: ['api'] }, database: withPassword.database })

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})
const statusWith = async (on: TestServer, token: string) =>
  (await on.send('GET', READ, undefined, bearer(token))).status

test('BELLWETHER_INIT_* makes the owner at start, once, however many processes start', async () => {
  for (const on of [named, again, rotated, stranger]) expect(await statusWith(on, INIT.initToken)).toBe(200)
  const { rows: accounts } = await named.database.pool.query('select name, is_owner from accounts')
  expect(accounts).toEqual([{ name: 'ops', is_owner: true }])
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

test('BELLWETHER_INIT_PASSWORD is set as long as there is none, and never over one that its person chose', async () => {
  const first = withPassword
  const statusOf = async (on: TestServer, password: string) =>
    (await on.send('GET', READ, undefined, basic('ops', password))).status
  expect(await statusOf(first, PASSWORD)).toBe(200)
  const chosen = 'what she chose since'
  await first.send('PUT', '/api/v1/access/password', { old: PASSWORD, new: chosen }, basic('ops', PASSWORD))
  await nextStart.app.start()
  nextStart.advance(5_001)
  expect([await statusOf(nextStart, chosen), await statusOf(nextStart, PASSWORD)]).toEqual([200, 401])
  const { rows } = await first.database.pool.query(
    "select from events where name in ('account.created', 'password.changed')",
  )
  // It was made, got what the operator named, and then what she chose.
  expect(rows).toHaveLength(3)
  Object.assign(late.config, { initOwner: 'ops', initToken: undefined, initPassword: 'ops' })
  await expect(late.app.start()).rejects.toThrow('BELLWETHER_INIT_PASSWORD')
})

test('a server does not start with half of BELLWETHER_INIT_*, or with a weak token', async () => {
  const weak = [
    { initOwner: 'ops', initToken: undefined, initPassword: undefined },
    { initOwner: undefined, initToken: undefined, initPassword: PASSWORD },
    { initOwner: undefined, initToken: INIT.initToken, initPassword: undefined },
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
  writeFileSync(`${dir}/password`, `${PASSWORD}\n`)
  const more = { ...env, BELLWETHER_INIT_PASSWORD_FILE: `${dir}/password` }
  expect(loadConfig({}, more, dir)).toMatchObject({ ...INIT, initPassword: PASSWORD })
})
