/** What is noticed of strangers: log-ins that fail, and tokens that turn up somewhere new. */
import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { networkOf, sourceOf } from './address.ts'

const { send, as, token, ownerId, makeToken, advance, database } = await ownedServer()
const READ = '/api/2.0/mlflow/experiments/get?experiment_id=0'

const from = (ip: string) => ({ 'x-forwarded-for': ip })
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})
const logIn = (fields: Record<string, string>, ip: string) =>
  send('POST', '/login', String(new URLSearchParams(fields)), {
    'content-type': 'application/x-www-form-urlencoded',
    ...from(ip),
  })
async function eventsOf(name: string) {
  const { rows } = await database.pool.query<{ kind: string; id: string; by: number | null; details: object }>(
    `select e.subject_kind as kind, e.subject_id as id, e.account_id as by, d.details
     from events e join event_details d on d.event_id = e.id where e.name = $1 order by e.id`,
    [name],
  )
  return rows
}

test('failed log-ins are events: one a minute for an account and an address, which counts those before it', async () => {
  await as(token, 'PUT', '/api/v1/access/password', { new: 'correct horse battery' })
  for (let i = 0; i < 3; i++)
    await send('GET', READ, undefined, { ...basic('olga', `guess ${i}`), ...from('10.1.1.1') })
  await logIn({ name: 'olga', password: 'a guess' }, '10.1.1.2')
  await logIn({ name: 'my secret phrase', password: 'olga' }, '10.1.1.2')
  await logIn({ token: 'bw_guess' }, '10.1.1.2')
  advance(60_001)
  await logIn({ name: 'olga', password: 'one more' }, '10.1.1.1')
  await send('GET', '/password?code=guess', undefined, from('10.1.1.3'))
  const olga = { kind: 'account', id: String(ownerId), by: null }
  const nobody = { kind: 'workspace', id: 'default', by: null }
  const failed = await eventsOf('login.failed')
  expect(failed).toEqual([
    { ...olga, details: { by: 'password', from: '10.1.1.1', attempts: 1 } },
    { ...olga, details: { by: 'password', from: '10.1.1.2', attempts: 1 } },
    { ...nobody, details: { by: 'password', from: '10.1.1.2', attempts: 1 } },
    { ...olga, details: { by: 'password', from: '10.1.1.1', attempts: 3 } },
    { ...nobody, details: { by: 'link', from: '10.1.1.3', attempts: 1 } },
  ])
  expect(JSON.stringify(failed)).not.toMatch(/secret|guess/)
})

test('the first use of a token from a network is an event, later ones are none, nor is the use on this machine', async () => {
  const { token: made, id } = await makeToken({ label: 'ci' })
  const used = async () => (await eventsOf('token.used')).filter((event) => event.id === String(id))
  const use = async (ip?: string) =>
    expect((await send('GET', READ, undefined, { ...bearer(made), ...(ip && from(ip)) })).status).toBe(200)
  await use()
  await use('10.2.3.4')
  await expect.poll(used).toHaveLength(1)
  await use('10.2.3.99')
  await use('10.2.3.4')
  await use('2001:db8::7')
  await expect.poll(used).toHaveLength(2)
  const said = { kind: 'token', id: String(id), by: ownerId }
  expect(await used()).toEqual([
    { ...said, details: { network: '10.2.3.0/24', account_id: ownerId } },
    { ...said, details: { network: '2001:db8:0:0::/64', account_id: ownerId } },
  ])
})

test('a log-in with a password and a session are no tokens that turn up', async () => {
  const reply = await logIn({ name: 'olga', password: 'correct horse battery' }, '10.9.9.9')
  const cookie = String(reply.headers['set-cookie']).split(';')[0]!
  expect((await send('GET', READ, undefined, { cookie, ...from('10.9.8.9') })).status).toBe(200)
  const everyday = { ...basic('olga', 'correct horse battery'), ...from('10.9.7.9') }
  expect((await send('GET', READ, undefined, everyday)).status).toBe(200)
  expect(JSON.stringify(await eventsOf('token.used'))).not.toContain('10.9.')
})

test('an address is one of IPv4 or a network of IPv6, however it is written', () => {
  expect(['1.2.3.4', '::ffff:1.2.3.4', '2001:DB8:0:1:2:3:4:5', '2001:db8:0:1::', 'unknown'].map(sourceOf)).toEqual([
    '1.2.3.4',
    '1.2.3.4',
    '2001:db8:0:1::/64',
    '2001:db8:0:1::/64',
    'unknown',
  ])
  expect(['1.2.3.4', '::ffff:1.2.3.4', '::1', 'fe80::1:2'].map(networkOf)).toEqual([
    '1.2.3.0/24',
    '1.2.3.0/24',
    '0:0:0:0::/64',
    'fe80:0:0:0::/64',
  ])
})
