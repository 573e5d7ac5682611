import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Mlflow, startedMlflow } from '../../../../test/harness/mlflow.ts'
import { server } from '../../../../test/harness/server.ts'
import { files } from '../../artifacts/contract/files.ts'
import { registry } from '../../models/contract/registry.ts'
import { versions } from '../../models/contract/versions.ts'
import { models } from '../../models/contract.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { metrics } from '../../track/contract/metrics.ts'
import { runs } from '../../track/contract/runs.ts'
import { type ImportInput, type ImportView, imports } from '../contract/imports.ts'

const here = await server()
const { call, send, database } = here
const strict = await server({ config: { host: '0.0.0.0' } })

let mlflow: Mlflow
let vision: string
let first: string
let nested: string
let digest: string
let modelId: string

beforeAll(async () => {
  mlflow = await startedMlflow()
  vision = String(
    (await mlflow.post('experiments/create', { name: 'vision', tags: [{ key: 'team', value: 'a' }] })).experiment_id,
  )
  first = await mlflow.run(vision, 'first', {
    start_time: 1_700_000_000_000,
    user_id: 'ana',
    tags: [{ key: 'kind', value: 'cnn' }],
  })
  await mlflow.log(
    first,
    'loss',
    Array.from({ length: 1_500 }, (_, i) => [i, 1_700_000_000_000 + i, 1 / (i + 1)]),
  )
  await mlflow.log(first, 'odd', [
    [2n ** 62n, 5, 'NaN'],
    [1, 5, 0.25],
    [1, 6, -3],
  ])
  await mlflow.post('runs/log-batch', {
    run_id: first,
    params: [
      { key: 'lr', value: '0.1' },
      { key: 'deep/key', value: 'ü' },
    ],
  })
  await mlflow.post('runs/log-inputs', {
    run_id: first,
    datasets: [
      {
        dataset: { name: 'photos', digest: 'd1', source_type: 'local', source: '{}' },
        tags: [{ key: 'mlflow.data.context', value: 'train' }],
      },
    ],
  })
  digest = await mlflow.file(vision, first, 'plots/a b.bin', Buffer.alloc(300_000, 7))
  await mlflow.file(vision, first, 'empty.txt', Buffer.alloc(0))
  const { model } = await mlflow.send('POST', '/api/2.0/mlflow/logged-models', {
    ...{
      experiment_id: vision,
      name: 'net',
      source_run_id: first,
      model_type: 'cnn',
      params: [{ key: 'depth', value: '3' }],
    },
  })
  modelId = (model as { info: { model_id: string } }).info.model_id
  await mlflow.post('runs/log-batch', {
    run_id: first,
    metrics: [{ key: 'acc', value: 0.5, step: 1, timestamp: 7, model_id: modelId }],
  })
  await mlflow.post('runs/outputs', { run_id: first, models: [{ model_id: modelId, step: 1 }] })
  await mlflow.post('registered-models/create', { name: 'net', description: 'sees', tags: [{ key: 'a', value: 'b' }] })
  for (const source of [`models:/${modelId}`, `mlflow-artifacts:/${vision}/${first}/artifacts/plots`]) {
    const model_id = source.startsWith('models:') ? { model_id: modelId } : {}
    await mlflow.post('model-versions/create', { name: 'net', source, run_id: first, ...model_id })
  }
  await mlflow.post('registered-models/alias', { name: 'net', alias: 'champion', version: '2' })
  await mlflow.post('model-versions/transition-stage', {
    name: 'net',
    version: '1',
    stage: 'Production',
    archive_existing_versions: false,
  })
  await mlflow.finish(first)
  nested = await mlflow.run(vision, 'nested', { tags: [{ key: 'mlflow.parentRunId', value: first }] })
  await mlflow.finish(nested, 'FAILED')
  const gone = await mlflow.run(vision, 'gone')
  await mlflow.post('runs/delete', { run_id: gone })
  await mlflow.run('0', 'in default')
  const old = await mlflow.post('experiments/create', { name: 'old' })
  await mlflow.post('experiments/delete', { experiment_id: old.experiment_id })
}, 120_000)
afterAll(() => mlflow.stop())

async function take(input: Partial<ImportInput> = {}): Promise<ImportView> {
  const { import: asked } = await call(imports.create, { uri: mlflow.url, ...input })
  await expect
    .poll(async () => (await call(imports.get, { id: asked.id })).import.state, { timeout: 30_000 })
    .toMatch(/done|failed/)
  return (await call(imports.get, { id: asked.id })).import
}

const takenOf = ({ report }: ImportView) =>
  Object.fromEntries(report.taken.map(({ kind, count, known }) => [kind, [count, known]]))
const rows = async (text: string): Promise<unknown[]> => (await database.pool.query(text)).rows
const counted = async (): Promise<unknown[]> =>
  rows(`select (select count(*)::int from runs) as runs, (select count(*)::int from experiments) as experiments,
    (select sum(n)::int from (select n from segments union all select n from packs) p) as points,
    (select count(*)::int from point_log) as log, (select count(*)::int from edges) as edges,
    (select count(*)::int from artifact_files) as files, (select count(*)::int from logged_models) as models`)

test('a dry run says what would happen, and writes nothing', async () => {
  const before = await counted()
  const told = await take({ dry_run: true })
  expect([told.state, told.error]).toEqual(['done', null])
  expect(takenOf(told)).toMatchObject({ experiments: [3, 0], runs: [4, 0], logged_models: [1, 0] })
  expect(await counted()).toEqual(before)
  expect(await rows('select * from transfer_experiments')).toEqual([])
})

test('Data-18: everything of an MLflow server is taken in by its API, with its ids, as it is there', async () => {
  const told = await take()
  expect([told.state, told.error]).toEqual(['done', null])
  expect(takenOf(told)).toMatchObject({
    ...{
      experiments: [3, 0],
      runs: [4, 0],
      points: [1_504, 0],
      files: [2, 0],
      logged_models: [1, 0],
      models: [1, 0],
      versions: [2, 0],
    },
  })
  expect(told.report.version).toMatch(/^3\./)
  const { experiment } = await call(experiments.getByName, { experiment_name: 'vision' })
  expect(experiment).toMatchObject({ experiment_id: vision, tags: [{ key: 'team', value: 'a' }] })
  const theirs = (await mlflow.get(`runs/get?run_id=${first}`)).run as Record<string, Record<string, unknown>>
  const ours = (await call(runs.get, { run_id: first })).run as unknown as typeof theirs
  const sorted = (list: unknown) => (list as { key: string }[]).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  for (const part of ['params', 'tags', 'metrics']) {
    const plain = sorted(theirs.data![part]).map(({ key, ...rest }) => ({ ...rest, key }))
    expect(
      sorted(ours.data![part]).map((each) => ({ ...each })),
      part,
    ).toMatchObject(plain.map(({ key, value }: { key: string; value?: unknown }) => ({ key, value })))
  }
  for (const field of ['run_name', 'user_id', 'status', 'start_time', 'end_time', 'lifecycle_stage'])
    expect(ours.info![field], field).toEqual(theirs.info![field])
  for (const key of ['loss', 'odd', 'acc']) {
    const history = await mlflow.get(`metrics/get-history?run_id=${first}&metric_key=${key}`)
    const own = await call(metrics.history, { run_id: first, metric_key: key })
    const points = (list: unknown) =>
      (list as Record<string, unknown>[]).map(({ step, timestamp, value }) => [step, timestamp, value])
    expect(points(own.metrics)).toEqual(points(history.metrics))
  }
  expect((await call(runs.get, { run_id: nested })).run.info.status).toBe('FAILED')
  const kept = await call(files.ofRun, { run_id: first, recursive: true })
  expect(kept.files.map(({ path, digest }) => [path, digest])).toEqual([
    ['empty.txt', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['plots/a b.bin', digest],
  ])
  const { model } = await call(models.get, { model_id: modelId })
  expect(model.info).toMatchObject({ name: 'net', source_run_id: first, model_type: 'cnn' })
  expect(model.data?.metrics).toMatchObject([{ key: 'acc', value: 0.5, run_id: first }])
  const { model_version: one } = await call(versions.get, { name: 'net', version: '1' })
  expect(one).toMatchObject({ current_stage: 'Production', run_id: first, source: `models:/${modelId}` })
  const { model_version: two } = await call(registry.byAlias, { name: 'net', alias: 'champion' })
  expect(two).toMatchObject({ version: '2', aliases: ['champion'] })
})

test('graph and counts of what was taken in are as for what was made here, and no event is told for each run', async () => {
  const { runs: found } = await call(runs.search, { experiment_ids: [vision], filter: 'metrics.acc > 0.4' })
  expect(found?.map(({ info }) => info.run_id)).toEqual([first])
  const edges = await rows("select from_kind, rel, to_kind from edges where from_kind = 'run' order by 2, 3")
  expect(edges).toEqual([
    { from_kind: 'run', rel: 'parent-of', to_kind: 'run' },
    { from_kind: 'run', rel: 'produced', to_kind: 'model-version' },
    { from_kind: 'run', rel: 'registered-as', to_kind: 'version' },
    { from_kind: 'run', rel: 'used', to_kind: 'dataset-version' },
  ])
  await here.app.jobs.runNow('track.add-up-run-counts')
  expect(
    await rows(`select deleted, sum(total)::int as total, sum(failed)::int as failed, sum(running)::int as running
      from run_counts group by 1 order by 1`),
  ).toEqual([
    { deleted: false, total: 3, failed: 1, running: 1 },
    { deleted: true, total: 1, failed: 0, running: 1 },
  ])
  const names = (await rows(
    "select distinct name from events where name like 'run%' or name like 'import%' order by 1",
  )) as {
    name: string
  }[]
  expect(names.map(({ name }) => name)).toEqual(['import.finished', 'import.started'])
})

test('the same import again changes nothing; what is new there is added', async () => {
  const before = await counted()
  const told = await take()
  expect(takenOf(told)).toMatchObject({ experiments: [0, 3], runs: [0, 4], points: [0, 1_504], files: [0, 2] })
  expect(await counted()).toEqual(before)
  await mlflow.log(nested, 'late', [[1, 1, 1]])
  await mlflow.log(first, 'loss', [[3, 9, 3]])
  expect(takenOf(await take())).toMatchObject({ runs: [0, 4], points: [2, 1_504] })
  const { metrics: loss } = await call(metrics.history, { run_id: first, metric_key: 'loss' })
  expect(loss?.length).toBe(1_501)
})

test('a name that is taken here is given a suffix, or left, and the report says which', async () => {
  const { experiment_id: id } = await mlflow.post('experiments/create', { name: 'clash' })
  await mlflow.run(String(id), 'theirs')
  const own = await call(experiments.create, { name: 'clash' })
  await call(runs.create, { experiment_id: own.experiment_id })
  const left = await take({ experiments: ['clash', 'nowhere'], on_clash: 'leave' })
  expect(left.report.left.filter(({ what }) => what === 'experiments')).toMatchObject([
    { examples: ['nowhere'] },
    { examples: ['clash'] },
  ])
  const told = await take({ experiments: ['clash'] })
  expect(told.report.experiments).toMatchObject([
    { name: 'clash', here: `clash (${new URL(mlflow.url).host})`, how: 'made' },
  ])
})

test('credentials are in no reply, no event and no plain row', async () => {
  const secret = 'correct-horse'
  const { import: asked } = await call(imports.create, {
    ...{ uri: mlflow.url.replace('//', `//ana:${secret}@`), experiments: ['vision'] },
  })
  expect(asked.place).toBe(mlflow.url)
  const all = [
    await call(imports.list, {}),
    ...(await rows('select to_jsonb(i)::text as text from imports i')),
    ...(await rows('select details::text as text from event_details')),
  ]
  expect(JSON.stringify(all)).not.toMatch(new RegExp(`${secret}|${Buffer.from(secret).toString('hex')}`))
  await expect
    .poll(async () => (await call(imports.get, { id: asked.id })).import.state, { timeout: 20_000 })
    .toBe('done')
  expect(await rows(`select secret from imports where id = ${asked.id}`)).toEqual([{ secret: null }])
})

test('where a source may not lead is said, with the setting that allows it', async () => {
  await expect(call(imports.create, { uri: 'http://169.254.169.254/' })).rejects.toThrow('BELLWETHER_ALLOWED_TARGETS')
  await expect(call(imports.create, { uri: 'ftp://x' })).rejects.toThrow("'uri'")
  const refused = await send('POST', imports.create.path, { uri: 'http://10.0.0.1/' })
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('a private network')])
  // Reachable by others: this machine's own address is no longer everybody's to name.
  expect((await strict.send('POST', imports.create.path, { uri: mlflow.url })).status).toBe(403)
  const away = await take({ uri: 'http://127.0.0.1:9/' })
  expect([away.state, away.error]).toEqual(['failed', expect.stringContaining('127.0.0.1:9')])
})
