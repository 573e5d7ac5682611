import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { experiments } from './contract/experiments.ts'
import { metrics } from './contract/metrics.ts'
import { runs } from './contract/runs.ts'

const { call } = await server()

test('a run is created, logged to and read back whole', async () => {
  const { experiment_id } = await call(experiments.create, { name: 'first' })
  const { run } = await call(runs.create, { experiment_id, run_name: 'brave-heron-12', start_time: 1_700_000_000_000 })
  const run_id = run.info.run_id
  await call(metrics.logBatch, {
    run_id,
    metrics: [
      { key: 'loss', value: 0.5, timestamp: 1_700_000_000_001, step: 1 },
      { key: 'loss', value: Number.NaN, timestamp: 1_700_000_000_002, step: 2 },
      { key: 'loss', value: Number.POSITIVE_INFINITY, timestamp: 1_700_000_000_003, step: 3 },
    ],
    params: [{ key: 'lr', value: '0.1' }],
    tags: [{ key: 'team', value: 'réseau' }],
  })
  const read = (await call(runs.get, { run_id })).run
  expect(read.data.params).toEqual([{ key: 'lr', value: '0.1' }])
  expect(read.data.metrics).toEqual([{ key: 'loss', value: 'Infinity', timestamp: 1_700_000_000_003, step: 3 }])
  const history = await call(metrics.history, { run_id, metric_key: 'loss' })
  expect(history.metrics!.map((m) => m.value)).toEqual([0.5, 'NaN', 'Infinity'])
  await call(runs.update, { run_id, status: 'FINISHED', end_time: 1_700_000_009_000 })
  const found = await call(runs.search, {
    experiment_ids: [experiment_id],
    filter: "params.lr = '0.1' and metrics.loss > 3",
  })
  expect(found.runs!.map((r) => r.info.run_id)).toEqual([run_id])
})
