import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import { createCheck } from '../../../platform/audit/check.ts'
import { eraseDetails } from '../../../platform/events.ts'
import { audit } from '../contract/audit.ts'
import { activity } from '../contract.ts'
import { findingStore } from '../finding/store.ts'
import { type Erasure, erasure } from './service.ts'

const { app, as, token, makeAccount, database } = await ownedServer()
const { db, pool } = database

const settle = () =>
  expect.poll(async () => (await pool.query('select from events where seq is null')).rowCount).toBe(0)
const collected = async () => {
  await settle()
  const behind = 'select from event_index where upto < (select max(seq) from events)'
  await expect.poll(async () => (await pool.query(behind)).rowCount).toBe(0)
}
const append = (name: EventName, kind: 'run' | 'duty', id: string, accountId: number, details: object, workspace = 1) =>
  app.events.append(db, { workspace, name, kind, id, accountId, details: { ...details } })
const erase = (what: Omit<Erasure, 'by'>) =>
  db.transaction().execute((tx) => erasure(findingStore(db), app.events)(tx, { ...what, by: null }))

async function check() {
  await settle()
  const { body } = await as(token, 'GET', `${audit.export.path}?scope=installation`)
  const checking = createCheck()
  const lines = (body.text as string).trimEnd().split('\n')
  for (const line of lines) checking.line(line)
  return { report: checking.end(), text: body.text as string }
}
async function found(text: string): Promise<string[]> {
  const { body } = await as(token, 'GET', `${audit.list.path}?text=${text}`)
  return (body.events as { name: string }[]).map(({ name }) => name)
}

test('what is about a person is erased, the chain verifies before and after, and the export counts what is gone', async () => {
  const { id } = await makeAccount('Zoe Quill', 'contributor')
  await append('duty.done', 'duty', 'd1', id, { note: 'zoe was at the dentist' })
  await append('run.started', 'run', 'r1', id, { name: 'heron of zoe' })
  await append('run.started', 'run', 'r2', 1, { name: 'heron of others' })
  await append('duty.done', 'duty', 'd2', id, { note: 'zoe elsewhere' }, 2)
  await collected()
  const before = await check()
  expect(before.report).toMatchObject({ ok: true, erased: 0 })
  expect(await found('dentist')).toEqual(['duty.done'])

  expect(await erase({ accountId: id })).toBe(5)
  const after = await check()
  expect(after.report).toMatchObject({ ok: true, erased: 5 })
  expect(after.text).not.toMatch(/dentist|elsewhere/)
  // The account was made, a member, got its token, and two duties were done: nobody can read more of it.
  expect(await found('dentist')).toEqual([])
  expect(await found('heron')).toEqual(['run.started', 'run.started'])
  const { body } = await as(token, 'GET', `${audit.list.path}?account=${id}`)
  expect(body.events).toMatchObject([
    { name: 'run.started', erased: false, details: { name: 'heron of zoe' } },
    { name: 'duty.done', erased: true, details: null },
  ])
  expect((await as(token, 'GET', activity.verify.path)).body).toMatchObject({ ok: true })
})

test('that something was erased is an event; once more erases that, and all they did where asked for', async () => {
  await settle()
  const { body } = await as(token, 'GET', `${audit.list.path}?name=audit.erased`)
  const [first] = body.events as { subject_kind: string; subject_id: string }[]
  expect(first).toMatchObject({ subject_kind: 'account', details: { events: 5 } })
  const id = Number(first!.subject_id)
  expect(await erase({ accountId: id, all: true })).toBe(2)
  await collected()
  expect(await found('heron')).toEqual(['run.started'])
  expect((await check()).report).toMatchObject({ ok: true, erased: 7 })
})

test('what a removed workspace said can no longer be found by its words', async () => {
  await append('run.started', 'run', 'gone', 1, { name: 'cormorant' }, 3)
  await collected()
  const words = "select from event_words where words @@ 'cormorant'::tsquery"
  expect((await pool.query(words)).rowCount).toBe(1)
  await db.transaction().execute((tx) => eraseDetails(tx, 3))
  expect((await pool.query(words)).rowCount).toBe(0)
  expect((await check()).report).toMatchObject({ ok: true })
})
