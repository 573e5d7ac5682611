import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { isSeed } from '../../../lib/seeds.ts'
import { metrics } from '../contract/metrics.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'
import { table } from '../contract/table.ts'

const { call, send, database, advance } = await server({ now: 1_800_000_000_000 })

interface Made {
  name?: string
  params?: Record<string, string>
  tags?: Record<string, string>
  metrics?: Record<string, number>
}
const pairs = (record: Record<string, string> = {}) => Object.entries(record).map(([key, value]) => ({ key, value }))

/** An experiment with these runs, one started after the other; run i is called `ri` unless named. */
async function experimentOf(made: Made[]): Promise<string> {
  const experiment_id = await anExperiment(call)
  for (const [i, { name = `r${i}`, params, tags, metrics: values = {} }] of made.entries()) {
    const run_id = await aRun(call, { experiment_id, run_name: name, start_time: 1_000 + i, tags: pairs(tags) })
    const points = Object.entries(values).map(([key, value]) => ({ key, value, timestamp: 1, step: 0 }))
    await call(metrics.logBatch, { run_id, params: pairs(params), metrics: points })
  }
  return experiment_id
}

const nameOf = ({ name }: { name: string }): string => name

test('a list carries only the columns that were asked for, and what every run has', async () => {
  const experiment_id = await experimentOf([
    {
      params: { lr: '0.1', width: '8' },
      tags: { team: 'a', 'mlflow.user': 'ana', 'mlflow.parentRunId': 'p' },
      metrics: { loss: 1, acc: 0.5 },
    },
    { params: { lr: '0.2' } },
  ])
  const list = async (columns?: string[]) =>
    (await call(own.searchRuns, { experiment_ids: [experiment_id], columns })).runs
  const [bare, full] = await list(['metrics.loss', 'params.lr', 'metrics.nobody-has-it'])
  expect(full).toMatchObject({ name: 'r0', user: 'ana', parent_run_id: 'p', params: { lr: '0.1' }, tags: {} })
  expect(Object.keys(full!.params)).toEqual(['lr'])
  expect(Object.keys(full!.metrics)).toEqual(['loss'])
  expect(bare).toMatchObject({ name: 'r1', params: { lr: '0.2' }, metrics: {} })
  const [, none] = await list([])
  expect(none).toMatchObject({ params: {}, tags: {}, metrics: {}, user: 'ana' })
  const [, tagged] = await list(['tags.team', 'tags.mlflow.user'])
  expect(tagged!.tags).toEqual({ team: 'a', 'mlflow.user': 'ana' })
  const [, all] = await list()
  expect(Object.keys(all!.metrics)).toEqual(['acc', 'loss'])
  expect(all!.tags).toMatchObject({ team: 'a', 'mlflow.runName': 'r0' })
})

test('columns of metrics that stand in the log only are found too', async () => {
  const experiment_id = await experimentOf([{}])
  const { runs: found } = await call(own.searchRuns, { experiment_ids: [experiment_id], columns: [] })
  const many = Array.from({ length: 600 }, (_, i) => ({ key: `m${i}`, value: i, timestamp: 1, step: 0 }))
  await call(metrics.logBatch, { run_id: found[0]!.run_id, metrics: many })
  const columns = ['metrics.m7', 'metrics.m599']
  const { runs: after } = await call(own.searchRuns, { experiment_ids: [experiment_id], columns })
  expect(Object.entries(after[0]!.metrics).map(([key, { value }]) => [key, value])).toEqual([
    ['m599', 599],
    ['m7', 7],
  ])
})

test('a list can begin anywhere; its total is counted with the first page', async () => {
  const experiment_id = await experimentOf(Array.from({ length: 7 }, () => ({})))
  const page = async (offset: number) => {
    const { runs, total } = await call(own.searchRuns, {
      experiment_ids: [experiment_id],
      limit: 3,
      offset,
      columns: [],
    })
    return [runs.map(nameOf).join(' '), total]
  }
  expect(await page(0)).toEqual(['r6 r5 r4', 7])
  await aRun(call, { experiment_id, run_name: 'new', start_time: 1 })
  expect(await page(3)).toEqual(['r3 r2 r1', 7])
  expect(await page(6)).toEqual(['r0 new', 7])
  advance(61_000)
  expect(await page(6)).toEqual(['r0 new', 8])
  expect(await page(0)).toEqual(['r6 r5 r4', 8])
  expect(await page(60)).toEqual(['', 8])
})

test('a filtered list has the same order and total on its first page as on those behind it', async () => {
  const values = [3, Number.NaN, 1, 2, undefined, 2, 5]
  const made = values.map(
    (loss, i): Made => ({
      params: { kind: i === 6 ? 'b' : 'a' },
      metrics: loss === undefined ? {} : { loss },
    }),
  )
  const experiment_id = await experimentOf(made)
  const filter = "params.kind = 'a'"
  for (const order_by of [['metrics.loss DESC'], ['params.kind', 'metrics.loss'], [], ['attributes.run_name DESC']]) {
    const base = { experiment_ids: [experiment_id], filter, order_by, columns: [] }
    const names = async (limit: number, offset: number) => {
      const { runs, total } = await call(own.searchRuns, { ...base, limit, offset })
      expect(total).toBe(6)
      return runs.map(nameOf)
    }
    const whole = await names(10, 0)
    expect([...(await names(2, 0)), ...(await names(2, 2)), ...(await names(2, 4))]).toEqual(whole)
    const first = await call(own.searchRuns, { ...base, limit: 4 })
    const rest = await call(own.searchRuns, { ...base, limit: 4, cursor: first.next_cursor! })
    expect([...first.runs, ...rest.runs].map(nameOf)).toEqual(whole)
    expect(rest).toMatchObject({ total: 6, next_cursor: null })
  }
  const none = await call(own.searchRuns, { experiment_ids: [experiment_id], filter: "params.kind = 'c'" })
  expect(none).toEqual({ runs: [], total: 0, next_cursor: null })
})

test('keys are known with the first write, with whether they are numbers', async () => {
  const experiment_id = await experimentOf([
    { params: { lr: '1e-3', opt: 'adam', depth: '3' }, tags: { team: 'a' }, metrics: { loss: 1, acc: 1 } },
    { params: { lr: '0.1', opt: 'sgd', depth: '3' }, metrics: { loss: 2, acc: 1 } },
  ])
  await experimentOf([{ params: { foreign: '1' }, metrics: { foreign: 1 } }])
  const before = await call(table.keys, { experiment_id })
  expect(before).toMatchObject({ metrics: ['acc', 'loss'], params: ['depth', 'lr', 'opt'] })
  expect(before.tags).toContain('team')
  expect(before.numbers).toEqual(['metrics.acc', 'metrics.loss', 'params.depth', 'params.lr'])
  expect(before.telling).toEqual(['metrics.loss', 'params.lr', 'params.opt'])
  const run_id = await aRun(call, { experiment_id })
  await call(runs.logParam, { run_id, key: 'lr', value: 'auto' })
  await call(runs.setTag, { run_id, key: 'late', value: '5' })
  const after = await call(table.keys, { experiment_id })
  expect(after.numbers).toEqual(['metrics.acc', 'metrics.loss', 'params.depth', 'tags.late'])
  expect((await call(own.experiment, { experiment_id })).keys.tags).toContain('late')
})

test('the values of a key come with how many runs have each, a metric with its range', async () => {
  const experiment_id = await experimentOf([
    { params: { opt: 'adam', lr: '0.1' }, metrics: { loss: 3 } },
    { params: { opt: 'sgd', lr: '1e400' }, metrics: { loss: Number.NaN } },
    { params: { opt: 'adam' }, metrics: { loss: -1 } },
    {},
  ])
  const values = (key: string, search?: string) => call(table.values, { experiment_id, key, search })
  expect(await values('params.opt')).toEqual({
    values: [
      { value: 'adam', runs: 2 },
      { value: 'sgd', runs: 1 },
    ],
    ...{ total: 2, runs: 3, least: null, greatest: null },
  })
  expect((await values('params.opt', 'SG')).values).toEqual([{ value: 'sgd', runs: 1 }])
  expect(await values('params.lr')).toMatchObject({ runs: 2, least: 0.1, greatest: 'Infinity' })
  expect(await values('metrics.loss')).toEqual({ values: [], total: 0, runs: 3, least: -1, greatest: 3 })
  expect((await values('status')).values).toEqual([{ value: 'RUNNING', runs: 4 }])
  expect(await values('params.nobody')).toMatchObject({ values: [], runs: 0 })
})

const SEEDED: Made[] = [
  ...[0.9, 0.92, 0.94].map((auc, seed) => ({
    params: { lr: '0.1', opt: 'adam', seed: `${seed}` },
    metrics: { auc, loss: 1 },
  })),
  ...[0.8, Number.NaN].map((auc, seed) => ({ params: { lr: '0.2', opt: 'sgd', seed: `${seed}` }, metrics: { auc } })),
  { params: { lr: '0.1', opt: 'sgd', seed: '1', extra: 'x' }, metrics: { auc: 0.5 } },
  {},
  {},
]

test('runs that differ in their seed only are one configuration, with mean and interval', async () => {
  const experiment_id = await experimentOf(SEEDED)
  const {
    groups,
    total,
    runs: all,
  } = await call(table.groups, {
    experiment_ids: [experiment_id],
    group_by: ['configuration'],
    order_by: ['metrics.auc DESC'],
    columns: ['metrics.auc', 'params.lr', 'params.seed', 'params.nobody'],
  })
  expect({ total, all, runs: groups.map((group) => group.runs) }).toEqual({ total: 5, all: 8, runs: [3, 2, 1, 1, 1] })
  const [first, second, third, fourth] = groups
  expect(first).toMatchObject({ first: { name: 'r2' }, params: { lr: '0.1', seed: null } })
  expect(first!.params).not.toHaveProperty('nobody')
  // scipy.stats.t.interval(0.95, 2, 0.92, 0.02 / sqrt(3))
  expect(first!.metrics.auc).toEqual({
    ...{ n: 3, not_finite: 0, least: 0.9, greatest: 0.94 },
    mean: expect.closeTo(0.92, 12),
    sd: expect.closeTo(0.02, 12),
    low: expect.closeTo(0.8703172457, 9),
    high: expect.closeTo(0.9696827543, 9),
  })
  expect(second!.metrics.auc).toMatchObject({ n: 1, not_finite: 1, mean: 0.8, sd: null, low: null, high: null })
  expect(third!.metrics.auc).toMatchObject({ n: 1, mean: 0.5 })
  // Runs without params repeat nothing.
  expect(fourth).toMatchObject({ runs: 1, metrics: {}, params: {} })
  for (const group of groups) {
    const found = await call(own.searchRuns, { experiment_ids: [experiment_id], filter: group.filter, columns: [] })
    expect(found.total).toBe(group.runs)
  }
})

test('groups go by params, tags and attributes, in every order; what is missing is a group', async () => {
  const experiment_id = await experimentOf(SEEDED)
  const groups = async (group_by: string[], order_by?: string, filter?: string, limit?: number, offset?: number) => {
    const reply = await call(table.groups, {
      ...{ experiment_ids: [experiment_id], group_by, filter, limit, offset },
      ...(order_by && { order_by: [order_by] }),
    })
    return `${reply.groups.map(({ key, runs }) => `${key.map(String).join('/')}:${runs}`).join(' ')} of ${reply.total}`
  }
  expect(await groups(['params.opt'])).toBe('null:2 sgd:3 adam:3 of 3')
  expect(await groups(['params.opt'], 'metrics.auc')).toBe('sgd:3 adam:3 null:2 of 3')
  expect(await groups(['params.opt'], 'params.opt DESC')).toBe('sgd:3 adam:3 null:2 of 3')
  expect(await groups(['params.lr'], 'params.lr')).toBe('0.1:4 0.2:2 null:2 of 3')
  expect(await groups(['params.lr'], 'runs')).toBe('null:2 0.2:2 0.1:4 of 3')
  expect(await groups(['params.lr'], 'start_time')).toBe('0.2:2 0.1:4 null:2 of 3')
  expect(await groups(['params.opt', 'params.lr'], 'runs DESC')).toBe('adam/0.1:3 null/null:2 sgd/0.2:2 sgd/0.1:1 of 4')
  expect(await groups(['status', 'params.opt'], 'params.opt', "params.lr = '0.1'")).toBe(
    'RUNNING/adam:3 RUNNING/sgd:1 of 2',
  )
  expect(await groups(['params.opt'], 'params.opt', undefined, 1, 1)).toBe('sgd:3 of 3')
  expect(await groups(['params.nobody'])).toBe('null:8 of 1')
  expect(await groups([])).toBe(':8 of 1')
  expect(await groups([], undefined, "params.lr = '9'")).toBe(' of 0')
})

test.each([
  ['POST', '/runs/search', { experiment_ids: ['0'], columns: ['loss'] }, 'columns[0]'],
  ['POST', '/runs/search', { experiment_ids: ['0'], columns: ['metrics.'] }, 'columns[0]'],
  ['POST', '/runs/search', { experiment_ids: ['0'], offset: -1 }, 'offset'],
  ['POST', '/runs/search', { experiment_ids: ['0'], offset: 1, cursor: 'W10=' }, 'exclude each other'],
  ['POST', '/runs/groups', { experiment_ids: ['0'], group_by: ['metrics.loss'] }, 'group_by[0]'],
  ['POST', '/runs/groups', { experiment_ids: ['0'], group_by: ['start_time'] }, 'group_by[0]'],
  ['POST', '/runs/groups', { experiment_ids: ['0'], group_by: ['colour'] }, 'colour'],
  ['POST', '/runs/groups', { experiment_ids: ['0'], group_by: ['params.x'], order_by: ['params.y'] }, 'order_by'],
  ['POST', '/runs/groups', { experiment_ids: ['0'], group_by: ['params.x'], filter: 'metrics.x >>' }, 'position 11'],
  ['GET', '/experiments/0/values?key=dataset.name', undefined, 'datasets'],
  ['GET', '/experiments/0/values?key=nonsense', undefined, 'nonsense'],
  ['GET', '/experiments/zero/values?key=status', undefined, 'zero'],
])('%s %s with %j is refused, saying what is wrong', async (method, path, body, part) => {
  const reply = await send(method, `/api/v1${path}`, body)
  expect(reply.status).toBeGreaterThanOrEqual(400)
  expect(reply.status).toBeLessThan(500)
  expect(reply.body.detail).toContain(part)
})

test('a seed is a seed here and in the database', async () => {
  const names = [
    'seed',
    'Seeds',
    'random_state',
    'randomState',
    'data.seed',
    'np_seed',
    'rng',
    'seeded_layers',
    'reseed',
  ]
  names.push('Random State', 'train/seed', 'seed_everything', 'lr', 'ranking', 'größe-seed', 'étatrng')
  const { rows } = await database.pool.query<{ name: string; is_seed: boolean }>(
    "select name, run_configuration(1, jsonb_build_object(name, 'x')) = '-1' as is_seed from unnest($1::text[]) name",
    [names],
  )
  expect(rows.map(({ name, is_seed }) => [name, is_seed])).toEqual(names.map((name) => [name, isSeed(name)]))
})

test('keys of experiments that were filled before they were noted are found by the migration', async () => {
  const experiment_id = await experimentOf([
    { params: { lr: '1', opt: 'a' }, tags: { t: 'x' }, metrics: { loss: 1 } },
    { params: { lr: 'auto' } },
  ])
  const list = async () =>
    (
      await database.pool.query(
        'select kind, name, has_text from experiment_keys where experiment_id = $1 order by 1, 2',
        [experiment_id],
      )
    ).rows
  const noted = await list()
  await database.pool.query('delete from experiment_keys where workspace_id = 1')
  const text = readFileSync(join(import.meta.dirname, '../../../../migrations/0008_track_experiment_keys.sql'), 'utf8')
  await database.pool.query(text.slice(text.indexOf('insert into')))
  expect(await list()).toEqual(noted)
  expect(noted).toContainEqual({ kind: 'params', name: 'lr', has_text: true })
})
