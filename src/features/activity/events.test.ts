import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'
import type { EventName } from '../../lib/vocabulary.ts'
import { activity } from './contract.ts'

const { call, send, app, database, listen } = await server()
const stopping = await server()
const owned = await ownedServer()
const PATH = activity.list.path

const append = (name: EventName, id: string, workspace = 1, on = app) =>
  on.events.append(database.db, { workspace, name, kind: 'run', id, details: { id } })
const sealed = (after: number, n: number) =>
  expect.poll(async () => (await call(activity.list, { after })).events.length).toBe(n)

test('events come oldest first, in pages, with what they say', async () => {
  for (let i = 1; i <= 5; i++) await append(i % 2 ? 'run.started' : 'run.finished', `r${i}`)
  await sealed(0, 5)
  const first = await call(activity.list, { limit: 2 })
  expect(first.events.map(({ seq }) => seq)).toEqual([1, 2])
  expect(first.events[0]).toEqual({
    seq: 1,
    at: expect.any(Number),
    name: 'run.started',
    subject_kind: 'run',
    subject_id: 'r1',
    account: null,
    details: { id: 'r1' },
  })
  const rest = await call(activity.list, { after: first.next_after })
  expect(rest.events.map(({ seq }) => seq)).toEqual([3, 4, 5])
  expect(rest.next_after).toBe(5)
  expect(await call(activity.list, { after: 5 })).toEqual({ events: [], next_after: 5 })
})

test('events are found by name and by subject', async () => {
  const ids = async (filter: object) => (await call(activity.list, filter)).events.map(({ subject_id }) => subject_id)
  expect(await ids({ name: 'run.finished' })).toEqual(['r2', 'r4'])
  expect(await ids({ subject_kind: 'run', subject_id: 'r3' })).toEqual(['r3'])
  expect(await call(activity.list, { name: 'run.lost' })).toEqual({ events: [], next_after: 5 })
  for (const wrong of ['name=run.exploded', 'limit=1001', 'limit=0', 'after=-1', 'wait=31', 'after=x'])
    expect((await send('GET', `${PATH}?${wrong}`)).status, wrong).toBe(400)
})

test("another workspace's events are not shown", async () => {
  await append('run.started', 'elsewhere', 2)
  await append('run.started', 'here')
  await sealed(5, 1)
  const { events, next_after } = await call(activity.list, { after: 5 })
  expect(events.map(({ seq, subject_id }) => [seq, subject_id])).toEqual([[7, 'here']])
  expect(next_after).toBe(7)
})

test('a long poll is answered as soon as something matches', async () => {
  const waiting = call(activity.list, { after: 7, wait: 25, name: 'run.failed' })
  await append('run.started', 'other')
  await new Promise((resolve) => setTimeout(resolve, 150))
  const at = performance.now()
  await append('run.failed', 'r9')
  const { events, next_after } = await waiting
  expect(performance.now() - at).toBeLessThan(2_000)
  expect(events.map(({ subject_id }) => subject_id)).toEqual(['r9'])
  expect(next_after).toBe(9)
})

test('a long poll without anything to say ends in time, and goes on from where the log is', async () => {
  const at = performance.now()
  expect(await call(activity.list, { after: 7, wait: 1, name: 'run.lost' })).toEqual({ events: [], next_after: 9 })
  expect(performance.now() - at).toBeGreaterThan(900)
})

test('a long poll gets everything even when more comes than fits', async () => {
  const waiting = call(activity.list, { after: 9, wait: 25, limit: 2 })
  await database.db.transaction().execute(async (tx) => {
    for (const id of ['a', 'b', 'c']) await app.events.append(tx, { workspace: 1, name: 'run.killed', kind: 'run', id })
  })
  const first = await waiting
  expect(first.events.map(({ subject_id }) => subject_id)).toEqual(['a', 'b'])
  const rest = await call(activity.list, { after: first.next_after, wait: 25 })
  expect(rest.events.map(({ subject_id }) => subject_id)).toEqual(['c'])
})

test('events name the account that caused them; who has access is told to those who may audit, who alone check the chain', async () => {
  const { token: viewer } = await owned.makeAccount('rita', 'viewer')
  const { token: auditor } = await owned.makeAccount('ann', 'auditor')
  const namesFor = async (token: string, query = '') => {
    const { body } = await owned.as(token, 'GET', `${PATH}${query}`)
    return (body.events as { name: string; account: string }[]).map(({ name, account }) => `${name} by ${account}`)
  }
  await owned.as(owned.token, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'seen by all' })
  await expect.poll(() => namesFor(viewer)).toEqual(['experiment.created by olga'])
  expect(await namesFor(viewer, '?name=account.created')).toEqual([])
  expect(await namesFor(auditor, '?name=member.added')).toEqual(Array(2).fill('member.added by olga'))
  expect(await namesFor(auditor, '?name=token.created')).toContain('token.created by olga')
  expect((await owned.as(viewer, 'GET', activity.verify.path)).status).toBe(403)
  for (const token of [auditor, owned.token])
    expect((await owned.as(token, 'GET', activity.verify.path)).body).toMatchObject({ ok: true })
})

test('a wait that began with the eyes of an auditor does not go on without them', async () => {
  const { id, token } = await owned.makeAccount('former', 'auditor')
  const unsealed = 'select 1 from events where seq is null'
  await expect.poll(async () => (await owned.database.pool.query(unsealed)).rowCount).toBe(0)
  const after = (await owned.as(owned.token, 'GET', PATH)).body.next_after
  const waiting = owned.as(token, 'GET', `${PATH}?after=${after}&wait=20`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await owned.as(owned.token, 'PUT', '/api/v1/workspace/members', { account: 'former', role: 'viewer' })
  expect((await waiting).status).toBe(403)
  await owned.as(owned.token, 'DELETE', `/api/v1/access/accounts/${id}`)
})

test('who loses access while waiting gets nothing', async () => {
  const { id, token: reader } = await owned.makeAccount('lost', 'viewer')
  // Whatever happened so far must be sealed, or the wait would end with it.
  const unsealed = 'select 1 from events where seq is null'
  await expect.poll(async () => (await owned.database.pool.query(unsealed)).rowCount).toBe(0)
  const after = (await owned.as(owned.token, 'GET', PATH)).body.next_after
  const waiting = owned.as(reader, 'GET', `${PATH}?after=${after}&wait=20`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await owned.as(owned.token, 'DELETE', `/api/v1/access/accounts/${id}`)
  expect((await waiting).status).toBe(401)
  expect((await owned.send('GET', PATH, undefined, bearer(reader))).status).toBe(401)
})

test('a server that stops does not wait for long polls', async () => {
  const base = await stopping.listen()
  const waiting = fetch(`${base}${PATH}?wait=30`).then((reply) => reply.json())
  await new Promise((resolve) => setTimeout(resolve, 200))
  const at = performance.now()
  await stopping.app.http.app.close()
  expect(await waiting).toEqual({ events: [], next_after: 0 })
  expect(performance.now() - at).toBeLessThan(2_000)
  expect(await listen()).toContain('http')
})
