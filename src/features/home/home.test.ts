import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { inputs } from '../track/contract/inputs.ts'
import { runs } from '../track/contract/runs.ts'
import { home } from './contract.ts'

const { call, database } = await server()

const around = async (kind: 'experiment' | 'run' | 'dataset-version' | 'model-version', id: string) =>
  (await call(home.graph, { kind, id })).neighbours.map((n) => `${n.direction} ${n.rel} ${n.kind} ${n.id}`).sort()

test('Graph-01: the first edges, between experiment, run, nested run and data, are walked in both directions', async () => {
  const experiment = await anExperiment(call)
  const parent = await aRun(call, { experiment_id: experiment })
  const run = await aRun(call, { experiment_id: experiment, tags: [{ key: 'mlflow.parentRunId', value: parent }] })
  const dataset = { name: 'sales/2026', digest: 'd1', source_type: 'local', source: '{}' }
  await call(inputs.log, { run_id: run, datasets: [{ dataset }] })
  expect(await around('run', run)).toEqual([
    `from contains experiment ${experiment}`,
    `from parent-of run ${parent}`,
    'to used dataset-version sales/2026@d1',
  ])
  expect(await around('experiment', experiment)).toEqual([`to contains run ${parent}`, `to contains run ${run}`].sort())
  expect(await around('run', parent)).toEqual([`from contains experiment ${experiment}`, `to parent-of run ${run}`])
  expect(await around('dataset-version', 'sales/2026@d1')).toEqual([`from used run ${run}`])
})

test('a deleted run stays in the graph, marked', async () => {
  const run_id = await aRun(call)
  await call(runs.delete, { run_id })
  expect((await call(home.graph, { kind: 'run', id: run_id })).node.deleted).toBe(true)
  await call(runs.restore, { run_id })
  expect((await call(home.graph, { kind: 'run', id: run_id })).node.deleted).toBe(false)
})

test('an unknown node is not found, an unknown kind refused with the known ones', async () => {
  await expect(call(home.graph, { kind: 'run', id: 'nope' })).rejects.toMatchObject({ status: 404 })
  await expect(call(home.graph, { kind: 'wish' as 'run', id: 'x' })).rejects.toThrow(/experiment, run/)
})

test('Track-30: one search finds experiments, runs and data, the exact one first, in under a second among 100,000', async () => {
  await database.pool.query(`insert into nodes (workspace_id, kind, id, label)
    select 1, 'run', md5(n::text), 'filler run ' || n from generate_series(1, 100000) n`)
  const experiment = await anExperiment(call, 'Churn 2026')
  const run = await aRun(call, { experiment_id: experiment, run_name: 'churn baseline' })
  const exact = await aRun(call, { experiment_id: experiment, run_name: 'churn' })
  const dataset = { name: 'churn-labels', digest: 'd9', source_type: 'local', source: '{}' }
  await call(inputs.log, { run_id: run, datasets: [{ dataset }] })
  const started = performance.now()
  const { found } = await call(home.search, { q: 'CHURN' })
  expect(performance.now() - started).toBeLessThan(1000)
  expect(found[0]).toMatchObject({ kind: 'run', id: exact, label: 'churn' })
  expect(found.map((node) => node.id)).toEqual(expect.arrayContaining([experiment, run, 'churn-labels@d9']))
  expect((await call(home.search, { q: 'baseline churn' })).found.map((node) => node.id)).toEqual([run])
  expect((await call(home.search, { q: run.slice(0, 12) })).found.map((node) => node.id)).toEqual([run])
  expect((await call(home.search, { q: 'churn', kind: ['experiment'] })).found.map((node) => node.id)).toEqual([
    experiment,
  ])
  expect((await call(home.search, { q: '100%_nothing' })).found).toEqual([])
})

test('where nobody offers it, the demo is loaded from a command line', async () => {
  await expect(call(home.loadDemo, {})).rejects.toThrow(/bellwether demo load/)
})
