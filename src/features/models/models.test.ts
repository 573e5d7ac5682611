/** Logged models as MLflow's clients use them. */
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { neighbours } from '../../platform/graph.ts'
import { experiments } from '../track/contract/experiments.ts'
import { metrics } from '../track/contract/metrics.ts'
import { runs } from '../track/contract/runs.ts'
import { models } from './contract.ts'

const { call, send, database, advance, now } = await server({ now: 1_700_000_000_000 })
const { experiment_id } = await call(experiments.create, { name: 'models' })
const run = async (experiment = experiment_id) =>
  (await call(runs.create, { experiment_id: experiment })).run.info.run_id
const make = async (input: object = {}) => (await call(models.create, { experiment_id, ...input })).model
const measure = (model_id: string, run_id: string, value: number, more: object = {}) =>
  call(metrics.log, { run_id, key: 'acc', value, timestamp: now(), model_id, ...more })

test('a model is announced, described, finalized and read back whole', async () => {
  const run_id = await run()
  const { info, data } = await make({
    name: 'forest',
    model_type: 'classifier',
    source_run_id: run_id,
    params: [{ key: 'depth', value: '3' }],
    tags: [{ key: 'team', value: 'réseau' }],
  })
  expect(info.model_id).toMatch(/^m-[0-9a-f]{32}$/)
  expect(info).toEqual({
    model_id: info.model_id,
    experiment_id,
    name: 'forest',
    creation_timestamp_ms: now(),
    last_updated_timestamp_ms: now(),
    artifact_uri: `mlflow-artifacts:/${experiment_id}/models/${info.model_id}/artifacts`,
    status: 'LOGGED_MODEL_PENDING',
    model_type: 'classifier',
    source_run_id: run_id,
    tags: [{ key: 'team', value: 'réseau' }],
  })
  expect(data).toEqual({ params: [{ key: 'depth', value: '3' }] })
  advance(5)
  const { model_id } = info
  await call(models.setTags, { model_id, tags: [{ key: 'stage', value: '' }, { key: 'gone' }] })
  await call(models.deleteTag, { model_id, tag_key: 'gone' })
  await call(models.logParams, { model_id, params: [{ key: 'lr', value: '0.1' }] })
  const { model } = await call(models.finalize, { model_id, status: 'LOGGED_MODEL_READY' })
  expect(model.info).toMatchObject({ status: 'LOGGED_MODEL_READY', last_updated_timestamp_ms: now() })
  expect(model.info.creation_timestamp_ms).toBe(now() - 5)
  expect(model.data.params).toHaveLength(2)
  expect(new Map(model.info.tags!.map(({ key, value }) => [key, value]))).toEqual(
    new Map([
      ['team', 'réseau'],
      ['stage', ''],
    ]),
  )
  expect(await call(models.get, { model_id })).toEqual({ model })
})

test('a model without a name is given one, and without a run none is invented', async () => {
  const { info } = await make()
  expect(info.name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
  expect(info).toMatchObject({ source_run_id: '', model_type: '' })
})

test('a model is a node below its run, and its life is in the event log', async () => {
  const run_id = await run()
  const { model_id } = (await make({ name: 'tree', source_run_id: run_id })).info
  await call(models.finalize, { model_id, status: 'LOGGED_MODEL_UPLOAD_FAILED' })
  await call(models.finalize, { model_id, status: 'LOGGED_MODEL_UPLOAD_FAILED' })
  await call(models.delete, { model_id })
  await call(models.delete, { model_id })
  const near = await neighbours(database.db, 1, { kind: 'run', id: run_id })
  expect(near).toContainEqual(
    expect.objectContaining({ rel: 'produced', kind: 'model-version', id: model_id, label: 'tree', deleted: true }),
  )
  const { rows } = await database.pool.query(
    "select e.name, d.details from events e join event_details d on d.event_id = e.id where e.subject_kind = 'model-version' and e.subject_id = $1 order by e.id",
    [model_id],
  )
  expect(rows.map((row) => row.name)).toEqual([
    'model-version.created',
    'model-version.finalized',
    'model-version.deleted',
  ])
  expect(rows[1].details).toMatchObject({ name: 'tree', status: 'UPLOAD_FAILED' })
})

test('a deleted model is gone for everybody who does not ask for the trash', async () => {
  const { model_id } = (await make()).info
  await call(models.delete, { model_id })
  const gone = { status: 404, code: 'RESOURCE_DOES_NOT_EXIST' }
  await expect(call(models.get, { model_id })).rejects.toMatchObject(gone)
  await expect(call(models.setTags, { model_id, tags: [{ key: 'a', value: 'b' }] })).rejects.toMatchObject(gone)
  await expect(call(models.finalize, { model_id, status: 'LOGGED_MODEL_READY' })).rejects.toMatchObject(gone)
  expect((await call(models.get, { model_id, allow_deleted: true })).model.info.model_id).toBe(model_id)
  const found = await call(models.search, { experiment_ids: [experiment_id], filter: `model_id = '${model_id}'` })
  expect(found).toEqual({})
})

test('params never change: the same value again is welcome, another refuses the whole request', async () => {
  const { model_id } = (await make({ params: [{ key: 'a', value: '1' }] })).info
  await call(models.logParams, { model_id, params: [{ key: 'a', value: '1' }] })
  const changed = call(models.logParams, {
    model_id,
    params: [
      { key: 'b', value: '2' },
      { key: 'a', value: '2' },
    ],
  })
  await expect(changed).rejects.toMatchObject({ status: 400, code: 'INVALID_PARAMETER_VALUE' })
  expect((await call(models.get, { model_id })).model.data.params).toEqual([{ key: 'a', value: '1' }])
})

test('what cannot be a model is refused', async () => {
  const wrong = { status: 400, code: 'INVALID_PARAMETER_VALUE' }
  const missing = { status: 404, code: 'RESOURCE_DOES_NOT_EXIST' }
  for (const name of ['a/b', 'a:b', 'a.b', 'a%', '"a"', "a'", 'x'.repeat(501)])
    await expect(make({ name })).rejects.toMatchObject(wrong)
  await expect(make({ experiment_id: '999999' })).rejects.toMatchObject(missing)
  await expect(make({ source_run_id: 'f'.repeat(32) })).rejects.toMatchObject(missing)
  await expect(make({ tags: [{ key: '', value: 'x' }] })).rejects.toMatchObject(wrong)
  await expect(make({ params: [{ key: 'x'.repeat(256), value: 'x' }] })).rejects.toMatchObject(wrong)
  const deleted = (await call(experiments.create, { name: 'deleted' })).experiment_id
  await call(experiments.delete, { experiment_id: deleted })
  await expect(make({ experiment_id: deleted })).rejects.toMatchObject(wrong)
  const { model_id } = (await make()).info
  await expect(call(models.deleteTag, { model_id, tag_key: 'none' })).rejects.toMatchObject(missing)
  expect((await send('PATCH', `/api/2.0/mlflow/logged-models/${model_id}`, { status: 'DONE' })).status).toBe(400)
})

test('points logged with a model id are measurements of the model, apart for each dataset', async () => {
  const run_id = await run()
  const { model_id } = (await make({ source_run_id: run_id })).info
  await measure(model_id, run_id, 0.5, { step: 2 ** 40, dataset_name: 'train', dataset_digest: 'abc' })
  await measure(model_id, run_id, 0.4, { step: 1, dataset_name: 'test' })
  await measure(model_id, run_id, Number.NaN)
  await measure(model_id, run_id, Number.NaN)
  const { model } = await call(models.get, { model_id })
  const point = { key: 'acc', timestamp: now(), model_id, run_id }
  expect(model.data.metrics).toEqual([
    { ...point, value: 'NaN', step: 0 },
    { ...point, value: 0.4, step: 1, dataset_name: 'test' },
    { ...point, value: 0.5, step: 2 ** 40, dataset_name: 'train', dataset_digest: 'abc' },
  ])
  await expect(measure(`m-${'0'.repeat(32)}`, run_id, 1)).rejects.toMatchObject({ status: 404 })
})

test('files of a model are listed by paths from its root and downloaded', async () => {
  const { model_id, artifact_uri } = (await make()).info
  const root = `/api/2.0/mlflow-artifacts/artifacts${artifact_uri.slice('mlflow-artifacts:'.length)}`
  for (const path of ['MLmodel', 'data/weights.bin']) await send('PUT', `${root}/${path}`, 'bytes')
  expect(await call(models.listFiles, { model_id })).toEqual({
    root_uri: artifact_uri,
    files: [
      { path: 'MLmodel', is_dir: false, file_size: 5 },
      { path: 'data', is_dir: true },
    ],
  })
  const inside = await call(models.listFiles, { model_id, artifact_directory_path: 'data' })
  expect(inside.files).toEqual([{ path: 'data/weights.bin', is_dir: false, file_size: 5 }])
  const get = (path: string) =>
    send('GET', `/ajax-api/2.0/mlflow/logged-models/${model_id}/artifacts/files?artifact_file_path=${path}`)
  expect((await get('data/weights.bin')).body.text).toBe('bytes')
  expect((await get('none')).status).toBe(404)
  expect((await get('../MLmodel')).status).toBe(400)
})
