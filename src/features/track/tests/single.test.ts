import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const { call, database } = await server()

test('metrics of one point are named, whether it waits in the log, lies in a segment or in a pack', async () => {
  const run_id = await aRun(call)
  const single = async () => (await call(own.run, { run_id })).single
  const isFolded = () =>
    expect.poll(async () => (await database.pool.query('select count(*)::int as n from point_log')).rows[0].n).toBe(0)
  expect(await single()).toEqual([])
  await logValues(call, run_id, 'auc', [0.9])
  await logValues(call, run_id, 'not a number', [Number.NaN])
  await logValues(call, run_id, 'loss', [3, 2, 1])
  expect(await single()).toEqual(['auc', 'not a number'])
  await isFolded()
  expect(await single()).toEqual(['auc', 'not a number'])
  // The second point of one waits in the log while its first is folded.
  await logValues(call, run_id, 'auc', [0.9, 0.91])
  expect(await single()).toEqual(['not a number'])
  await isFolded()
  expect(await single()).toEqual(['not a number'])

  const short = await aRun(call)
  await logValues(call, short, 'auc', [0.9])
  await logValues(call, short, 'loss', [2, 1])
  await call(runs.update, { run_id: short, status: 'FINISHED', end_time: 1_700_000_000_000 })
  await isFolded()
  expect((await database.pool.query('select from packs')).rowCount).toBeGreaterThan(0)
  expect((await call(own.run, { run_id: short })).single).toEqual(['auc'])
})
