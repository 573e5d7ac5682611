import { expect, test } from 'vitest'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { callIn } from '../../../../test/harness/workspaces.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { activity } from '../../activity/contract.ts'
import { browse } from '../../artifacts/contract/browse.ts'
import { home } from '../../home/contract.ts'
import { models } from '../../models/contract.ts'
import { experiments } from '../contract/experiments.ts'
import { inputs } from '../contract/inputs.ts'
import { metrics } from '../contract/metrics.ts'
import { moving } from '../contract/moving.ts'
import { own } from '../contract/own.ts'
import { personal } from '../contract/personal.ts'
import { runs } from '../contract/runs.ts'
import { table } from '../contract/table.ts'
import { foldRuns } from '../points/fold.ts'

const one = await server()
const { call, send, database } = one
await call(workspaces.create, { name: 'research' })
const there = callIn(one, 'research')

type Call = typeof call

const finish = (run_id: string, at: Call = call) => at(runs.update, { run_id, status: 'FINISHED', end_time: 9 })
const fold = async (run_id: string) => {
  const { rows } = await database.pool.query('select id from runs where run_id = $1', [run_id])
  await foldRuns(database.pool, [rows[0].id], 2_000)
}
const put = (workspace: string, path: string, text: string) =>
  send('PUT', `/w/${workspace}/api/2.0/mlflow-artifacts/artifacts/${path}`, text, {
    'content-type': 'application/octet-stream',
  })
const datasetOf = (name: string) => ({
  dataset: {
    name,
    digest: 'd1',
    source_type: 'local',
    source: '{}',
    schema: '{"mlflow_colspec":[{"name":"mail","type":"string"}]}',
  },
  tags: [{ key: 'mlflow.data.context', value: 'training' }],
})

/** An experiment with whatever one can have. */
async function aWhole(name: string) {
  const experiment_id = await anExperiment(call, name)
  const { execution_id } = await call(own.startExecution, { command: 'python train.py', commit: 'c0ffee' })
  const short = await aRun(call, {
    experiment_id,
    run_name: 'short',
    tags: [{ key: 'bellwether.execution', value: execution_id }],
  })
  const long = await aRun(call, {
    experiment_id,
    run_name: 'long',
    tags: [{ key: 'mlflow.parentRunId', value: short }],
  })
  const fresh = await aRun(call, { experiment_id, run_name: 'fresh' })
  const binned = await aRun(call, { experiment_id, run_name: 'binned' })
  for (const [i, key] of ['zeta', 'beta', 'alpha', 'loss'].entries()) await logValues(call, short, key, [i, i / 3, -i])
  await call(metrics.logBatch, {
    ...{ run_id: short, params: [{ key: 'lr', value: '0.1' }], tags: [{ key: 'team', value: 'vision' }] },
  })
  await fold(short)
  await logValues(call, short, 'zeta', [7, Number.NaN])
  for (let at = 0; at < 9; at++)
    await call(metrics.logBatch, {
      run_id: long,
      metrics: Array.from({ length: 1_000 }, (_, i) => ({
        ...{ key: 'loss', value: Math.sin(at * 1_000 + i), step: at * 1_000 + i, timestamp: 1_700_000_000_000 + i },
      })),
    })
  await fold(long)
  // So many keys that their latest values are owed by the fold.
  const wide = Array.from({ length: 600 }, (_, i) => ({ key: `wide-${i}`, value: i, step: 0, timestamp: 1 }))
  await call(metrics.logBatch, { run_id: fresh, metrics: wide })
  await logValues(call, binned, 'loss', [4, 2])
  await call(inputs.log, { run_id: short, datasets: [datasetOf('people')] })
  const { model } = await call(models.create, {
    ...{ experiment_id, name: 'net', source_run_id: short, params: [{ key: 'depth', value: '3' }] },
  })
  const { model_id } = model.info
  await call(metrics.log, { run_id: short, key: 'auc', value: 0.9, timestamp: 5, step: 1, model_id })
  await call(inputs.logOutputs, { run_id: short, models: [{ model_id, step: 1 }] })
  expect((await put('default', `${experiment_id}/${short}/artifacts/plots/a.txt`, 'a picture')).status).toBe(200)
  expect((await put('default', `${experiment_id}/models/${model_id}/artifacts/MLmodel`, 'flavors: {}')).status).toBe(
    200,
  )
  for (const run_id of [short, long, fresh, binned]) await finish(run_id)
  await call(runs.delete, { run_id: binned })
  return { experiment_id, short, long, fresh, binned, model_id }
}

/** What any client or page gets to see of it. */
async function repliesOf(
  at: Call,
  { experiment_id, short, long, fresh, binned, model_id }: Awaited<ReturnType<typeof aWhole>>,
) {
  const ids = [short, long, fresh, binned]
  const search = (filter: string, order: string) =>
    at(own.searchRuns, { experiment_ids: [experiment_id], filter, order_by: [order], view: 'ALL' })
  const withoutTimes = ({
    node,
    neighbours,
  }: Awaited<
    ReturnType<
      typeof at<object, { node: unknown; neighbours: { id: string; rel: string; direction: string; label: string }[] }>
    >
  >) => ({
    node,
    neighbours: neighbours.map(({ id, rel, direction, label }) => `${rel} ${direction} ${id} ${label}`).sort(),
  })
  return {
    experiment: await at(own.experiment, { experiment_id }),
    listed: (await at(own.experiments, {})).experiments.find((each) => each.experiment_id === experiment_id),
    runs: await Promise.all(ids.map((run_id) => at(own.run, { run_id }))),
    whole: await Promise.all(ids.map((run_id) => at(runs.get, { run_id }))),
    found: await Promise.all([
      search("metrics.loss < 1 and params.lr = '0.1'", 'metrics.zeta DESC'),
      search('metrics.`wide-7` = 7', 'attributes.start_time DESC'),
      search("tags.team = 'vision'", 'metrics.alpha ASC'),
      search('metrics.zeta > 100', 'metrics.loss ASC'),
    ]),
    histories: await Promise.all(
      ids.flatMap((run_id) =>
        ['loss', 'zeta', 'alpha', 'auc', 'wide-599'].map((metric_key) => at(metrics.history, { run_id, metric_key })),
      ),
    ),
    charts: await Promise.all([
      at(own.points, { run_id: long, key: 'loss', limit: 100 }),
      at(own.points, { run_id: long, key: 'loss', limit: 50, from_step: 100, to_step: 8_500 }),
      at(metrics.historyInterval, { run_ids: [short, long], metric_key: 'loss' }),
    ]),
    table: await Promise.all(
      ['metrics.loss', 'metrics.zeta', 'params.lr', 'tags.team'].map((key) => at(table.values, { experiment_id, key })),
    ),
    groups: await at(table.groups, {
      experiment_ids: [experiment_id],
      group_by: ['params.lr'],
      columns: ['metrics.loss'],
    }),
    diff: await at(own.diff, { a: short, b: long }),
    datasets: await at(inputs.searchDatasets, { experiment_ids: [experiment_id] }),
    model: await at(models.get, { model_id }),
    models: await at(models.search, { experiment_ids: [experiment_id] }),
    files: await Promise.all([
      at(browse.folder, { root: `mlflow-artifacts:/${experiment_id}` }),
      at(browse.file, { root: `mlflow-artifacts:/${experiment_id}/${short}/artifacts`, path: 'plots/a.txt' }),
    ]),
    graph: await Promise.all(
      [
        ['experiment', experiment_id],
        ['run', short],
        ['run', long],
        ['model-version', model_id],
        ['dataset-version', 'people@d1'],
      ].map(async ([kind, id]) => withoutTimes(await at(home.graph, { kind, id } as never))),
    ),
  }
}

test('what an experiment says after a move is what it said before, and nothing of it is left behind', async () => {
  await call(personal.set, { dataset: 'people', columns: ['mail'], refuses: false })
  // The same names have other numbers there, in another order.
  const other = await aRun(there, { experiment_id: await anExperiment(there, 'theirs') })
  for (const key of ['alpha', 'wide-300', 'zeta', 'loss']) await logValues(there, other, key, [1])
  const whole = await aWhole('to move')
  // When runs were last heard of is stored some time after.
  await one.app.jobs.runNow('track.mark-lost-runs')
  const before = await repliesOf(call, whole)
  const { experiment_id } = whole
  const done = await call(moving.move, { experiment_id, to: 'research' })
  expect(done).toMatchObject({
    ...{ experiment_id, name: 'to move', workspace: 'research' },
    moved: { runs: 4, datasets: 1, files: 2, models: 1 },
  })
  expect(await repliesOf(there, whole)).toEqual(before)
  expect((await there(own.run, { run_id: whole.short })).environment.commit).toBe('c0ffee')
  // Folded and compacted afterwards, it still says so.
  await fold(whole.fresh)
  await fold(whole.short)
  await one.app.jobs.runNow('track.add-up-run-counts')
  one.advance(2 * 3_600_000)
  await one.app.jobs.runNow('track.compact-points')
  expect(await repliesOf(there, whole)).toEqual(before)

  for (const [route, input] of [
    [own.experiment, { experiment_id }],
    [own.run, { run_id: whole.short }],
    [models.get, { model_id: whole.model_id }],
    [home.graph, { kind: 'run', id: whole.short }],
    [home.graph, { kind: 'dataset-version', id: 'people@d1' }],
  ] as const)
    await expect(call(route as typeof own.run, input as never), route.id).rejects.toMatchObject({ status: 404 })
  expect((await call(own.experiments, {})).experiments.map(({ name }) => name)).not.toContain('to move')
  expect(await call(browse.folder, { root: `mlflow-artifacts:/${experiment_id}` })).toMatchObject({ files: 0 })
  const { rows } = await database.pool.query(
    `select table_name as name from information_schema.columns where column_name in ('experiment_id') and table_schema = 'public'
     intersect select table_name from information_schema.columns where column_name = 'workspace_id'`,
  )
  expect(rows.length).toBeGreaterThan(5)
  for (const { name } of rows) {
    const left = await database.pool.query(
      `select count(*)::int as n from ${name} where experiment_id = $1 and workspace_id = 1`,
      [experiment_id],
    )
    expect(left.rows[0].n, name).toBe(0)
  }
  const stale = await database.pool.query(
    `select count(*)::int as n from latest l join runs r on r.id = l.run join metric_keys k on k.id = l.key
     where k.workspace_id <> r.workspace_id`,
  )
  expect(stale.rows[0].n).toBe(0)
  // What is known to be of people is known there too.
  expect((await there(personal.list, {})).datasets).toMatchObject([{ dataset: 'people', columns: ['mail'] }])
})

test('one event in each workspace says that it moved, and names no other; the history before stays where it was', async () => {
  const experiment_id = await anExperiment(call, 'with a past')
  await finish(await aRun(call, { experiment_id }))
  await call(moving.move, { experiment_id, to: 'research' })
  const saidOf = async (at: Call) =>
    (await at(activity.list, { subject_kind: 'experiment', subject_id: experiment_id })).events.map(
      ({ name, details }) => ({ name, details }),
    )
  const details = { name: 'with a past', runs: 1, datasets: 0, files: 0, models: 0 }
  await expect
    .poll(() => saidOf(call))
    .toEqual([
      { name: 'experiment.created', details: { name: 'with a past' } },
      { name: 'experiment.moved-out', details },
    ])
  await expect.poll(() => saidOf(there)).toEqual([{ name: 'experiment.moved-in', details }])
})

test('what stays behind keeps its edges to what left, by the names it had; nothing there tells of what stayed', async () => {
  const [moves, stays] = [await anExperiment(call, 'moves'), await anExperiment(call, 'stays')]
  const run_id = await aRun(call, { experiment_id: moves, run_name: 'maker' })
  const { model } = await call(models.create, { experiment_id: stays, name: 'secret name', source_run_id: run_id })
  await finish(run_id)
  const id = model.info.model_id
  await call(moving.move, { experiment_id: moves, to: 'research' })
  const ofModel = await call(home.graph, { kind: 'model-version', id })
  expect(ofModel.neighbours).toMatchObject([{ kind: 'run', id: run_id, label: 'maker', deleted: true }])
  const ofRun = await there(home.graph, { kind: 'run', id: run_id })
  expect(ofRun.neighbours.map(({ kind }) => kind)).toEqual(['experiment'])
  expect(JSON.stringify(ofRun)).not.toContain('secret name')
  // What follows finds it there; what comes back is whole again.
  await call(moving.move, { experiment_id: stays, to: 'research' })
  const joined = await there(home.graph, { kind: 'run', id: run_id })
  expect(joined.neighbours.map(({ label }) => label)).toContain('secret name')
  await there(moving.move, { experiment_id: moves, to: 'default' })
  await there(moving.move, { experiment_id: stays, to: 'default' })
  const back = await call(home.graph, { kind: 'run', id: run_id })
  expect(back.node.deleted).toBe(false)
  expect(back.neighbours.map(({ label }) => label)).toContain('secret name')
})

test('a process whose runs part is known on both sides', async () => {
  const { execution_id } = await call(own.startExecution, { commit: 'abc' })
  const tags = [{ key: 'bellwether.execution', value: execution_id }]
  const experiment_id = await anExperiment(call)
  const [gone, kept] = [await aRun(call, { experiment_id, tags }), await aRun(call, { tags })]
  await finish(gone)
  await call(moving.move, { experiment_id, to: 'research' })
  expect((await there(own.run, { run_id: gone })).environment.commit).toBe('abc')
  expect((await call(own.run, { run_id: kept })).environment.commit).toBe('abc')
})

test('files of an experiment that was given a folder go along; those of its neighbours there stay', async () => {
  const make = async (name: string) =>
    (await call(experiments.create, { name, artifact_location: 'mlflow-artifacts:/shared/folder' })).experiment_id
  const [moves, stays] = [await make('in a folder'), await make('beside it')]
  const [a, b] = [await aRun(call, { experiment_id: moves }), await aRun(call, { experiment_id: stays })]
  const { model } = await call(models.create, { experiment_id: moves, name: 'm' })
  for (const root of [a, b, `models/${model.info.model_id}`])
    expect((await put('default', `shared/folder/${root}/artifacts/x`, root)).status).toBe(200)
  await finish(a)
  const { moved } = await call(moving.move, { experiment_id: moves, to: 'research' })
  expect(moved).toMatchObject({ files: 2, models: 1 })
  const root = 'mlflow-artifacts:/shared/folder'
  expect(await there(browse.folder, { root })).toMatchObject({ files: 2 })
  expect(await call(browse.folder, { root })).toMatchObject({ files: 1 })
})
