import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { anExperiment, aRun, logValues } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { localBlobs } from '../../platform/blobs/local.ts'
import { activity } from '../activity/contract.ts'
import { home } from '../home/contract.ts'
import { registry } from '../models/contract/registry.ts'
import { versions } from '../models/contract/versions.ts'
import { models } from '../models/contract.ts'
import { experiments } from '../track/contract/experiments.ts'
import { inputs } from '../track/contract/inputs.ts'
import { own } from '../track/contract/own.ts'
import { runs } from '../track/contract/runs.ts'
import { trash } from './contract.ts'

const one = await server()
const { call, send, app, advance, database } = one
const DAY_MS = 86_400_000

const put = (path: string, text: string) =>
  send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${path}`, text, { 'content-type': 'application/octet-stream' })
const has = async (path: string) => (await send('GET', `/api/2.0/mlflow-artifacts/artifacts/${path}`)).status === 200

async function aFull(experiment_id: string, name: string): Promise<string> {
  const run_id = await aRun(call, { experiment_id, run_name: name })
  await logValues(call, run_id, 'loss', [3, 2, 1])
  const dataset = { name: `of ${name}`, digest: 'd', source_type: 'local', source: '{}' }
  await call(inputs.log, { run_id, datasets: [{ dataset }] })
  await put(`${experiment_id}/${run_id}/artifacts/a.txt`, `file of ${name}`)
  await call(runs.update, { run_id, status: 'FINISHED' })
  return run_id
}
const aModel = async (experiment_id: string, name: string): Promise<string> => {
  const { model } = await call(models.create, { experiment_id, name })
  await put(`${experiment_id}/models/${model.info.model_id}/artifacts/MLmodel`, `flavors of ${name}`)
  return model.info.model_id
}
async function emptied(older_than_days: number) {
  await call(trash.empty, { older_than_days })
  await expect.poll(async () => (await call(trash.sweep, {})).sweep?.state, { timeout: 20_000 }).toBe('done')
  return (await call(trash.sweep, {})).sweep!
}
const rowsOf = async (run_id: string): Promise<Record<string, number>> => {
  const { rows } = await database.pool.query('select id from runs where run_id = $1', [run_id])
  const id = rows[0].id
  const counted: Record<string, number> = {}
  for (const table of ['run_docs', 'run_activity', 'run_datasets', 'latest', 'point_log', 'packs', 'segments'])
    counted[table] = (await database.pool.query(`select from ${table} where run = $1`, [id])).rowCount!
  return counted
}

test('what is in the trash is listed with its size, and comes back one by one', async () => {
  const [kept, gone] = [await anExperiment(call, 'kept'), await anExperiment(call, 'gone')]
  const run = await aFull(kept, 'alone')
  const inside = await aFull(gone, 'inside')
  const model = await aModel(kept, 'net')
  await call(runs.delete, { run_id: run })
  await call(experiments.delete, { experiment_id: gone })
  await call(models.delete, { model_id: model })
  const { items, totals } = await call(trash.list, {})
  expect(totals).toEqual({ experiment: 1, run: 1, model: 1 })
  expect(items).toMatchObject([
    { kind: 'experiment', id: gone, name: 'gone', runs: 1, files: 1, bytes: 14, needed_by: null },
    { kind: 'run', id: run, name: 'alone', experiment_id: kept, experiment: 'kept', runs: null, files: 1, bytes: 13 },
    { kind: 'model', id: model, name: 'net', experiment: 'kept', files: 1, bytes: 14 },
  ])
  expect((await call(trash.list, { kind: 'run' })).items.map(({ id }) => id)).toEqual([run])
  await call(trash.restore, { kind: 'run', id: run })
  await call(trash.restore, { kind: 'experiment', id: gone })
  await call(trash.restore, { kind: 'model', id: model })
  expect((await call(trash.list, {})).items).toEqual([])
  expect((await call(own.run, { run_id: inside })).run.deleted).toBe(false)
  expect((await call(models.get, { model_id: model })).model.info.name).toBe('net')
  await expect(call(trash.restore, { kind: 'run', id: 'nothing' })).rejects.toMatchObject({ status: 404 })
  for (const id of [kept, gone]) await call(experiments.delete, { experiment_id: id })
  await emptied(0)
})

test('emptying frees what a dry run said, rows and files, and leaves names in the graph', async () => {
  const [kept, gone] = [await anExperiment(call, 'stays here'), await anExperiment(call, 'goes away')]
  const [run, stays, inside] = [await aFull(kept, 'leaves'), await aFull(kept, 'remains'), await aFull(gone, 'within')]
  const model = await aModel(gone, 'inner')
  await put(`${gone}/loose.txt`, 'loose')
  await call(runs.delete, { run_id: run })
  await call(experiments.delete, { experiment_id: gone })
  // It may lie in the log still; a plan counts what is folded.
  await expect.poll(async () => (await rowsOf(run)).packs, { timeout: 10_000 }).toBe(1)
  await expect.poll(async () => (await rowsOf(inside)).packs, { timeout: 10_000 }).toBe(1)
  expect(await call(trash.plan, {})).toMatchObject({ experiments: 0, runs: 0, models: 0, files: 0, bytes: 0 })
  const plan = await call(trash.plan, { older_than_days: 0 })
  expect(plan).toMatchObject({ experiments: 1, runs: 2, models: 1, points: 6, files: 3, kept: [], kept_total: 0 })
  const before = await rowsOf(run)
  expect(before).toMatchObject({ run_docs: 1, run_activity: 1, run_datasets: 1, latest: 1 })
  const sweep = await emptied(0)
  // What lay loose in the experiment's folder is found when that goes.
  expect(sweep).toMatchObject({ experiments: 1, runs: 2, models: 1, points: 6, files: 4, kept: 0, error: null })

  for (const [route, input] of [
    [own.run, { run_id: run }],
    [own.run, { run_id: inside }],
    [own.experiment, { experiment_id: gone }],
    [models.get, { model_id: model, allow_deleted: true }],
  ] as const)
    await expect(call(route as typeof own.run, input as never)).rejects.toMatchObject({ status: 404 })
  for (const path of [`${kept}/${run}/artifacts/a.txt`, `${gone}/loose.txt`]) expect(await has(path)).toBe(false)
  expect(await has(`${kept}/${stays}/artifacts/a.txt`)).toBe(true)
  const tables = ['run_docs', 'run_activity', 'run_datasets', 'latest', 'point_log', 'packs', 'segments', 'run_models']
  for (const table of tables) {
    const { rowCount } = await database.pool.query(`select from ${table} where run not in (select id from runs)`)
    expect(rowCount, table).toBe(0)
  }
  expect((await database.pool.query("select from datasets where name = 'of leaves'")).rowCount).toBe(0)
  expect((await call(own.experiment, { experiment_id: kept })).experiment.runs.total).toBe(1)
  await app.jobs.runNow('track.add-up-run-counts')
  expect((await call(own.experiment, { experiment_id: kept })).experiment.runs.total).toBe(1)
  const { node } = await call(home.graph, { kind: 'run', id: run })
  expect(node).toMatchObject({ label: 'leaves', deleted: true })

  const said = async (name: 'trash.freed' | 'trash.emptied') =>
    (await call(activity.list, { name, subject_id: String(sweep.id) })).events.map(({ details }) => details)
  await expect.poll(() => said('trash.emptied')).toMatchObject([{ experiments: 1, runs: 2, models: 1 }])
  const freed = (await said('trash.freed')).flatMap((details) => details!.ids as string[])
  expect(freed.sort()).toEqual([run, inside, model, gone].sort())
  // Its name is free, and its number is not given again.
  expect(Number(await anExperiment(call, 'goes away'))).toBeGreaterThan(Number(gone))
})

test('the bytes of freed files go with the next sweep of the store', async () => {
  const id = await anExperiment(call, 'with bytes')
  const run = await aFull(id, 'only here')
  const { rows } = await database.pool.query('select digest from artifact_files where path = $1', [
    `${id}/${run}/artifacts/a.txt`,
  ])
  const blobs = localBlobs(one.config.blobs)
  await call(runs.delete, { run_id: run })
  await emptied(0)
  expect(await blobs.has(rows[0].digest)).toBe(true)
  advance(2 * DAY_MS)
  await app.jobs.runNow('artifacts.sweep-blobs')
  expect(await blobs.has(rows[0].digest)).toBe(false)
})

test('only what came long enough ago goes; thirty days unless said otherwise', async () => {
  const id = await anExperiment(call, 'of ages')
  const [old, young] = [await aFull(id, 'old'), await aFull(id, 'young')]
  await call(runs.delete, { run_id: old })
  advance(20 * DAY_MS)
  await call(runs.delete, { run_id: young })
  advance(11 * DAY_MS)
  expect(await call(trash.plan, {})).toMatchObject({ runs: 1 })
  expect((await emptied(30)).runs).toBe(1)
  expect((await call(trash.list, { kind: 'run' })).items.map(({ id: run }) => run)).toEqual([young])
  expect((await call(own.run, { run_id: young })).run.deleted).toBe(true)
  await expect(call(own.run, { run_id: old })).rejects.toMatchObject({ status: 404 })
  expect((await emptied(0)).runs).toBe(1)
})

test('what a registered version needs stays, with its experiment, and says why', async () => {
  const id = await anExperiment(call, 'shipped')
  const [run, other] = [await aFull(id, 'the one'), await aFull(id, 'another')]
  const model = await aModel(id, 'shipped net')
  await call(registry.create, { name: 'ranker' })
  await call(versions.create, { name: 'ranker', source: `models:/${model}`, model_id: model, run_id: run })
  await call(experiments.delete, { experiment_id: id })
  const plan = await call(trash.plan, { older_than_days: 0 })
  const needed_by = "version 1 of the registered model 'ranker'"
  expect(plan).toMatchObject({ experiments: 0, runs: 1, models: 0, kept_total: 2 })
  expect(plan.kept).toEqual([
    { kind: 'run', id: run, needed_by },
    { kind: 'model', id: model, needed_by },
  ])
  expect((await call(trash.list, { kind: 'experiment' })).items[0]).toMatchObject({ id, needed_by })
  expect(await emptied(0)).toMatchObject({ experiments: 0, runs: 1, models: 0, kept: 2 })
  await expect(call(own.run, { run_id: other })).rejects.toMatchObject({ status: 404 })
  expect(await has(`${id}/models/${model}/artifacts/MLmodel`)).toBe(true)
  expect(await has(`${id}/${run}/artifacts/a.txt`)).toBe(true)
  await call(versions.delete, { name: 'ranker', version: '1' })
  expect(await emptied(0)).toMatchObject({ experiments: 1, runs: 1, models: 1, kept: 0 })
})

test('an emptying that was cut off goes on where it was, and counts everything once', async () => {
  const id = await anExperiment(call, 'long')
  for (let i = 0; i < 130; i++) await call(runs.delete, { run_id: await aRun(call, { experiment_id: id }) })
  const { rows } = await database.pool.query(
    `insert into trash_sweeps (state, before_ms, asked_ms, seen_ms, runs, total)
     values ('running', $1, $1, $1, 70, 200) returning id`,
    [one.now() + 1],
  )
  await expect(call(trash.empty, {})).rejects.toThrow(/being emptied at the moment/)
  // Its process may be at work as long as it said so lately.
  await app.jobs.runNow('trash.empty')
  expect((await call(trash.sweep, {})).sweep).toMatchObject({ id: rows[0].id, state: 'running', runs: 70 })
  advance(21_000)
  await app.jobs.runNow('trash.empty')
  expect((await call(trash.sweep, {})).sweep).toMatchObject({ id: rows[0].id, state: 'done', runs: 200, total: 200 })
})

test('Platform-14: contributors bring runs back, maintainers experiments, and only they empty the trash', async () => {
  const owned = await ownedServer()
  const [writer, viewer, maintainer] = [
    (await owned.makeAccount('wim', 'contributor')).token,
    (await owned.makeAccount('vera', 'viewer')).token,
    (await owned.makeAccount('mia', 'maintainer')).token,
  ]
  const as = async (token: string, method: string, path: string, body?: object) =>
    (await owned.send(method, path, body, bearer(token))).status
  const made = await owned.as(owned.token, 'POST', experiments.create.path, { name: 'e' })
  const id = String(made.body.experiment_id)
  await owned.as(owned.token, 'POST', experiments.delete.path, { experiment_id: id })
  expect(await as(viewer, 'GET', trash.list.path)).toBe(200)
  expect(await as(viewer, 'POST', trash.restore.path, { kind: 'experiment', id })).toBe(403)
  expect(await as(writer, 'POST', trash.restore.path, { kind: 'experiment', id })).toBe(403)
  expect(await as(writer, 'POST', trash.empty.path, {})).toBe(403)
  expect(await as(maintainer, 'POST', trash.restore.path, { kind: 'experiment', id })).toBe(200)
  expect(await as(maintainer, 'POST', trash.empty.path, {})).toBe(200)
})
