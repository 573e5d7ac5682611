import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { link, putNode } from '../../platform/graph.ts'
import { models } from '../models/contract.ts'
import { inputs } from '../track/contract/inputs.ts'
import { runs } from '../track/contract/runs.ts'
import { home } from './contract.ts'

const { call, database } = await server()

const data = (name: string, digest: string) => ({ dataset: { name, digest, source_type: 'local', source: '{}' } })
const uses = (run_id: string, name: string, digest: string) =>
  call(inputs.log, { run_id, datasets: [data(name, digest)] })
const shown = (nodes: { kind: string; id: string; steps: number }[]) =>
  nodes.map(({ kind, id, steps }) => `${steps} ${kind} ${id}`).sort()

/** Data → run → model → run that reads the model. */
async function aChain(name: string) {
  const experiment_id = await anExperiment(call)
  const trained = await aRun(call, { experiment_id, run_name: `${name}-trained` })
  await uses(trained, name, 'd1')
  const { model } = await call(models.create, { experiment_id, name, source_run_id: trained })
  const evaluated = await aRun(call, { experiment_id, run_name: `${name}-evaluated` })
  await call(inputs.log, { run_id: evaluated, models: [{ model_id: model.info.model_id }] })
  return { experiment_id, trained, evaluated, model: model.info.model_id }
}

test('lineage leads from any node to its origins and to what depends on it, as deep as asked', async () => {
  const { experiment_id, trained, evaluated, model } = await aChain('chain')
  const ofModel = await call(home.lineage, { kind: 'model-version', id: model, depth: 4 })
  expect(shown(ofModel.origins)).toEqual([
    `1 run ${trained}`,
    '2 dataset-version chain@d1',
    `2 experiment ${experiment_id}`,
  ])
  expect(shown(ofModel.dependents)).toEqual([`1 run ${evaluated}`])
  const near = await call(home.lineage, { kind: 'dataset-version', id: 'chain@d1', depth: 1 })
  expect(near.origins).toEqual([])
  expect(shown(near.dependents)).toEqual([`1 run ${trained}`])
  const far = await call(home.lineage, { kind: 'dataset-version', id: 'chain@d1', depth: 3 })
  expect(shown(far.dependents)).toEqual([`1 run ${trained}`, `2 model-version ${model}`, `3 run ${evaluated}`])
  expect(far.edges.map(({ from_id, rel, to_id }) => [from_id, rel, to_id])).toEqual([
    [trained, 'used', 'chain@d1'],
    [trained, 'produced', model],
    [evaluated, 'used', model],
  ])
  expect(far.whole).toBe(true)
})

test('a circle ends: each node is found once, all its edges are shown', async () => {
  const { db } = database
  const ids = ['a', 'b', 'c'].map((name) => `circle-${name}`)
  for (const id of ids) await putNode(db, 1, { kind: 'run', id }, id)
  for (const [i, id] of ids.entries())
    await link(db, {
      workspace: 1,
      from: { kind: 'run', id },
      rel: 'parent-of',
      to: { kind: 'run', id: ids[(i + 1) % 3]! },
    })
  const { origins, dependents, edges } = await call(home.lineage, { kind: 'run', id: 'circle-a', depth: 4 })
  expect(shown([...origins, ...dependents])).toEqual(['1 run circle-c', '2 run circle-b'])
  expect(edges).toHaveLength(3)
})

test('of 1,000 neighbours the newest are followed, and how many there are is said', async () => {
  const id = await anExperiment(call)
  await database.pool.query(
    `with made as (insert into nodes (workspace_id, kind, id, label) select 1, 'run', 'crowd-' || n, 'crowd ' || n from generate_series(1, 1000) n returning id)
     insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id) select 1, 'experiment', $1, 'contains', 'run', id from made`,
    [id],
  )
  const few = await call(home.lineage, { kind: 'experiment', id, depth: 1 })
  expect(few.dependents).toHaveLength(50)
  expect(few.cuts).toEqual([{ kind: 'experiment', id, side: 'dependents', rel: 'contains', shown: 50, total: 1000 }])
  expect(few.edges).toHaveLength(50)
  const all = await call(home.lineage, { kind: 'experiment', id, depth: 1, limit: 1000 })
  expect(all.dependents).toHaveLength(1000)
  expect(all).toMatchObject({ cuts: [], whole: true })
  await database.pool.query(
    "insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id) select 1, 'run', 'crowd-' || n, 'produced', 'model-version', 'crowd-model-' || n from generate_series(1, 1000) n",
  )
  const wide = await call(home.lineage, { kind: 'experiment', id, depth: 2, limit: 1000 })
  expect(wide.whole).toBe(false)
  expect(wide.dependents).toHaveLength(1000)
})

test('what changed since: newer data, and what happened to the origins after the node was made', async () => {
  const { experiment_id, trained, model } = await aChain('sales')
  const other = await aRun(call, { experiment_id })
  await uses(other, 'sales', 'd2')
  await uses(other, 'sales@eu', 'd3')
  await call(runs.delete, { run_id: trained })
  await expect
    .poll(async () => (await call(home.lineage, { kind: 'model-version', id: model })).changes.map(({ name }) => name))
    .toEqual(['run.deleted'])
  const { newer, origins, since, changes } = await call(home.lineage, { kind: 'model-version', id: model })
  expect(newer).toMatchObject([{ of: { kind: 'dataset-version', id: 'sales@d1' }, id: 'sales@d2' }])
  expect(origins.find(({ id }) => id === trained)).toMatchObject({ deleted: true, label: 'sales-trained' })
  expect(Date.parse(since!)).toBeLessThanOrEqual(Number(changes[0]!.at))
  expect((await call(home.lineage, { kind: 'dataset-version', id: 'sales@d2' })).newer).toEqual([])
})

test('what is said today of a run that ended long ago is dated by its end: its data are no news', async () => {
  const experiment_id = await anExperiment(call)
  const recent = await aRun(call, { experiment_id })
  await uses(recent, 'orders', 'new')
  const brought = await aRun(call, { experiment_id })
  const end_time = Date.now() - 30 * 86_400_000
  await call(runs.update, { run_id: brought, status: 'FINISHED', end_time })
  await uses(brought, 'orders', 'old')
  expect((await call(home.lineage, { kind: 'run', id: recent })).newer).toEqual([])
  const { newer, edges } = await call(home.lineage, { kind: 'dataset-version', id: 'orders@old' })
  expect(newer.map(({ id }) => id)).toEqual(['orders@new'])
  expect(edges.find(({ rel }) => rel === 'used')!.at).toBe(new Date(end_time).toISOString())
  // The run came here just now, whenever it ended: that its experiment was made before it is no change.
  expect((await call(home.lineage, { kind: 'run', id: brought })).changes).toEqual([])
  // An end that a wrong clock puts into the future is not believed.
  const early = await aRun(call, { experiment_id })
  await call(runs.update, { run_id: early, status: 'FINISHED', end_time: Date.now() + 86_400_000 })
  await uses(early, 'orders', 'newest')
  const { since } = await call(home.lineage, { kind: 'dataset-version', id: 'orders@newest' })
  expect(Date.parse(since!)).toBeLessThanOrEqual(Date.now())
})

test('an unknown node is not found; a depth beyond four is refused by name', async () => {
  await expect(call(home.lineage, { kind: 'run', id: 'nope' })).rejects.toMatchObject({ status: 404 })
  await expect(call(home.lineage, { kind: 'run', id: 'nope', depth: 5 })).rejects.toThrow(/depth/)
})
