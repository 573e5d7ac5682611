import { expect, test } from 'vitest'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { inputs } from '../contract/inputs.ts'
import { metrics } from '../contract/metrics.ts'
import { runs } from '../contract/runs.ts'

const { call, send, database } = await server()
const refused = (code: string, status: number) => expect.objectContaining({ code, status })
const tagsOf = async (run_id: string) =>
  Object.fromEntries((await call(runs.get, { run_id })).run.data.tags!.map((tag) => [tag.key, tag.value]))

test('a run is created, logged to and read back whole', async () => {
  const experiment_id = await anExperiment(call)
  const run_id = await aRun(call, { experiment_id, run_name: 'brave-heron-12', user_id: 'ana' })
  await call(metrics.logBatch, {
    run_id,
    metrics: [{ key: 'loss', value: 0.5, timestamp: 1_700_000_000_001, step: 1 }],
    params: [{ key: 'lr', value: '0.1' }],
    tags: [{ key: 'team', value: 'réseau' }],
  })
  await call(runs.update, { run_id, status: 'FINISHED', end_time: 1_700_000_009_000 })
  const { run } = await call(runs.get, { run_id })
  expect(run).toEqual({
    info: {
      run_id,
      run_uuid: run_id,
      run_name: 'brave-heron-12',
      experiment_id,
      user_id: 'ana',
      status: 'FINISHED',
      start_time: 1_700_000_000_000,
      end_time: 1_700_000_009_000,
      artifact_uri: `mlflow-artifacts:/${experiment_id}/${run_id}/artifacts`,
      lifecycle_stage: 'active',
    },
    data: {
      metrics: [{ key: 'loss', value: 0.5, timestamp: 1_700_000_000_001, step: 1 }],
      params: [{ key: 'lr', value: '0.1' }],
      tags: [
        { key: 'team', value: 'réseau' },
        { key: 'mlflow.runName', value: 'brave-heron-12' },
      ],
    },
    inputs: {},
    outputs: {},
  })
  expect(await call(runs.get, { run_uuid: run_id })).toEqual({ run })
})

test('a new name is an event that says the old one; the same name is none', async () => {
  const run_id = await aRun(call, { run_name: 'first' })
  for (const run_name of ['second', 'second']) await call(runs.update, { run_id, run_name })
  const { rows } = await database.pool.query(
    "select e.name, d.details from events e join event_details d on d.event_id = e.id where e.subject_id = $1 and e.name = 'run.renamed'",
    [run_id],
  )
  expect(rows).toEqual([{ name: 'run.renamed', details: expect.objectContaining({ name: 'second', from: 'first' }) }])
})

test("a run's name and its name tag are one thing, both ways", async () => {
  const run_id = await aRun(call, { tags: [{ key: 'mlflow.runName', value: 'by tag' }] })
  expect((await call(runs.get, { run_id })).run.info.run_name).toBe('by tag')
  await call(runs.setTag, { run_id, key: 'mlflow.runName', value: 'renamed by tag' })
  expect((await call(runs.get, { run_id })).run.info.run_name).toBe('renamed by tag')
  await call(runs.update, { run_id, run_name: 'renamed' })
  expect(await tagsOf(run_id)).toEqual({ 'mlflow.runName': 'renamed' })
  await expect(aRun(call, { run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] })).rejects.toEqual(
    refused('INVALID_PARAMETER_VALUE', 400),
  )
})

test('a run without a name gets one that can be said aloud', async () => {
  const run_id = await aRun(call)
  expect((await call(runs.get, { run_id })).run.info.run_name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
})

test('an update of the name leaves the status; a finished run can be resumed', async () => {
  const run_id = await aRun(call)
  await call(runs.update, { run_id, status: 'FINISHED', end_time: 5 })
  expect((await call(runs.update, { run_id, run_name: 'x' })).run_info.status).toBe('FINISHED')
  expect((await call(runs.update, { run_id, status: 'RUNNING' })).run_info.status).toBe('RUNNING')
  await logValues(call, run_id, 'after', [1])
})

test('deleting is idempotent, keeps the run readable and refuses writes until it is restored', async () => {
  const run_id = await aRun(call)
  await call(runs.delete, { run_id })
  await call(runs.delete, { run_id })
  expect((await call(runs.get, { run_id })).run.info.lifecycle_stage).toBe('deleted')
  await expect(call(runs.update, { run_id, status: 'FAILED' })).rejects.toEqual(refused('INVALID_PARAMETER_VALUE', 400))
  await expect(call(runs.setTag, { run_id, key: 'k', value: 'v' })).rejects.toEqual(
    refused('INVALID_PARAMETER_VALUE', 400),
  )
  await call(runs.restore, { run_id })
  await call(runs.setTag, { run_id, key: 'k', value: 'v' })
  await call(runs.deleteTag, { run_id, key: 'k' })
  await expect(call(runs.deleteTag, { run_id, key: 'k' })).rejects.toEqual(refused('RESOURCE_DOES_NOT_EXIST', 404))
})

test('a search sees active runs, deleted ones or all, newest first', async () => {
  const experiment_id = await anExperiment(call)
  const ids = []
  for (let i = 0; i < 4; i++) ids.push(await aRun(call, { experiment_id, start_time: 1000 + i }))
  await call(runs.delete, { run_id: ids[3]! })
  const find = async (run_view_type?: 'ALL' | 'DELETED_ONLY') =>
    ((await call(runs.search, { experiment_ids: [experiment_id], run_view_type })).runs ?? []).map(
      (run) => run.info.run_id,
    )
  expect(await find()).toEqual([ids[2], ids[1], ids[0]])
  expect(await find('DELETED_ONLY')).toEqual([ids[3]])
  expect(await find('ALL')).toEqual([ids[3], ids[2], ids[1], ids[0]])
})

test('a search walks pages in the order of a metric, each run once, without one last', async () => {
  const experiment_id = await anExperiment(call)
  const values = [3, Number.NaN, 1, 2, undefined, 2]
  const ids: string[] = []
  for (const [i, value] of values.entries()) {
    ids.push(await aRun(call, { experiment_id, start_time: i }))
    if (value !== undefined) await logValues(call, ids[i]!, 'acc', [value])
  }
  const seen: string[] = []
  let page_token: string | undefined
  do {
    const page = await call(runs.search, {
      experiment_ids: [experiment_id],
      order_by: ['metrics.acc DESC'],
      max_results: 2,
      page_token,
    })
    seen.push(...(page.runs ?? []).map((run) => run.info.run_id))
    page_token = page.next_page_token
  } while (page_token)
  expect(seen).toEqual([ids[0], ids[5], ids[3], ids[2], ids[1], ids[4]])
})

test.each([
  ['metrics.acc >> 1', 'position'],
  ["params.x = 'open", 'position'],
  ['nonsense', 'position'],
  ["attributes.colour = 'red'", 'colour'],
  ["params.x RLIKE '('", 'RLIKE'],
])('the filter %j is refused, saying where it is wrong', async (filter, part) => {
  const reply = await send('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: ['0'], filter })
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(reply.body.message).toContain(part)
})

test.each([
  ['POST', '/runs/create', '{"experiment_id":', 'JSON'],
  ['POST', '/runs/create', '[1]', 'object'],
  ['POST', '/runs/create', '{"experiment_id":"0","start_time":"soon"}', 'start_time'],
  ['POST', '/runs/search', '{"experiment_ids":["0"],"max_results":50001}', 'max_results'],
  ['POST', '/runs/search', '{"experiment_ids":["0"],"max_results":0}', 'max_results'],
  ['POST', '/runs/search', '{"experiment_ids":["0"],"page_token":"%%%"}', 'page_token'],
  ['POST', '/runs/search', '{"experiment_ids":["zero"]}', 'experiment_ids'],
  ['POST', '/runs/update', '{"status":"FINISHED"}', 'run_id'],
  ['POST', '/runs/update', '{"run_id":"x","status":"DONE"}', 'status'],
  ['POST', '/runs/log-model', '{"run_id":"x","model_json":"{"}', 'model_json'],
  ['GET', '/runs/get', undefined, 'run_id'],
])('%s %s with a bad body is refused, naming the field', async (method, path, body, part) => {
  const reply = await send(method, `/api/2.0/mlflow${path}`, body)
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(reply.body.message).toContain(part)
})

test('unknown fields are ignored, nulls count as absent, other content types are refused', async () => {
  const reply = await send('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0', run_name: null, colour: 'red' })
  expect(reply.status).toBe(200)
  const text = await send('POST', '/api/2.0/mlflow/runs/create', 'x', { 'content-type': 'text/plain' })
  expect(text).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  const lost = await send('GET', '/api/2.0/mlflow/runs/nothing')
  expect(lost).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } })
})

test('a run that lasts longer than time itself does not break a search by duration', async () => {
  const experiment_id = await anExperiment(call)
  const run_id = await aRun(call, { experiment_id, start_time: -(2n ** 63n) })
  await call(runs.update, { run_id, end_time: 2n ** 63n - 1n })
  const found = await call(runs.search, {
    experiment_ids: [experiment_id],
    filter: 'duration > 5',
    order_by: ['duration'],
  })
  expect(found.runs).toHaveLength(1)
})

test('a body that is not UTF-8 is refused, an empty name is not taken', async () => {
  const bytes = Buffer.from('{"experiment_id":"0","run_name":"caf\xe9"}', 'latin1')
  const reply = await send('POST', '/api/2.0/mlflow/runs/create', bytes)
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  const run_id = await aRun(call, { run_name: 'kept' })
  await call(runs.setTag, { run_id, key: 'mlflow.runName', value: '' })
  expect(await tagsOf(run_id)).toEqual({ 'mlflow.runName': 'kept' })
})

test('the history of models of older clients grows in one tag', async () => {
  const run_id = await aRun(call)
  const model = (n: number) => JSON.stringify({ artifact_path: `m${n}`, flavors: {}, utc_time_created: '', run_id })
  await call(runs.logModel, { run_id, model_json: model(1) })
  await call(runs.logModel, { run_id, model_json: model(2) })
  const history = JSON.parse((await tagsOf(run_id))['mlflow.log-model.history']!) as { artifact_path: string }[]
  expect(history.map((entry) => entry.artifact_path)).toEqual(['m1', 'm2'])
})

const dataset = (name: string, digest = 'd1') => ({
  tags: [{ key: 'mlflow.data.context', value: 'training' }],
  dataset: { name, digest, source_type: 'local', source: '{"uri":"x"}', schema: '{}', profile: '{"rows":3}' },
})

test('datasets are one thing by name and digest in an experiment, and each run has each once', async () => {
  const experiment_id = await anExperiment(call)
  const [one, two] = [await aRun(call, { experiment_id }), await aRun(call, { experiment_id })]
  for (const run_id of [one, one, two])
    await call(inputs.log, { run_id, datasets: [dataset('iris'), dataset('iris'), dataset('iris', 'd2')] })
  expect((await call(runs.get, { run_id: one })).run.inputs.dataset_inputs).toEqual([
    dataset('iris'),
    dataset('iris', 'd2'),
  ])
  const { dataset_summaries } = await call(inputs.searchDatasets, { experiment_ids: [experiment_id] })
  expect(dataset_summaries).toEqual(
    ['d1', 'd2'].map((digest) => ({ experiment_id, name: 'iris', digest, context: 'training' })),
  )
  const found = await call(runs.search, { experiment_ids: [experiment_id], filter: "dataset.digest = 'd2'" })
  expect(found.runs).toHaveLength(2)
})

test('models that a run reads and makes are told with it', async () => {
  const run_id = await aRun(call)
  await call(inputs.log, { run_id, models: [{ model_id: 'm-in' }] })
  await call(inputs.logOutputs, { run_id, models: [{ model_id: 'm-out', step: 3 }] })
  const { run } = await call(runs.get, { run_id })
  expect([run.inputs.model_inputs, run.outputs]).toEqual([
    [{ model_id: 'm-in' }],
    { model_outputs: [{ model_id: 'm-out', step: 3 }] },
  ])
})

test('tags that come with a new run may have any key but none and control characters', async () => {
  const experiment_id = await anExperiment(call)
  const key = 'Größe (mm), *neu* = "x"'
  const run_id = await aRun(call, { experiment_id, tags: [{ key, value: '7' }] })
  expect((await call(runs.get, { run_id })).run.data.tags).toContainEqual({ key, value: '7' })
  for (const wrong of ['', 'a\nb', 'x'.repeat(251)])
    await expect(call(runs.create, { experiment_id, tags: [{ key: wrong, value: '' }] })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    })
})
