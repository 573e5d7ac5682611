/**
 * Refusals by raw HTTP: the status and the error code that MLflow's clients act upon. What MLflow's own server answers
 * to the like is compared in test/differential.
 */
import { expect, test } from 'vitest'
import { server, toQuery } from '../harness/server.ts'

const { send } = await server()
const api = '/api/2.0/mlflow'
const post = (path: string, body: unknown, headers?: Record<string, string>) => send('POST', api + path, body, headers)
const get = (path: string, query: object = {}) => send('GET', api + path + toQuery(query))
const made = async (path: string, body: object) => (await post(path, body)).body

const { experiment_id } = (await made('/experiments/create', { name: 'here' })) as { experiment_id: string }
const gone = ((await made('/experiments/create', { name: 'gone' })) as { experiment_id: string }).experiment_id
await post('/experiments/delete', { experiment_id: gone })
const newRun = async (): Promise<string> => {
  const { run } = (await made('/runs/create', { experiment_id })) as { run: { info: { run_id: string } } }
  return run.info.run_id
}
const run_id = await newRun()
const deleted = await newRun()
await post('/runs/delete', { run_id: deleted })
await post('/runs/log-parameter', { run_id, key: 'p', value: '1' })
const nobody = 'f'.repeat(32)
const many = (n: number, item: (i: number) => object): object[] => Array.from({ length: n }, (_, i) => item(i))
const point = { key: 'm', value: 1, timestamp: 1 }
const search = (more: object) => post('/runs/search', { experiment_ids: [experiment_id], ...more })
const metric = (more: object) => post('/runs/log-metric', { run_id, ...point, ...more })
const batch = (more: object) => post('/runs/log-batch', { run_id, ...more })

const wrong = [400, 'INVALID_PARAMETER_VALUE'] as const
const exists = [400, 'RESOURCE_ALREADY_EXISTS'] as const
const missing = [404, 'RESOURCE_DOES_NOT_EXIST'] as const

type Case = [what: string, expected: readonly [number, string], ask: () => ReturnType<typeof send>]

const CASES: Case[] = [
  ['an experiment of the same name', exists, () => post('/experiments/create', { name: 'here' })],
  ['an experiment without a name', wrong, () => post('/experiments/create', {})],
  ['an experiment with an empty name', wrong, () => post('/experiments/create', { name: '' })],
  ['an experiment whose name is a number', wrong, () => post('/experiments/create', { name: 7 })],
  ['an experiment with a name of 501 letters', wrong, () => post('/experiments/create', { name: 'x'.repeat(501) })],
  ['an unknown experiment', missing, () => get('/experiments/get', { experiment_id: '987654' })],
  ['an experiment id that is no number', wrong, () => get('/experiments/get', { experiment_id: 'abc' })],
  ['no experiment name', wrong, () => get('/experiments/get-by-name', { experiment_name: '' })],
  ['a history of no metric', wrong, () => get('/metrics/get-history', { run_id, metric_key: '' })],
  ['a tag of no name to remove', wrong, () => post('/runs/delete-tag', { run_id, key: '' })],
  ['no experiment id', wrong, () => get('/experiments/get')],
  ['an unknown experiment name', missing, () => get('/experiments/get-by-name', { experiment_name: 'none' })],
  ['deleting what is deleted', missing, () => post('/experiments/delete', { experiment_id: gone })],
  ['restoring what is not deleted', missing, () => post('/experiments/restore', { experiment_id })],
  ['renaming a deleted experiment', wrong, () => post('/experiments/update', { experiment_id: gone, new_name: 'x' })],
  ['a run in a deleted experiment', wrong, () => post('/runs/create', { experiment_id: gone })],
  ['a run in no experiment', missing, () => post('/runs/create', { experiment_id: '987654' })],
  [
    'two names for one run',
    wrong,
    () => post('/runs/create', { experiment_id, run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] }),
  ],
  ['an unknown run', missing, () => get('/runs/get', { run_id: nobody })],
  ['no run id', wrong, () => get('/runs/get')],
  ['an unknown run to update', missing, () => post('/runs/update', { run_id: nobody, status: 'FINISHED' })],
  ['deleting an unknown run', missing, () => post('/runs/delete', { run_id: nobody })],
  ['a metric of an unknown run', missing, () => metric({ run_id: nobody })],
  ['a metric of a deleted run', wrong, () => metric({ run_id: deleted })],
  ['a metric without a value', wrong, () => post('/runs/log-metric', { run_id, key: 'm', timestamp: 1 })],
  ['a metric without a time', wrong, () => post('/runs/log-metric', { run_id, key: 'm', value: 1 })],
  ['a metric whose value is a word', wrong, () => metric({ value: 'high' })],
  ['a metric at half a step', wrong, () => metric({ step: 0.5 })],
  ['a metric before 1970', wrong, () => metric({ timestamp: -1 })],
  ['a metric with a key of 251 letters', wrong, () => metric({ key: 'k'.repeat(251) })],
  ['a metric with a key that leaves its folder', wrong, () => metric({ key: '../m' })],
  ['a metric with a forbidden sign in its key', wrong, () => metric({ key: 'a*b' })],
  ['another value for a param', wrong, () => post('/runs/log-parameter', { run_id, key: 'p', value: '2' })],
  ['a param of a deleted run', wrong, () => post('/runs/log-parameter', { run_id: deleted, key: 'q', value: '1' })],
  ['1,001 metrics', wrong, () => batch({ metrics: many(1001, () => point) })],
  ['101 params', wrong, () => batch({ params: many(101, (i) => ({ key: `p${i}`, value: '1' })) })],
  ['101 tags', wrong, () => batch({ tags: many(101, (i) => ({ key: `t${i}`, value: '1' })) })],
  [
    '1,001 entries in all',
    wrong,
    () => batch({ metrics: many(950, () => point), tags: many(51, (i) => ({ key: `t${i}`, value: '1' })) }),
  ],
  ['a param twice in a batch', wrong, () => batch({ params: many(2, (i) => ({ key: 'twice', value: `${i}` })) })],
  ['a tag that is not there', missing, () => post('/runs/delete-tag', { run_id, key: 'none' })],
  ['a tag of an unknown run', missing, () => post('/runs/set-tag', { run_id: nobody, key: 'a', value: 'b' })],
  ['a filter with an unknown attribute', wrong, () => search({ filter: "color = 'red'" })],
  ['a filter that ends early', wrong, () => search({ filter: 'metrics.m >' })],
  ['a filter that compares a metric with text', wrong, () => search({ filter: "metrics.m = 'x'" })],
  ['an ordering by nothing known', wrong, () => search({ order_by: ['color'] })],
  ['a page of 50,001 runs', wrong, () => search({ max_results: 50_001 })],
  ['a page of no runs', wrong, () => search({ max_results: 0 })],
  ['a page token of somebody else', wrong, () => search({ page_token: 'bm9uc2Vuc2U=' })],
  [
    'a history of more than 100 runs',
    wrong,
    () =>
      get('/metrics/get-history-bulk-interval', {
        run_ids: many(101, String as never),
        metric_key: 'm',
      }),
  ],
  ['an unknown logged model', missing, () => get(`/logged-models/m-${nobody}`)],
  ['a logged model in a deleted experiment', wrong, () => post('/logged-models', { experiment_id: gone })],
  ['artifacts of an unknown run', missing, () => get('/artifacts/list', { run_id: nobody })],
  ['artifacts outside the run', wrong, () => get('/artifacts/list', { run_id, path: '../..' })],
  ['an artifact that is not there', missing, () => send('GET', '/api/2.0/mlflow-artifacts/artifacts/none')],
  ['a path that leaves the store', wrong, () => send('PUT', '/api/2.0/mlflow-artifacts/artifacts/%2e%2e/x', 'x')],
  ['a body that is no JSON', wrong, () => post('/runs/create', '{')],
  ['a body that is a list', wrong, () => post('/runs/create', '[]')],
  [
    'a body that is a form',
    wrong,
    () => post('/runs/create', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['a route that does not exist', [404, 'ENDPOINT_NOT_FOUND'], () => get('/nothing')],
  ['a presigned URL', [501, 'NOT_IMPLEMENTED'], () => post('/artifacts/presigned-upload-url', {})],
]

test.each(CASES)('%s: refused with the right code', async (_what, [status, code], ask) => {
  const reply = await ask()
  expect({ status: reply.status, code: reply.body.error_code }).toEqual({ status, code })
  expect(String(reply.body.message).length).toBeGreaterThan(10)
})

test('a refusal says of which class it is, as MLflow does', async () => {
  const refused = await post('/experiments/create', { name: 'here' })
  expect(refused.body).toMatchObject({ error_class: 'RESOURCE_ALREADY_EXISTS', sqlstate: 'KAM00' })
  expect((await get('/runs/get', { run_id: nobody })).body).toMatchObject({ error_class: 'RESOURCE_NOT_FOUND' })
})

test('JSON that is encoded twice, as old clients do, is read', async () => {
  const text = JSON.stringify(JSON.stringify({ run_id, key: 'old', value: 'client' }))
  expect((await post('/runs/set-tag', text)).status).toBe(200)
  const plain = await post('/runs/set-tag', JSON.stringify({ run_id, key: 'a' }), { 'content-type': 'text/plain' })
  expect(plain.status).toBe(400)
})

test('Track-11: no mistake of a caller is answered with a status that its client repeats for minutes', async () => {
  for (const [what, , ask] of CASES) expect([408, 429, 500, 502, 503, 504], what).not.toContain((await ask()).status)
})

test('what MLflow accepts is not refused: unknown fields, numbers in strings, repeats, an empty history', async () => {
  const fine = [
    () => metric({ value: 'NaN', timestamp: '7', step: '4611686018427387904', colour: 'red' }),
    () => post('/runs/log-parameter', { run_id, key: 'p', value: '1' }),
    () => post('/runs/log-parameter', { run_id, key: 'long', value: 'x'.repeat(7000) }),
    () => post('/runs/set-tag', { run_id, key: 'empty' }),
    () => post('/runs/update', { run_uuid: run_id, run_name: 'renamed' }),
    () => get('/metrics/get-history', { run_id: nobody, metric_key: 'm' }),
    () => batch({}),
  ]
  for (const [i, ask] of fine.entries()) expect((await ask()).status, `case ${i}`).toBe(200)
})

test('a refused batch leaves nothing behind', async () => {
  const fresh = await newRun()
  const refused = await post('/runs/log-batch', {
    run_id: fresh,
    metrics: [point, { ...point, key: '' }],
    params: [{ key: 'a', value: '1' }],
    tags: [{ key: 't', value: '1' }],
  })
  expect(refused.status).toBe(400)
  const { run } = (await get('/runs/get', { run_id: fresh })).body as { run: { data: { tags: { key: string }[] } } }
  expect(run.data).not.toHaveProperty('metrics')
  expect(run.data).not.toHaveProperty('params')
  expect(run.data.tags.map((tag) => tag.key)).toEqual(['mlflow.runName'])
})
