import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { server } from '../../../../test/harness/server.ts'
import type { Input, Reply } from '../../../lib/contract.ts'
import { hasWords, wordsOf } from '../../../lib/search-words.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import { audit } from '../contract/audit.ts'

const { app, call, send, database } = await server()
const { pool, db } = database
const owned = await ownedServer()

type Event = Reply<typeof audit.list>['events'][number]
type Asked = Input<typeof audit.list>

const append = (name: EventName, id: string, details: Record<string, unknown> = {}, workspace = 1, accountId = 0) =>
  app.events.append(db, { ...{ workspace, name, kind: 'run', id, details }, accountId: accountId || null })
const settle = () =>
  expect.poll(async () => (await pool.query('select from events where seq is null')).rowCount).toBe(0)
const collected = async () => {
  await settle()
  const behind = 'select from event_index where upto < (select max(seq) from events)'
  await expect.poll(async () => (await pool.query(behind)).rowCount).toBe(0)
}
/** All pages. */
async function all(asked: Asked): Promise<Event[]> {
  const events: Event[] = []
  for (let after: string | undefined; ; ) {
    const page = await call(audit.list, { ...asked, ...(after && { after }) })
    events.push(...page.events)
    if (page.next === null) return events
    after = page.next
  }
}
const idsOf = (events: Event[]): string[] => events.map(({ subject_id }) => subject_id)

test('who did what comes newest first, in pages, and each filter leaves what fits it', async () => {
  for (let i = 1; i <= 9; i++)
    await append(i % 3 ? 'run.started' : 'run.finished', `r${i}`, { n: i }, i === 5 ? 2 : 1, i % 2)
  await append('model-version.created', 'r1', { name: 'other group' })
  await settle()
  // A moment of their own each; two of them share one.
  await pool.query(
    "update events set at = '2026-03-01T00:00:00Z'::timestamptz + (case seq when 3 then 2 else seq end) * interval '1 hour'",
  )
  const at = (hour: number) => Date.parse('2026-03-01T00:00:00Z') + hour * 3_600_000
  expect(idsOf(await all({ limit: 2 }))).toEqual(['r1', 'r9', 'r8', 'r7', 'r6', 'r4', 'r3', 'r2', 'r1'])
  expect(idsOf(await all({ name: 'run.finished', limit: 1 }))).toEqual(['r9', 'r6', 'r3'])
  expect(idsOf(await all({ group: 'run', limit: 3 }))).toEqual(['r9', 'r8', 'r7', 'r6', 'r4', 'r3', 'r2', 'r1'])
  expect((await all({ subject_kind: 'run', subject_id: 'r1' })).map(({ name }) => name)).toEqual([
    ...['model-version.created', 'run.started'],
  ])
  expect(idsOf(await all({ since: at(6), until: at(8) }))).toEqual(['r7', 'r6'])
  expect(idsOf(await all({ group: 'run', since: at(2), until: at(3) }))).toEqual(['r3', 'r2'])
  const { events } = await call(audit.list, { limit: 1, until: at(8) })
  expect(events[0]).toEqual({
    ...{ seq: 7, at: at(7), name: 'run.started', subject_kind: 'run', subject_id: 'r7', label: null },
    ...{ account_id: 1, account: null, details: { n: 7 }, erased: false },
  })
})

test('what cannot be asked is refused with the field and the way out', async () => {
  const wrong = {
    'name=run.exploded': 'name',
    'group=planets': 'group',
    'subject_kind=run': 'together',
    'text=%2E%2E': 'no letters',
    'after=nowhere': "'after'",
    'limit=501': 'limit',
  }
  for (const [query, message] of Object.entries(wrong)) {
    const { status, body } = await send('GET', `${audit.list.path}?${query}`)
    expect([status, body.detail], query).toEqual([400, expect.stringContaining(message)])
  }
  expect((await send('GET', `${audit.list.path}?account=nobody`)).status).toBe(404)
})

test('words of details and ids are found, also before they are collected, and those of other workspaces are not', async () => {
  await append('run.renamed', 'x1', { name: 'Brave-Heron-12', from: 'Überlänge' })
  await append('run.renamed', 'x2', { list: [{ deep: 'heron' }], n: 4711 })
  await append('run.renamed', 'x3', { name: 'heron' }, 2)
  await settle()
  for (const when of ['before', 'after']) {
    expect(idsOf(await all({ text: 'heron' })), when).toEqual(['x2', 'x1'])
    expect(idsOf(await all({ text: 'BRAVE her' }))).toEqual(['x1'])
    expect(idsOf(await all({ text: 'überl' }))).toEqual(['x1'])
    expect(idsOf(await all({ text: '4711' }))).toEqual(['x2'])
    expect(idsOf(await all({ text: 'x2' }))).toEqual(['x2'])
    expect(idsOf(await all({ text: 'eron' }))).toEqual([])
    expect(idsOf(await all({ text: 'heron', name: 'run.started' }))).toEqual([])
    expect(idsOf(await all({ text: 'heron', name: 'run.renamed', limit: 1 }))).toEqual(['x2', 'x1'])
    await collected()
  }
})

test('whatever is in the log, words find what reading all of it finds, page by page', async () => {
  const many = 700
  await db.transaction().execute(async (tx) => {
    for (let i = 0; i < many; i++)
      await app.events.append(tx, {
        ...{ workspace: i % 4 ? 1 : 2, name: 'run.renamed', kind: 'run', id: `m${i}` },
        details: { name: `word${i % 7} rare${Math.floor(i / 97)} ${i % 50 === 3 ? 'needle' : ''}` },
      })
  })
  await collected()
  const every = await all({ limit: 500 })
  const word = fc.constantFrom(
    'word1',
    'word',
    'rare2',
    'needle',
    'rare',
    'm6',
    'nothing',
    'word6 rare0',
    'needle word3',
  )
  await fc.assert(
    fc.asyncProperty(word, fc.integer({ min: 1, max: 200 }), fc.boolean(), async (text, limit, isNamed) => {
      const asked = [...wordsOf(text)]
      const expected = every.filter(
        ({ subject_id, details, name }) =>
          hasWords(wordsOf([subject_id, details]), asked) && (!isNamed || name === 'run.renamed'),
      )
      const found = await all({ text, limit, ...(isNamed && { name: 'run.renamed' as const }) })
      expect(found.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq).sort((a, b) => b - a))
    }),
    { seed: 20261125, numRuns: 40 },
  )
  const { rows } = await pool.query(
    'select count(*)::int as n, count(distinct s)::int as seqs from event_words, unnest(seqs) s',
  )
  const { rows: events } = await pool.query('select count(*)::int as n from events')
  expect(rows[0]).toEqual({ n: events[0].n, seqs: events[0].n })
})

test('days are counted once, collected or not, and by workspace', async () => {
  const before = await call(audit.days, {})
  await append('run.lost', 'late')
  await append('run.lost', 'late', {}, 2)
  await settle()
  const sum = ({ days }: typeof before, name: string) =>
    days.filter((day) => day.name === name).reduce((n, day) => n + day.n, 0)
  for (const when of ['before', 'after']) {
    const now = await call(audit.days, {})
    expect([sum(now, 'run.lost'), sum(now, 'run.renamed')], when).toEqual([1, sum(before, 'run.renamed')])
    await collected()
  }
  const day = new Date().toISOString().slice(0, 10)
  expect((await call(audit.days, { since: day, until: day })).days.find(({ name }) => name === 'run.lost')).toEqual({
    ...{ day, name: 'run.lost', n: 1 },
  })
  expect((await send('GET', `${audit.days.path}?since=yesterday`)).status).toBe(400)
  expect((await send('GET', `${audit.days.path}?since=1900-01-01`)).status).toBe(400)
})

test('accounts are found by name or number, and events tell who and about whom', async () => {
  const { token: reader, id } = await owned.makeAccount('rita', 'viewer')
  const list = async (query: string) => {
    const { status, body } = await owned.as(owned.token, 'GET', `${audit.list.path}?${query}`)
    return { status, events: body.events as Event[] }
  }
  await expect.poll(async () => (await list('account=olga&name=token.created')).events.length).toBe(2)
  const { events } = await list(`account=${owned.ownerId}`)
  expect(events).toEqual((await list('account=olga')).events)
  expect(events.find(({ name, subject_id }) => name === 'account.created' && subject_id === String(id))).toMatchObject({
    ...{ account: 'olga', account_id: owned.ownerId, label: 'rita' },
  })
  expect(events.find(({ name }) => name === 'token.created')).toMatchObject({ label: 'rita' })
  expect((await list('account=rita')).events).toEqual([])
  for (const path of [audit.list.path, audit.days.path])
    expect((await owned.as(reader, 'GET', path)).status, path).toBe(403)
})

test('moments and days that no calendar has are answered, not stumbled over', async () => {
  const { events } = await call(audit.list, { since: -(2n ** 63n), limit: 1 })
  expect(events).toHaveLength(1)
  expect((await call(audit.list, { until: -(2n ** 63n) })).events).toEqual([])
  expect((await call(audit.list, { since: 2n ** 63n - 1n })).events).toEqual([])
  for (const until of ['null', 'true', '2026-02-31x'])
    await expect(call(audit.days, { until })).rejects.toThrow("'until' is")
  expect((await call(audit.days, { until: '0001-01-01' })).days).toEqual([])
})
