import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { datasets } from '../contract/datasets.ts'
import { inputs } from '../contract/inputs.ts'
import { runs } from '../contract/runs.ts'

const { call } = await server()

const uses = (run_id: string, dataset: object = {}, context?: string) =>
  call(inputs.log, {
    run_id,
    datasets: [
      {
        ...(context && { tags: [{ key: 'mlflow.data.context', value: context }] }),
        dataset: { name: 'sales@eu/2026', digest: 'd1', source_type: 's3', source: '{"uri":"s3://a"}', ...dataset },
      },
    ],
  })

test('a dataset version knows the runs of all experiments that used it, and what any of them said of it', async () => {
  const [first, second] = [await anExperiment(call, 'first'), await anExperiment(call, 'second')]
  const a = await aRun(call, { experiment_id: first, run_name: 'a', start_time: 1 })
  const b = await aRun(call, { experiment_id: second, run_name: 'b', start_time: 2 })
  const c = await aRun(call, { experiment_id: second, run_name: 'c', start_time: 3 })
  await uses(a, { profile: '{"num_rows":3}' }, 'training')
  await uses(b, { schema: '{"mlflow_colspec":[]}' })
  await uses(c, { digest: 'd2' })
  await call(runs.delete, { run_id: a })
  const found = await call(datasets.version, { id: 'sales@eu/2026@d1' })
  expect(found).toEqual({
    dataset: {
      name: 'sales@eu/2026',
      digest: 'd1',
      source_type: 's3',
      source: '{"uri":"s3://a"}',
      schema: '{"mlflow_colspec":[]}',
      profile: '{"num_rows":3}',
    },
    runs: [
      expect.objectContaining({ run_id: b, name: 'b', state: 'running', deleted: false, context: null }),
      expect.objectContaining({ run_id: a, deleted: true, context: 'training', started_at: 1 }),
    ],
    total: 2,
    next_cursor: null,
  })
  expect(found.runs[0]!.experiment).toEqual({ experiment_id: second, name: 'second' })
})

test('its runs come in pages', async () => {
  const experiment_id = await anExperiment(call)
  const ids = []
  for (const start_time of [3, 2, 1]) ids.push(await aRun(call, { experiment_id, start_time }))
  for (const id of ids) await uses(id, { name: 'paged' })
  const first = await call(datasets.version, { id: 'paged@d1', limit: 2 })
  expect(first.runs.map(({ run_id }) => run_id)).toEqual(ids.slice(0, 2))
  expect(first.total).toBe(3)
  const rest = await call(datasets.version, { id: 'paged@d1', limit: 2, cursor: first.next_cursor! })
  expect(rest.runs.map(({ run_id }) => run_id)).toEqual(ids.slice(2))
  expect(rest.next_cursor).toBeNull()
})

test('an unknown version is not found', async () => {
  for (const id of ['paged@other', 'nothing'])
    await expect(call(datasets.version, { id })).rejects.toMatchObject({ status: 404 })
})
