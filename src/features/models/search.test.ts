/** Search for logged models by attributes, params, tags and measurements. */
import { beforeAll, expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { experiments } from '../track/contract/experiments.ts'
import { metrics } from '../track/contract/metrics.ts'
import { runs } from '../track/contract/runs.ts'
import { models } from './contract.ts'

const { call, advance, now } = await server({ now: 1_700_000_000_000 })
const { experiment_id } = await call(experiments.create, { name: 'search' })
const ids: Record<string, string> = {}
let runId = ''

beforeAll(async () => {
  runId = (await call(runs.create, { experiment_id })).run.info.run_id
  for (const [name, params, tags, ready] of [
    ['a', { lr: '0.1' }, { team: 'red' }, true],
    ['b', { lr: '0.01' }, { team: 'blue' }, false],
    ['c', {}, { team: 'red' }, true],
  ] as const) {
    const pairs = (document: object) => Object.entries(document).map(([key, value]) => ({ key, value: String(value) }))
    const { info } = (
      await call(models.create, {
        experiment_id,
        name,
        params: pairs(params),
        tags: pairs(tags),
        ...(name === 'a' && { source_run_id: runId, model_type: 'tree' }),
      })
    ).model
    ids[name] = info.model_id
    if (ready) await call(models.finalize, { model_id: info.model_id, status: 'LOGGED_MODEL_READY' })
    advance(1)
  }
  const log = (name: string, value: number, more: object = {}) =>
    call(metrics.log, { run_id: runId, key: 'val loss', value, timestamp: now(), model_id: ids[name]!, ...more })
  await log('a', 0.3, { dataset_name: 'train', dataset_digest: '1' })
  await log('a', 0.9, { dataset_name: 'test', dataset_digest: '2' })
  await log('b', 0.5, { dataset_name: 'train', dataset_digest: '2' })
})

type Search = NonNullable<(typeof models.search)['types']>['input']
const find = async (input: Search): Promise<string> => {
  const found = await call(models.search, { experiment_ids: [experiment_id], ...input })
  return (found.models ?? []).map((model) => model.info.name).join('')
}

test.each([
  ['', 'cba'],
  ["name = 'b'", 'b'],
  ["attributes.name != 'b'", 'ca'],
  ["name LIKE '%' AND tags.team = 'red'", 'ca'],
  ["status = 'READY'", 'ca'],
  ["status = 'LOGGED_MODEL_PENDING'", 'b'],
  ["status IN ('LOGGED_MODEL_READY', 'PENDING')", 'cba'],
  ["model_type = 'tree'", 'a'],
  ['creation_timestamp > 1700000000000', 'cb'],
  ['creation_time <= 1700000000000', 'a'],
  ['last_updated_timestamp >= 1700000000002', 'c'],
  ["params.lr = '0.1'", 'a'],
  ["params.lr != '0.1'", 'b'],
  ["tags.team IN ('blue', 'green')", 'b'],
  ['metrics.`val loss` > 0.4', 'ba'],
  ['metrics.`val loss` < 0.4', 'a'],
  [Array(9).fill('metrics.`val loss` > 0.1').join(' AND '), 'ba'],
  ['metrics.`val loss` IS NULL', 'c'],
  ["NOT tags.team = 'red' OR params.lr IS NULL", 'cb'],
])('filter %s', async (filter, expected) => {
  expect(await find({ filter })).toBe(expected)
})

test('the model of a run is found by its run', async () => {
  expect(await find({ filter: `source_run_id = '${runId}'` })).toBe('a')
})

test('datasets narrow what a metric says, and alone keep models that were measured on them', async () => {
  const train = { dataset_name: 'train' }
  const filter = 'metrics.`val loss` > 0.4'
  expect(await find({ datasets: [train] })).toBe('ba')
  expect(await find({ datasets: [{ ...train, dataset_digest: '1' }] })).toBe('a')
  expect(await find({ filter, datasets: [train] })).toBe('b')
  expect(await find({ filter, datasets: [train, { dataset_name: 'test', dataset_digest: '2' }] })).toBe('ba')
})

test('models are ordered by attributes and by metrics on a dataset; those without stand last', async () => {
  expect(await find({ order_by: [{ field_name: 'name' }] })).toBe('abc')
  expect(await find({ order_by: [{ field_name: 'creation_timestamp', ascending: true }] })).toBe('abc')
  const by = { field_name: 'metrics.val loss' }
  const train = { ...by, dataset_name: 'train' }
  expect(await find({ order_by: [train] })).toBe('abc')
  expect(await find({ order_by: [{ ...train, ascending: false }] })).toBe('bac')
  expect(await find({ order_by: [{ ...by, dataset_name: 'test', dataset_digest: '2' }] })).toBe('acb')
})

test('pages join without gap or repetition, whatever the ordering', async () => {
  for (const order_by of [
    undefined,
    [{ field_name: 'metrics.val loss', ascending: false }],
    [{ field_name: 'name' }],
  ]) {
    const input = { experiment_ids: [experiment_id], ...(order_by && { order_by }), max_results: 1 }
    const names: string[] = []
    let page_token: string | undefined
    do {
      const page = await call(models.search, { ...input, ...(page_token && { page_token }) })
      names.push(...page.models!.map((model) => model.info.name))
      page_token = page.next_page_token
    } while (page_token)
    expect(names.join('')).toBe(await find({ ...(order_by && { order_by }) }))
  }
})

test('in no experiment there are no models', async () => {
  expect(await call(models.search, { experiment_ids: [] })).toEqual({})
})

test.each<[string, Search]>([
  ['no word of experiments', { experiment_ids: undefined } as unknown as Search],
  ['an experiment that is no number', { experiment_ids: ['x'] }],
  ['an unknown attribute', { filter: "color = 'red'" }],
  ['a dataset in the filter', { filter: "dataset.name = 'train'" }],
  ['a pattern that is no regular expression', { filter: "name RLIKE '('" }],
  ['a comparison that ends early', { filter: 'metrics.a >' }],
  ['an ordering by something else', { order_by: [{ field_name: 'datasets.name' }] }],
  ['a negative page size', { max_results: -1 }],
  ['a page token of somebody else', { page_token: 'bm9uc2Vuc2U=' }],
])('%s is refused', async (_what, input) => {
  const found = call(models.search, { experiment_ids: [experiment_id], ...input })
  await expect(found).rejects.toMatchObject({ status: 400, code: 'INVALID_PARAMETER_VALUE' })
})
