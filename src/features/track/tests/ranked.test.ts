/** Searches go by values as of the last fold, and yet find what was logged a moment ago. */
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { metrics } from '../contract/metrics.ts'
import { runs } from '../contract/runs.ts'
import { createFolder } from '../points/folder.ts'

const { call, database } = await server()
const { pool } = database

const found = async (experiment: string, filter: string, order_by: string[] = []): Promise<string[]> =>
  ((await call(runs.search, { experiment_ids: [experiment], filter, order_by })).runs ?? []).map(
    ({ info }) => info.run_name!,
  )

/** Runs whose latest values are other than those by which they are searched. */
const stale = async (): Promise<number> =>
  (await pool.query('select count(*)::int as n from latest where ranked is distinct from value')).rows[0].n

test('a value is found as soon as it is logged, and no longer when another came', async () => {
  const experiment_id = await anExperiment(call)
  const ids = [await aRun(call, { experiment_id, run_name: 'a' }), await aRun(call, { experiment_id, run_name: 'b' })]
  for (let step = 0; step < 20; step++) {
    const values = [step % 2 ? 10 : -10, step]
    await Promise.all(
      ids.map((run_id, i) => call(metrics.log, { run_id, key: 'ranked', value: values[i]!, step, timestamp: step })),
    )
    expect(await found(experiment_id, 'metrics.ranked > 9', ['metrics.ranked'])).toEqual(
      [...(step % 2 ? [{ name: 'a', value: 10 }] : []), ...(step > 9 ? [{ name: 'b', value: step }] : [])]
        .sort((x, y) => x.value - y.value)
        .map(({ name }) => name),
    )
  }
})

test('a batch of a thousand metrics is found as soon as it is logged', async () => {
  const experiment_id = await anExperiment(call)
  const run_id = await aRun(call, { experiment_id, run_name: 'wide' })
  for (const value of [1, 2, 3]) {
    const batch = Array.from({ length: 1_000 }, (_, i) => ({ key: `wide-${i}`, value, step: value, timestamp: value }))
    await call(metrics.logBatch, { run_id, metrics: batch })
    expect(await found(experiment_id, `metrics.\`wide-999\` = ${value}`)).toEqual(['wide'])
  }
})

test('what a process left that was killed is found at once by the next, before all of it is folded', async () => {
  const run_id = await aRun(call)
  for (const value of [1, 2]) await call(metrics.log, { run_id, key: 'left', value, step: value, timestamp: value })
  // As it is a moment after the second point.
  await pool.query('update latest set ranked = 1 where key = (select id from metric_keys where name = $1)', ['left'])
  expect(await stale()).toBe(1)
  const folder = createFolder(pool, pino({ level: 'silent' }))
  const folding = folder.foldAll()
  await folder.settle()
  expect(await stale()).toBe(0)
  await folding
  await folder.stop()
})
