import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { server } from '../../../../test/harness/server.ts'
import { createCheck } from '../../../platform/audit/check.ts'
import type { Header } from '../../../platform/audit/lines.ts'
import type { Anchor } from '../../../platform/audit/report.ts'
import { isSignedBy } from '../../../platform/audit/signature.ts'
import { audit } from '../contract/audit.ts'
import { activity } from '../contract.ts'

const here = await server()
const owned = await ownedServer()
const { app, call, send, database, dataDir } = here

const append = (id: string, workspace = 1, details: Record<string, unknown> = { name: `naïve ${id}`, ratio: 1e-7 }) =>
  app.events.append(database.db, { workspace, name: 'run.started', kind: 'run', id, details })
const settle = () =>
  expect.poll(async () => (await database.pool.query('select from events where seq is null')).rowCount).toBe(0)

async function fetchLines(query = ''): Promise<string[]> {
  await settle()
  const { status, body, headers } = await send('GET', `${audit.export.path}?${query}`)
  expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8'])
  return (body.text as string).trimEnd().split('\n')
}
function check(lines: string[], anchors: Anchor[] = [], publicKey?: string) {
  const checking = createCheck({ anchors, publicKey })
  for (const line of lines) checking.line(line)
  return checking.end()
}
const shown = (lines: string[]): { seq: number; subject_id: string }[] =>
  lines.flatMap((line) => (line.startsWith('{"event"') ? [JSON.parse(line).event] : []))

test('an export holds the events of its workspace and the fingerprints of the others, and proves both', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await append(id, id === 'b' || id === 'c' ? 2 : 1)
  const lines = await fetchLines()
  const { head, public_key } = await call(audit.head, {})
  expect(check(lines, [{ seq: 4, hash: head.hash }], public_key)).toMatchObject({
    ...{ ok: true, from: 1, to: 4, events: 2, withheld: 2, erased: 0, head: head.hash, workspace: 'default' },
  })
  expect(shown(lines).map(({ subject_id }) => subject_id)).toEqual(['a', 'd'])
  expect(lines.join()).not.toContain('naïve b')
  const all = await fetchLines('scope=installation')
  expect(check(all)).toMatchObject({ ok: true, events: 5, withheld: 0, scope: 'installation' })
})

test('reading the log is itself an event', async () => {
  await settle()
  const { events } = await call(activity.list, { name: 'audit.exported' })
  expect(events).toMatchObject([
    { subject_kind: 'workspace', subject_id: 'default', details: { from: 1, to: 4, scope: 'workspace' } },
    { details: { from: 1, to: 5, scope: 'installation' } },
  ])
  await send('HEAD', audit.export.path)
  expect((await call(activity.list, { name: 'audit.exported' })).events).toHaveLength(2)
})

test('a filter leaves fingerprints, a place or a moment to begin at leaves the hash before it', async () => {
  const { head } = await call(audit.head, {})
  const named = await fetchLines('name=audit.exported&subject_kind=workspace&subject_id=default')
  expect(check(named)).toMatchObject({ ok: true, to: head.seq, events: 2, withheld: head.seq - 2 })
  expect((JSON.parse(named[0]!) as Header).filter).toEqual({
    ...{ name: 'audit.exported', subject_kind: 'workspace', subject_id: 'default' },
  })
  const later = await fetchLines('after=3')
  const { rows } = await database.pool.query("select encode(hash, 'hex') as hash from events where seq = 3")
  expect(check(later, [{ seq: 3, hash: rows[0].hash }])).toMatchObject({ ok: true, from: 4 })
  expect(check(later, [{ seq: 3, hash: head.hash }])).toMatchObject({ ok: false, fault: 'anchor', first_bad_seq: 3 })
  expect(check(later, [{ seq: 1, hash: head.hash }])).toMatchObject({ ok: true, anchors: [{ state: 'early' }] })
})

test('since and until are moments, and what they leave is without gaps', async () => {
  await settle()
  // The sixth happened when the fourth did: its transaction took long.
  await database.pool.query(
    "update events set at = '2026-01-01T00:00:00Z'::timestamptz + (case seq when 6 then 4 else seq end) * interval '1 hour' where seq < 8",
  )
  const range = async (query: string) => {
    const { from, to } = JSON.parse((await fetchLines(query))[0]!) as Header
    return [from, to]
  }
  const at = (hour: number) => Date.parse('2026-01-01T00:00:00Z') + hour * 3_600_000
  expect(await range(`since=${at(4)}&until=${at(5)}`)).toEqual([4, 6])
  // The second and third are of another workspace.
  expect(await range(`until=${at(4)}`)).toEqual([1, 1])
  const { status, body } = await send('GET', `${audit.export.path}?until=${at(-5)}`)
  expect([status, body.detail]).toEqual([404, expect.stringContaining('no sealed events in this range')])
})

test('the head is signed with a key that only its owner can read', async () => {
  const { head, signature, public_key } = await call(audit.head, {})
  expect(isSignedBy(public_key, 'head', head, signature)).toBe(true)
  expect(isSignedBy(public_key, 'export', head, signature)).toBe(false)
  expect(isSignedBy(public_key, 'head', { ...head, seq: head.seq - 1 }, signature)).toBe(false)
  if (process.platform !== 'win32') expect(statSync(join(dataDir, 'audit-key.pem')).mode & 0o777).toBe(0o600)
})

test('whatever is changed in the database, an export shows it, and where', async () => {
  const other = await server()
  const { pool } = other.database
  for (const id of ['1', '2', '3', '4', '5', '6'])
    await other.app.events.append(other.database.db, {
      ...{ workspace: id === '4' ? 2 : 1, name: 'run.started', kind: 'run', id, details: { n: Number(id) } },
    })
  await expect.poll(async () => (await pool.query('select from events where seq is null')).rowCount).toBe(0)
  const verify = async () => {
    const { body } = await other.send('GET', audit.export.path)
    return check((body.text as string).trimEnd().split('\n'), [anchor])
  }
  const { head } = await other.call(audit.head, {})
  const anchor = { seq: head.seq, hash: head.hash }
  const forge = `insert into events (workspace_id, name, subject_kind, subject_id, digest, seq, hash)
    select workspace_id, name, subject_kind, 'forged', digest`
  const changes: [string, string, number][] = [
    ["update events set name = 'run.deleted' where seq = 3", 'changed', 3],
    ["update events set subject_id = 'e9' where seq = 3", 'changed', 3],
    ["update events set at = at + interval '1 microsecond' where seq = 3", 'changed', 3],
    ['update events set account_id = 7 where seq = 3', 'changed', 3],
    ["update events set hash = decode(repeat('ab', 32), 'hex') where seq = 3", 'changed', 3],
    ["update events set name = 'run.deleted' where seq = 4", 'changed', 4],
    [
      `update event_details set details = '{"n": 4}' where event_id = (select id from events where seq = 3)`,
      'details-altered',
      3,
    ],
    ['with d as (delete from event_details where event_id = 3) delete from events where seq = 3', 'missing', 3],
    ['update events set seq = case seq when 2 then 12 else seq end', 'missing', 2],
    ['update events set seq = -seq where seq > 4; update events set seq = 11 + seq where seq < 0', 'changed', 5],
    [
      `update events set seq = seq + 100 where seq > 2; ${forge}, 3, hash from events where seq = 2;
      update events set seq = seq - 99 where seq > 100`,
      'changed',
      3,
    ],
    ['with d as (delete from event_details where event_id = 6) delete from events where seq >= 6', 'truncated', 6],
  ]
  for (const [change, fault, seq] of changes) {
    await pool.query(
      'begin; create table e as select * from events; create table d as select * from event_details; commit',
    )
    await pool.query(change)
    expect.soft(await verify(), change).toMatchObject({ ok: false, fault, first_bad_seq: seq, to: seq - 1 })
    // Put back, so that each change is the only one; what the export appended goes with it.
    await pool.query(`begin; truncate event_details, events; insert into events overriding system value select * from e;
      insert into event_details select * from d; drop table e; drop table d; commit`)
  }
  await pool.query('delete from event_details where event_id = 2')
  expect(await verify()).toMatchObject({ ok: true, erased: 1, withheld: 1, anchors: [{ state: 'met' }] })
})

test('only those who may audit read the log as a file; accounts are found by name or number', async () => {
  const { token: reader, id } = await owned.makeAccount('rita', 'viewer')
  for (const path of [audit.head.path, audit.export.path])
    expect((await owned.as(reader, 'GET', path)).status, path).toBe(403)
  const unsealed = 'select from events where seq is null'
  await expect.poll(async () => (await owned.database.pool.query(unsealed)).rowCount).toBe(0)
  const by = async (account: string | number) => {
    const { body } = await owned.as(owned.token, 'GET', `${audit.export.path}?account=${account}`)
    const lines = (body.text as string).trimEnd().split('\n')
    expect(check(lines).ok).toBe(true)
    return [...new Set(shown(lines).map((event) => (event as { account_id?: number }).account_id))]
  }
  expect([await by('olga'), await by(owned.ownerId), await by('rita')]).toEqual([[owned.ownerId], [owned.ownerId], []])
  expect((await owned.as(owned.token, 'GET', `${audit.export.path}?account=nobody`)).status).toBe(404)
  const { body } = await owned.as(owned.token, 'GET', audit.export.path)
  expect(JSON.parse((body.text as string).trimEnd().split('\n').at(-1)!).end.accounts).toEqual({
    [owned.ownerId]: 'olga',
  })
  expect(id).not.toBe(owned.ownerId)
})
