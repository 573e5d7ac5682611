import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { server, type TestServer } from '../../../test/harness/server.ts'
import type { Events } from '../../platform/events.ts'
import { activity } from './contract.ts'

const here = await server()
const there = await server({ database: here.database })
const tampered = await server()
const { call, database } = here

/** Appends as a feature does; the transaction commits `ms` later. */
const append = (
  on: TestServer,
  id: string,
  ms = 0,
  details: Record<string, unknown> = {},
  events: Events = on.app.events,
) =>
  on.database.db.transaction().execute(async (tx) => {
    await events.append(tx, { workspace: 1, name: 'experiment.created', kind: 'experiment', id, details })
    await sleep(ms)
  })
const seqs = async (on: TestServer): Promise<(number | null)[]> => {
  const { rows } = await on.database.pool.query<{ seq: number | null }>('select seq from events order by seq')
  return rows.map(({ seq }) => seq)
}
const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
const settled = (on: TestServer, n: number) => expect.poll(() => seqs(on), { timeout: 5_000 }).toEqual(oneTo(n))

test('events of transactions that overlap are sealed without gaps, by two processes on one database', async () => {
  const writes = oneTo(20).map((i) => append(i % 2 ? here : there, `c${i}`, (i * 37) % 300))
  await Promise.all(writes)
  await settled(here, 20)
  expect(await call(activity.verify, {})).toMatchObject({ ok: true, count: 20 })
})

test('two processes never fork the chain under load, and what was rolled back leaves no trace', async () => {
  const before = (await seqs(here)).length
  const roll = (on: TestServer) =>
    on.database.db
      .transaction()
      .execute(async (tx) => {
        await on.app.events.append(tx, { workspace: 1, name: 'run.started', kind: 'run', id: 'never' })
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
  for (let round = 0; round < 30; round++)
    await Promise.all([
      append(here, `h${round}`, round % 3),
      append(there, `t${round}`),
      roll(round % 2 ? here : there),
    ])
  await settled(here, before + 60)
  expect(await call(activity.verify, {})).toMatchObject({ ok: true, count: before + 60 })
})

test('an event is sealed within 200 ms of its commit', async () => {
  const took: number[] = []
  for (const ms of [0, 0, 0, 5, 30, 60, 120, 250, 400, 0, 0]) {
    await append(here, 'timed', ms)
    const committed = performance.now()
    await expect.poll(async () => (await seqs(here)).includes(null), { interval: 5, timeout: 3_000 }).toBe(false)
    took.push(performance.now() - committed)
  }
  expect(took.sort((a, b) => a - b)[5]).toBeLessThanOrEqual(200)
})

test('what another process left unsealed is sealed too', async () => {
  const before = (await seqs(here)).length
  // Appended without anybody being told, as by a process that was killed after its commit.
  const { createEvents } = await import('../../platform/events.ts')
  await append(here, 'orphan', 0, {}, createEvents())
  await settled(here, before + 1)
})

test('more events than one batch are sealed in one go', async () => {
  const before = (await seqs(here)).length
  await database.pool.query(
    "insert into events (name, subject_kind, subject_id, digest) select 'run.started', 'run', i::text, '\\x00' from generate_series(1, 2500) i",
  )
  await append(here, 'last')
  await settled(here, before + 2_501)
})

test('any change to a sealed event is found, and where', async () => {
  const { pool } = tampered.database
  for (const id of oneTo(6))
    await append(tampered, `e${id}`, 0, {
      n: id,
      ratio: 0.1,
      big: 1e21,
      tiny: 1e-9,
      one: 1.0,
      list: [1, { b: 2, a: 'ä' }],
    })
  await settled(tampered, 6)
  const verify = () => tampered.call(activity.verify, {})
  const good = await verify()
  expect(good).toMatchObject({ ok: true, count: 6 })
  const changes = [
    "update events set name = 'run.deleted' where seq = 3",
    "update events set subject_id = 'e9' where seq = 3",
    "update events set at = at + interval '1 microsecond' where seq = 3",
    'update events set account_id = 7 where seq = 3',
    'update events set workspace_id = 2 where seq = 3',
    "update events set digest = '\\x00' where seq = 3",
    "update events set hash = '\\x00' where seq = 3",
    'update events set seq = 99 where seq = 3',
    `update event_details set details = details || '{"n": 4}' where event_id = (select id from events where seq = 3)`,
    "update event_details set salt = '\\x00' where event_id = (select id from events where seq = 3)",
  ]
  for (const change of changes) {
    const client = await pool.connect()
    try {
      // Kept aside and put back, so that each change is the only one.
      await client.query(
        'create temp table e as select * from events; create temp table d as select * from event_details',
      )
      await client.query(change)
      expect(await verify(), change).toMatchObject({
        ok: false,
        count: 2,
        first_bad_seq: 3,
        reason: expect.any(String),
      })
      await client.query(
        `update events set name = e.name, subject_id = e.subject_id, at = e.at, account_id = e.account_id,
          workspace_id = e.workspace_id, digest = e.digest, hash = e.hash, seq = e.seq from e where e.id = events.id`,
      )
      await client.query(
        'update event_details t set details = d.details, salt = d.salt from d where d.event_id = t.event_id; drop table e; drop table d',
      )
    } finally {
      client.release()
    }
  }
  expect(await verify()).toEqual(good)
})

test('erasing what an event says leaves the chain whole', async () => {
  await tampered.database.pool.query('delete from event_details where event_id = (select id from events where seq = 2)')
  expect(await tampered.call(activity.verify, {})).toMatchObject({ ok: true, count: 6 })
  const { events } = await tampered.call(activity.list, {})
  expect(events[1]).toMatchObject({ seq: 2, subject_id: 'e2', details: null })
})

test('an event that was removed is missed', async () => {
  const { pool } = tampered.database
  await pool.query('delete from event_details where event_id = (select id from events where seq = 4)')
  await pool.query('delete from events where seq = 4')
  expect(await tampered.call(activity.verify, {})).toMatchObject({ ok: false, count: 3, first_bad_seq: 4 })
})
