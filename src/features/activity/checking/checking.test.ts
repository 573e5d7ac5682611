import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { server, type TestServer } from '../../../../test/harness/server.ts'
import { isSignedBy } from '../../../platform/audit/signature.ts'
import { audit } from '../contract/audit.ts'
import { keptHeads } from './kept-heads.ts'

const HOUR = 3_600_000
const here = await server()
const rewritten = await server()

const append = (on: TestServer, ...ids: string[]) =>
  Promise.all(
    ids.map((id) =>
      on.app.events.append(on.database.db, {
        workspace: 1,
        name: 'run.started',
        kind: 'run',
        id,
        details: { name: id },
      }),
    ),
  )
const settle = (on: TestServer) =>
  expect.poll(async () => (await on.database.pool.query('select from events where seq is null')).rowCount).toBe(0)
const status = (on: TestServer) => on.call(audit.status, {})
const until = (on: TestServer, expected: object) =>
  expect.poll(() => status(on), { timeout: 15_000 }).toMatchObject(expected)
const kept = (on: TestServer): string => join(on.dataDir, 'audit-heads.jsonl')

test('the log is checked while the server runs, and says how far it is whole', async () => {
  await append(here, 'a', 'b', 'c')
  await settle(here)
  await until(here, { state: 'whole', good: { seq: 3 }, sealed: 3, fault: null, kept: { seq: 3 } })
  const first = await status(here)
  expect(first.checked_at).toBeLessThanOrEqual(here.now())
  expect(first.whole_at).toBeGreaterThan(here.now() - 60_000)
  await append(here, 'd')
  await settle(here)
  await until(here, { state: 'whole', good: { seq: 4 } })
  expect((await status(here)).whole_at).toBe(first.whole_at)
  expect((await here.send('GET', '/metrics')).body.text).toContain('bellwether_event_log_broken 0')
})

test('heads are kept each hour beside the data, signed, and readable by nobody else', async () => {
  expect(readFileSync(kept(here), 'utf8').trimEnd().split('\n')).toHaveLength(1)
  here.advance(HOUR + 1_000)
  await append(here, 'e')
  await settle(here)
  await until(here, { kept: { seq: 5 } })
  const lines = readFileSync(kept(here), 'utf8').trimEnd().split('\n')
  const [, last] = lines.map((line) => JSON.parse(line))
  expect([last.head.seq, isSignedBy(last.public_key, 'head', last.head, last.signature)]).toEqual([5, true])
  if (process.platform !== 'win32') expect(statSync(kept(here)).mode & 0o777).toBe(0o600)
  appendFileSync(kept(here), '{"head":{"seq":9')
  expect(
    keptHeads(here.dataDir)
      .all()
      .map(({ head }) => head.seq),
  ).toEqual([3, 5])
})

test('what was changed long ago is found within a day, told in the log and by the gauge', async () => {
  await here.database.pool.query("update events set subject_id = 'x' where seq = 2")
  here.advance(25 * HOUR)
  await until(here, { state: 'broken', fault: { seq: 2, by: 'chain' }, good: { seq: 1 } })
  await settle(here)
  const { events } = await here.call(audit.list, { name: 'audit.broken' })
  expect(events).toMatchObject([{ details: { seq: 2, by: 'chain' } }])
  expect((await here.send('GET', '/metrics')).body.text).toContain('bellwether_event_log_broken 1')
  const refused = await here.send('POST', audit.accept.path, { reason: 'never mind' })
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('Event 2 itself')])
})

test('a log that was made anew, with a chain that is whole, does not lead to the head that was kept', async () => {
  const { pool } = rewritten.database
  await append(rewritten, 'a', 'b', 'c', 'd')
  await settle(rewritten)
  await until(rewritten, { state: 'whole', kept: { seq: 4 } })
  expect((await rewritten.send('POST', audit.accept.path, { reason: 'no need' })).status).toBe(409)
  await pool.query(
    'delete from event_details where event_id = 2; delete from events where id = 2; update events set seq = null, hash = null',
  )
  await append(rewritten, 'e')
  await settle(rewritten)
  await until(rewritten, {
    state: 'broken',
    fault: { seq: 4, by: 'head', reason: expect.stringContaining('another hash') },
  })

  await rewritten.call(audit.accept, { reason: 'restored from the backup of Sunday' })
  await until(rewritten, { state: 'whole', fault: null })
  await settle(rewritten)
  const { events } = await rewritten.call(audit.list, { group: 'audit' })
  expect(events.map(({ name }) => name)).toEqual(['audit.accepted', 'audit.broken'])
  expect(events[0]!.details).toEqual({ reason: 'restored from the backup of Sunday', seq: 4 })
  // What was kept before stays for whoever asks later.
  expect(readdirSync(rewritten.dataDir).filter((name) => name.startsWith('audit-heads-until-'))).toHaveLength(1)
  expect(existsSync(kept(rewritten))).toBe(true)
})

test('an end that was cut off is missed', async () => {
  const { pool } = rewritten.database
  const { kept: last } = await status(rewritten)
  await pool.query('delete from event_details')
  await pool.query('delete from events where seq >= $1', [last!.seq])
  await until(rewritten, {
    state: 'broken',
    fault: { seq: last!.seq, by: 'head', reason: expect.stringContaining('gone') },
  })
})
