import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { isSeed } from '../../../lib/seeds.ts'
import { compare } from '../contract/compare.ts'
import { inputs } from '../contract/inputs.ts'
import { metrics } from '../contract/metrics.ts'
import { own } from '../contract/own.ts'

const { call, send } = await server()

interface Made {
  params?: Record<string, string>
  tags?: Record<string, string>
  environment?: Parameters<typeof call<NonNullable<(typeof own.startExecution)['types']>['input'], unknown>>[1]
  start?: number
}

async function make({ params = {}, tags = {}, environment, start = 1_700_000_000_000 }: Made): Promise<string> {
  const pairs = (words: Record<string, string>) => Object.entries(words).map(([key, value]) => ({ key, value }))
  const execution = environment && (await call(own.startExecution, environment)).execution_id
  const all = { ...tags, ...(execution && { 'bellwether.execution': execution }) }
  const run_id = await aRun(call, { tags: pairs(all), start_time: start })
  await call(metrics.logBatch, { run_id, params: pairs(params) })
  return run_id
}

test('Track-03: only what differs is told, in the order of the runs; what is the same is counted', async () => {
  const a = await make({
    params: { lr: '0.1', layers: '4' },
    environment: { commit: 'aaa', diff: '', packages: { numpy: '2.0', torch: '2.9' }, device: { gpu: 'H100' } },
  })
  const b = await make({
    params: { lr: '0.2', layers: '4', warmup: '10' },
    environment: { commit: 'bbb', diff: 'x', packages: { numpy: '2.1', torch: '2.9' }, device: { gpu: 'H100' } },
  })
  const c = await make({ params: { lr: '0.1', layers: '4' } })
  const found = await call(compare.runs, { run_id: [b, a, c] })
  expect(found.runs.map((run) => run.run_id)).toEqual([b, a, c])
  expect(found.params).toEqual([
    { name: 'lr', values: ['0.2', '0.1', '0.1'] },
    { name: 'warmup', values: ['10', null, null] },
  ])
  // Of the third nobody knows packages and device: they are the same in those that are known, not in all.
  expect(found.same).toMatchObject({ params: 1, packages: 0, device: 0 })
  expect((await call(compare.runs, { run_id: [a, b] })).same).toMatchObject({ params: 1, packages: 1, device: 1 })
  expect(found.packages).toEqual([{ name: 'numpy', values: ['2.1', '2.0', null] }])
  expect(found.device).toEqual([])
  expect(found.environment.map(({ name }) => name)).toEqual(['commit', 'diff'])
  // Nobody looked at the third run's environment, nor noted the commands of the others.
  expect(found.unknown).toEqual(
    expect.arrayContaining([
      { name: 'packages', run_ids: [c] },
      { name: 'command', run_ids: [b, a, c] },
    ]),
  )
  const all = await call(compare.runs, { run_id: [b, a, c], all: true })
  expect(all.params.map(({ name }) => name)).toEqual(['layers', 'lr', 'warmup'])
  expect(all.device).toEqual([{ name: 'gpu', values: ['H100', 'H100', null] }])
})

test('runs that differ in nothing but their seed are one group; other data or code are another', async () => {
  const params = { lr: '0.1', 'data.seed': '1', seed: '1' }
  const first = await make({ params })
  const second = await make({ params: { ...params, seed: '2', 'data.seed': '7' } })
  const faster = await make({ params: { ...params, lr: '0.3' } })
  const otherData = await make({ params: { ...params, seed: '3' } })
  const dataset = { name: 'clicks', digest: 'd1', source_type: 'local', source: 'x' }
  await call(inputs.log, { run_id: otherData, datasets: [{ dataset, tags: [] }] })
  const otherCode = await make({ params: { ...params, seed: '4' }, tags: { 'mlflow.source.git.commit': 'abc' } })
  const { groups, seeds } = await call(compare.runs, { run_id: [first, faster, second, otherData, otherCode] })
  expect(groups).toEqual([[first, second], [faster], [otherData], [otherCode]])
  expect(seeds).toEqual(['data.seed', 'seed'])
})

test('what counts as a seed', () => {
  const yes = ['seed', 'random_state', 'data.seed', 'np_seed', 'seed_everything', 'SEED', 'model/random-state', 'rng']
  const no = ['seeded_layers', 'proceeds', 'lr', 'strange']
  expect(yes.filter(isSeed)).toEqual(yes)
  expect(no.filter(isSeed)).toEqual([])
})

test('curves of several runs come in one reply, on the axis of the chart', async () => {
  const early = await aRun(call, { start_time: 1_700_000_000_000 })
  const late = await aRun(call, { start_time: 1_700_000_000_000 - 50 })
  const values = Array.from({ length: 100 }, (_, i) => i)
  await logValues(call, early, 'loss', values)
  await logValues(call, late, 'loss', values)
  const steps = async (input: object) =>
    (await call(compare.points, { run_id: [late, early], key: 'loss', ...input })).runs.map((run) => run.steps)
  expect((await steps({ from: 98 })).map(String)).toEqual(['98,99', '98,99'])
  expect((await steps({ axis: 'time', from: 1_700_000_000_098 })).map(String)).toEqual(['98,99', '98,99'])
  // Fifty milliseconds after its start the earlier one logs its first point.
  expect((await steps({ axis: 'relative', from: 49, to: 51 })).map(String)).toEqual(['0,1', '49,50,51'])
  const { runs } = await call(compare.points, { run_id: [early, late], key: 'nothing', limit: 5 })
  expect(runs).toEqual([early, late].map((run_id) => ({ run_id, total: 0, steps: [], timestamps: [], values: [] })))
})

test('every point comes as CSV, NaN and infinities too', async () => {
  const run = await aRun(call)
  await logValues(call, run, 'val/loss', [1.5, Number.NaN, Number.NEGATIVE_INFINITY, 2])
  const reply = await send('GET', `/api/v1/runs/${run}/points.csv?key=val/loss&from_step=1`)
  expect(reply.headers['content-disposition']).toBe('attachment; filename="val_loss.csv"')
  expect(reply.body.text).toBe(
    'step,timestamp,value\n1,1700000000001,NaN\n2,1700000000002,-Infinity\n3,1700000000003,2\n',
  )
  expect((await send('GET', `/api/v1/runs/${'0'.repeat(32)}/points.csv?key=a`)).status).toBe(404)
})

test.each([
  ['runs?run_id=a', 'names one run'],
  ['runs', 'run_id'],
  [`runs?${'run_id=x&'.repeat(21)}`, 'at most 20'],
  ['points?run_id=a&run_id=b', 'key'],
  ['points?run_id=a&run_id=b&key=x&axis=epoch', 'axis'],
])('compare/%s is refused, naming the field', async (path, part) => {
  const reply = await send('GET', `/api/v1/compare/${path}`)
  expect(reply).toMatchObject({ status: 400 })
  expect(reply.body.detail).toContain(part)
})
