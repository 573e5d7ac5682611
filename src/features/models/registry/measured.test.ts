/** What was measured of versions, side by side. */
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { metrics } from '../../track/contract/metrics.ts'
import { runs } from '../../track/contract/runs.ts'
import { measured } from '../contract/measured.ts'
import { registry } from '../contract/registry.ts'
import { versions } from '../contract/versions.ts'
import { models } from '../contract.ts'

const { call, now, database } = await server()
const { experiment_id } = await call(experiments.create, { name: 'measured' })

async function register(name: string, auc: number, digest: string): Promise<void> {
  const { run } = await call(runs.create, { experiment_id })
  const run_id = run.info.run_id
  const { model } = await call(models.create, { experiment_id, name: 'm', source_run_id: run_id })
  const { model_id } = model.info
  const timestamp = now()
  await call(metrics.logBatch, {
    run_id,
    metrics: [
      { key: 'auc', value: 0.1, timestamp, step: 0, model_id, dataset_name: 'holdout', dataset_digest: digest },
      { key: 'auc', value: auc, timestamp, step: 1, model_id, dataset_name: 'holdout', dataset_digest: digest },
      { key: 'p99_ms', value: auc * 10, timestamp, step: 0 },
    ],
  })
  await call(versions.create, { name, source: `models:/${model_id}`, model_id, run_id })
}

test('metrics that versions have in common come with the last value of each, by data and by run', async () => {
  await call(registry.create, { name: 'm' })
  await register('m', 0.8, 'a')
  await register('m', Number.NaN, 'b')
  await call(versions.create, { name: 'm', source: 's3://bucket/model' })
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query('select count(*)::int as n from latest')
      return rows[0].n as number
    })
    .toBe(4)
  const { series } = await call(measured.versions, { name: 'm' })
  expect(series).toEqual([
    { key: 'auc', of: 'model', dataset: 'holdout', versions: [1, 2], values: [0.8, 'NaN'], digests: ['a', 'b'] },
    { key: 'auc', of: 'run', dataset: null, versions: [1, 2], values: [0.8, 'NaN'], digests: [null, null] },
    { key: 'p99_ms', of: 'run', dataset: null, versions: [1, 2], values: [8, 'NaN'], digests: [null, null] },
  ])
})

test('what one version alone has sets nothing beside anything, and a model must be there', async () => {
  await call(registry.create, { name: 'alone' })
  await register('alone', 0.5, 'a')
  expect(await call(measured.versions, { name: 'alone' })).toEqual({ series: [] })
  await expect(call(measured.versions, { name: 'gone' })).rejects.toMatchObject({ status: 404 })
})
