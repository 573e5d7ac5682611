import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { metrics } from '../track/contract/metrics.ts'
import { runs } from '../track/contract/runs.ts'
import { home } from './contract.ts'

const HOUR = 3_600_000
const { call, now, advance, app, database } = await server()
/** Bound once: runs of one test may not end at different ends of a tick. */
const began = now()

async function ended(
  experiment_id: string,
  name: string,
  auc: number,
  agoMs: number,
  status: 'FINISHED' | 'FAILED' = 'FINISHED',
) {
  const run_id = await aRun(call, { experiment_id, run_name: name, start_time: began - agoMs - HOUR })
  await call(metrics.log, { run_id, key: 'val/auc', value: auc, step: 1, timestamp: began - agoMs })
  await call(runs.update, { run_id, status, end_time: began - agoMs })
  return run_id
}

test('an empty workspace says so', async () => {
  expect(await call(home.today, {})).toMatchObject({ sentence: '', rows: [], is_empty: true })
})

test('the first page tells what died, what ended with a new best, what runs and when it may end', async () => {
  const ranker = await anExperiment(call, 'ranker')
  await ended(ranker, 'old-best', 0.905, 30 * HOUR)
  const best = await ended(ranker, 'brave-heron-12', 0.913, 2 * HOUR)
  await ended(ranker, 'plain-wren-8', 0.902, 3 * HOUR)
  const failed = await ended(ranker, 'late-finch-5', 0.5, HOUR, 'FAILED')
  const running = await aRun(call, { experiment_id: ranker, run_name: 'calm-otter-3', start_time: began - HOUR })
  await call(metrics.logBatch, {
    run_id: running,
    params: [{ key: 'epochs', value: '40' }],
    metrics: [{ key: 'val/auc', value: 0.9, step: 9, timestamp: began }],
  })
  await expect
    .poll(async () => (await call(home.today, {})).rows.find((row) => row.mark === 'running')?.note)
    .toMatch(/^ranker · val\/auc 0\.9 · 25 %, about 3 h left \(estimated\)$/)
  const today = await call(home.today, {})
  expect(today.is_empty).toBe(false)
  expect(today.rows.map(({ section, mark, title, href }) => [section, mark, title, href])).toEqual([
    ['needs', 'failed', 'late-finch-5', `/runs/${failed}`],
    ['changed', 'new best', 'ranker', `/runs/${best}`],
    ['running', 'running', 'calm-otter-3', `/runs/${running}`],
  ])
  expect(today.rows[1]!.note).toBe(
    '2 runs finished, 1 failed; highest val/auc 0.913 (brave-heron-12), before it was 0.905',
  )
  expect(today.sentence).toBe(
    'late-finch-5 failed and calm-otter-3 is running. ranker has a new highest val/auc, 0.913 after 0.905 (brave-heron-12).',
  )
  // Whoever looked an hour and a half ago has seen the best.
  const later = await call(home.today, { since: began - 1.5 * HOUR })
  expect(later.rows.map(({ mark }) => mark)).toEqual(['failed', 'ended', 'running'])
})

test('a run that went silent needs somebody', async () => {
  const run_id = await aRun(call, { experiment_id: await anExperiment(call, 'churn'), run_name: 'tidy-crane-2' })
  await call(metrics.log, { run_id, key: 'loss', value: 1, step: 41_200, timestamp: now() })
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  advance(3 * HOUR)
  await app.jobs.runNow('track.mark-lost-runs')
  const row = (await call(home.today, {})).rows.find(({ title }) => title === 'tidy-crane-2')
  expect(row).toMatchObject({ section: 'needs', mark: 'lost', tone: 'bad', href: `/runs/${run_id}` })
  expect(row!.note).toMatch(/^churn · silent for 3 h; last step 41,200$/)
})

test('many runs are a few rows and a count', async () => {
  await database.pool.query('delete from run_activity')
  const experiment_id = await anExperiment(call, 'sweep')
  for (let i = 0; i < 8; i++) await aRun(call, { experiment_id, run_name: `many-${i}`, start_time: now() })
  const { rows } = await call(home.today, {})
  const running = rows.filter(({ section }) => section === 'running')
  expect(running).toHaveLength(6)
  expect(running.at(-1)!.title).toMatch(/^\d+ more runs are running$/)
})
