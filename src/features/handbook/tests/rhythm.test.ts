import fc from 'fast-check'
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { home } from '../../home/contract.ts'
import { models } from '../../models/contract.ts'
import { CADENCES, team } from '../contract/team.ts'
import { periodAt } from '../rhythm/period.ts'

const { call, advance, database } = await server()
const DAY_MS = 86_400_000
const duty = async (id: string) => (await call(team.rhythm, {})).duties.find((one) => one.id === id)!

test('a duty that nobody has scheduled says so, with the words of the document that imply a rhythm', async () => {
  const { duties } = await call(team.rhythm, {})
  expect(duties.length).toBeGreaterThan(30)
  for (const { state, refs, cadence_words } of duties) {
    expect(state).toBe('never-scheduled')
    expect(refs.length).toBeGreaterThan(0)
    expect(cadence_words.split(' ').length).toBeLessThanOrEqual(3)
  }
})

test('a tick by hand counts for the present period, with who and why; then the duty is due again', async () => {
  const id = 'rhythm-meetings-on-time'
  const { duty: fresh } = await call(team.schedule, { id, every: 'week' })
  expect(fresh).toMatchObject({ state: 'due', every: 'week', done: null, last_done: null })
  const { duty: done } = await call(team.done, { id, note: 'kept to the hour' })
  expect(done).toMatchObject({ state: 'done', done: { by: 'hand', event: 'duty.done', note: 'kept to the hour' } })
  advance(7 * DAY_MS)
  expect(await duty(id)).toMatchObject({ state: 'due', done: null, last_done: { by: 'hand' } })
  advance(-7 * DAY_MS)
  const { duty: open } = await call(team.reopen, { id })
  expect(open).toMatchObject({ state: 'due', done: null, last_done: null })
  await expect(call(team.reopen, { id })).rejects.toThrow(/was not ticked off/)
})

test('an event of the log that a duty names ticks it off in the present period', async () => {
  const id = 'rhythm-retraining'
  await call(team.schedule, { id, every: 'month' })
  const { model } = await call(models.create, { experiment_id: '0', name: 'churn' })
  expect(await duty(id)).toMatchObject({
    state: 'done',
    done: { by: 'event', event: 'model-version.created', subject: { kind: 'model-version', id: model.info.model_id } },
  })
  await expect(call(team.reopen, { id })).rejects.toThrow(/by the event model-version\.created/)
  advance(32 * DAY_MS)
  expect(await duty(id)).toMatchObject({ state: 'due', last_done: { by: 'event' } })
  advance(-32 * DAY_MS)
})

test('taking one tick back uncovers the one before', async () => {
  const id = 'rhythm-mentoring'
  await call(team.schedule, { id, every: 'quarter', from: '2026-01-05' })
  await call(team.done, { id, note: 'first' })
  await call(team.done, { id, note: 'second' })
  expect((await call(team.reopen, { id })).duty.done).toMatchObject({ note: 'first' })
  expect((await call(team.reopen, { id })).duty.done).toBeNull()
})

test('scheduling is told in the log; a wrong day, cadence or duty is refused', async () => {
  const id = 'rhythm-mentoring'
  await call(team.schedule, { id, every: 'day' })
  expect((await call(team.unschedule, { id })).duty.state).toBe('never-scheduled')
  await call(team.unschedule, { id })
  const { rows } = await database.pool.query<{ name: string }>(
    `select name from events where subject_kind = 'duty' and subject_id = $1 order by id desc limit 2`,
    [id],
  )
  expect(rows.map(({ name }) => name)).toEqual(['duty.unscheduled', 'duty.scheduled'])
  await expect(call(team.schedule, { id, every: 'day', from: '2026-02-30' })).rejects.toThrow(/'from' is '2026-02-30'/)
  await expect(call(team.schedule, { id, every: 'fortnight' as 'day' })).rejects.toThrow(/one of day, week, two-weeks/)
  await expect(call(team.done, { id: 'rhythm-nap' })).rejects.toThrow(/Duty 'rhythm-nap' does not exist/)
})

test('periods hold their moment, leave no gap, and begin on the day that was chosen', () => {
  const moments = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) })
  const days = fc.option(moments.map((ms) => new Date(ms).toISOString().slice(0, 10)))
  fc.assert(
    fc.property(fc.constantFrom(...CADENCES), days, moments, (every, day, at) => {
      const { from, to } = periodAt(every, day, at)
      expect(from).toBeLessThanOrEqual(at)
      expect(to).toBeGreaterThan(at)
      expect(periodAt(every, day, to).from).toBe(to)
      expect(periodAt(every, day, from)).toEqual({ from, to })
      if (day !== null) expect(periodAt(every, day, Date.parse(day)).from).toBe(Date.parse(day))
    }),
  )
})

test('weeks begin on Mondays and months on their first day, unless a team wants it otherwise', () => {
  const at = Date.UTC(2026, 2, 18, 12)
  const begins = (every: (typeof CADENCES)[number], day: string | null = null): string =>
    new Date(periodAt(every, day, at).from).toISOString().slice(0, 10)
  expect([begins('day'), begins('week'), begins('month'), begins('quarter'), begins('year')]).toEqual([
    '2026-03-18',
    '2026-03-16',
    '2026-03-01',
    '2026-01-01',
    '2026-01-01',
  ])
  expect([begins('week', '2026-01-08'), begins('month', '2026-01-31')]).toEqual(['2026-03-12', '2026-02-28'])
})

test('what is due stands on the first page with its verb, until it is done', async () => {
  for (const { id, every } of (await call(team.rhythm, {})).duties) if (every) await call(team.unschedule, { id })
  expect((await call(home.today, {})).rows.filter(({ mark }) => mark === 'due')).toEqual([])
  const ids = (await call(team.rhythm, {})).duties.slice(0, 7).map(({ id }) => id)
  for (const id of ids) await call(team.schedule, { id, every: 'two-weeks' })
  const { rows, sentence } = await call(home.today, {})
  const due = rows.filter(({ mark }) => mark === 'due')
  expect(due).toHaveLength(6)
  expect(due[0]).toMatchObject({ section: 'needs', verb: 'Tick off', href: `/handbook/rhythm#${ids[0]}` })
  expect(due[0]!.note).toMatch(/^every two weeks, until Sun/)
  expect(due[5]!.title).toBe('2 more duties')
  expect(sentence).toContain('7 duties are due.')
  for (const id of ids.slice(1)) await call(team.done, { id })
  expect((await call(home.today, {})).sentence).toContain('One duty is due.')
  for (const id of ids) await call(team.unschedule, { id })
})
