import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { metrics } from '../contract/metrics.ts'
import { runs } from '../contract/runs.ts'

const { call, send, database } = await server()
const refused = (code: string, status: number) => expect.objectContaining({ code, status })
const read = async (run_id: string) => (await call(runs.get, { run_id })).run.data
const history = async (run_id: string, metric_key: string) =>
  (await call(metrics.history, { run_id, metric_key })).metrics ?? []

test('the latest point is the one of the greatest step, then time, then value, whatever came last', async () => {
  const run_id = await aRun(call)
  const point = (step: number, timestamp: number, value: number) => ({ key: 'm', step, timestamp, value })
  await call(metrics.logBatch, {
    run_id,
    metrics: [point(5, 10, 1), point(5, 12, 3), point(5, 12, 2), point(4, 99, 9)],
  })
  expect((await read(run_id)).metrics).toEqual([point(5, 12, 3)])
  await call(metrics.log, { run_id, ...point(5, 11, 100) })
  expect((await read(run_id)).metrics).toEqual([point(5, 12, 3)])
  await call(metrics.log, { run_id, ...point(6, 1, -1) })
  expect((await read(run_id)).metrics).toEqual([point(6, 1, -1)])
})

test('the same point twice is one point; another value at the same step is another point', async () => {
  const run_id = await aRun(call)
  const one = { key: 'm', value: 1, timestamp: 5, step: 0 }
  await call(metrics.logBatch, { run_id, metrics: [one, one, { ...one, value: 2 }] })
  await call(metrics.logBatch, { run_id, metrics: [one] })
  expect((await history(run_id, 'm')).map((p) => p.value)).toEqual([1, 2])
})

test('a history is in the order of time, then step, then value', async () => {
  const run_id = await aRun(call)
  const points = [
    { key: 'm', timestamp: 3, step: 1, value: 1 },
    { key: 'm', timestamp: 1, step: 9, value: 5 },
    { key: 'm', timestamp: 1, step: 2, value: 4 },
    { key: 'm', timestamp: 1, step: 2, value: -4 },
  ]
  await call(metrics.logBatch, { run_id, metrics: points })
  expect(await history(run_id, 'm')).toEqual([points[3], points[2], points[1], points[0]])
})

test('steps and timestamps keep all 64 bits, values NaN and both infinities', async () => {
  const run_id = await aRun(call)
  const body = `{"run_id":"${run_id}","metrics":[
    {"key":"big","value":"NaN","timestamp":9223372036854775807,"step":4611686018427387905},
    {"key":"big","value":"-Infinity","timestamp":"1","step":"-9223372036854775808"},
    {"key":"bare","value":NaN,"timestamp":1,"step":0},{"key":"bare","value":-Infinity,"timestamp":1,"step":1}]}`
  expect((await send('POST', '/api/2.0/mlflow/runs/log-batch', body)).status).toBe(200)
  const reply = await send('GET', `/api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=big`)
  expect(reply.body.metrics).toEqual([
    { key: 'big', value: '-Infinity', timestamp: 1, step: -9223372036854775808n },
    { key: 'big', value: 'NaN', timestamp: 9223372036854775807n, step: 4611686018427387905n },
  ])
  expect((await history(run_id, 'bare')).map((p) => p.value)).toEqual(['NaN', '-Infinity'])
})

test('params never change; the same value again is fine', async () => {
  const run_id = await aRun(call)
  await call(runs.logParam, { run_id, key: 'lr', value: '0.1' })
  await call(runs.logParam, { run_id, key: 'lr', value: '0.1' })
  await expect(call(runs.logParam, { run_id, key: 'lr', value: '0.2' })).rejects.toThrow(/'lr'.*'0.1'.*'0.2'/)
  expect((await read(run_id)).params).toEqual([{ key: 'lr', value: '0.1' }])
})

test('of eight who log one param with other values at once, exactly one wins', async () => {
  const run_id = await aRun(call)
  const tries = Array.from({ length: 8 }, (_, i) => call(runs.logParam, { run_id, key: 'p', value: String(i) }))
  const results = await Promise.allSettled(tries)
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  const winner = results.findIndex((result) => result.status === 'fulfilled')
  expect((await read(run_id)).params).toEqual([{ key: 'p', value: String(winner) }])
})

test('a batch with one changed param writes nothing of itself, and nothing of its neighbours is lost', async () => {
  const run_id = await aRun(call)
  const other = await aRun(call)
  await call(runs.logParam, { run_id, key: 'lr', value: '1' })
  const point = (value: number) => ({ key: 'm', value, timestamp: 1, step: 0 })
  const [bad, good, neighbour] = await Promise.allSettled([
    call(metrics.logBatch, {
      run_id,
      metrics: [point(1)],
      params: [
        { key: 'lr', value: '2' },
        { key: 'new', value: 'x' },
      ],
      tags: [{ key: 't', value: 'x' }],
    }),
    call(metrics.logBatch, { run_id, metrics: [point(2)] }),
    call(metrics.logBatch, { run_id: other, metrics: [point(3)], params: [{ key: 'lr', value: '9' }] }),
  ])
  expect([bad.status, good.status, neighbour.status]).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  const data = await read(run_id)
  expect(data.params).toEqual([{ key: 'lr', value: '1' }])
  expect(data.tags?.some((tag) => tag.key === 't')).toBe(false)
  expect((await history(run_id, 'm')).map((p) => p.value)).toEqual([2])
})

test('long param and tag values are cut as MLflow cuts them, long keys refused', async () => {
  const run_id = await aRun(call)
  await call(metrics.logBatch, {
    run_id,
    params: [{ key: 'p', value: '🦆'.repeat(7000) }],
    tags: [{ key: 't', value: 'x'.repeat(9000) }],
  })
  const data = await read(run_id)
  expect([...data.params![0]!.value!]).toHaveLength(6000)
  expect(data.tags!.find((tag) => tag.key === 't')!.value).toHaveLength(8000)
  await expect(call(runs.logParam, { run_id, key: 'k'.repeat(251), value: '' })).rejects.toEqual(
    refused('INVALID_PARAMETER_VALUE', 400),
  )
})

test('a param of 10 MB is cut, not choked on', async () => {
  const run_id = await aRun(call)
  await call(runs.logParam, { run_id, key: 'huge', value: 'x'.repeat(10_000_000) })
  expect((await read(run_id)).params![0]!.value).toHaveLength(6000)
})

test.each([
  [
    '1,001 metrics',
    { metrics: Array.from({ length: 1001 }, (_, i) => ({ key: 'm', value: i, timestamp: 1, step: i })) },
    '1000 metrics',
  ],
  ['101 params', { params: Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: '' })) }, '100 params'],
  ['101 tags', { tags: Array.from({ length: 101 }, (_, i) => ({ key: `t${i}`, value: '' })) }, '100 tags'],
  [
    'one param twice',
    {
      params: [
        { key: 'p', value: '1' },
        { key: 'p', value: '1' },
      ],
    },
    "'p'",
  ],
  ['a name that is a path upwards', { metrics: [{ key: 'a/../b', value: 1, timestamp: 1 }] }, 'metrics[0].key'],
  ['a name with a strange character', { tags: [{ key: 'a#b', value: '' }] }, 'tags[0].key'],
  ['no value', { metrics: [{ key: 'm', timestamp: 1 }] }, 'metrics[0].value'],
  ['no timestamp', { metrics: [{ key: 'm', value: 1 }] }, 'metrics[0].timestamp'],
  ['a step that is no integer', { metrics: [{ key: 'm', value: 1, timestamp: 1, step: 1.5 }] }, 'metrics[0].step'],
  [
    'a step beyond 64 bits',
    { metrics: [{ key: 'm', value: 1, timestamp: 1, step: '9223372036854775808' }] },
    'metrics[0].step',
  ],
  ['a negative timestamp', { metrics: [{ key: 'm', value: 1, timestamp: -1 }] }, 'metrics[0].timestamp'],
  ['a value that is no number', { metrics: [{ key: 'm', value: 'much', timestamp: 1 }] }, 'metrics[0].value'],
  ['metrics that are no list', { metrics: {} }, 'metrics'],
])('a batch with %s is refused, names the field and writes nothing', async (_, part, named) => {
  const run_id = await aRun(call)
  const body = { run_id, tags: [{ key: 'kept', value: 'no' }], ...part }
  const reply = await send('POST', '/api/2.0/mlflow/runs/log-batch', body)
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(reply.body.message).toContain(named)
  expect((await read(run_id)).tags?.some((tag) => tag.key === 'kept')).toBe(false)
})

test('a deleted run takes nothing, an unknown one is not found, even for an empty batch', async () => {
  const run_id = await aRun(call)
  await call(runs.delete, { run_id })
  for (const part of [{}, { tags: [{ key: 't', value: '' }] }, { metrics: [{ key: 'm', value: 1, timestamp: 1 }] }]) {
    await expect(call(metrics.logBatch, { run_id, ...part })).rejects.toEqual(refused('INVALID_PARAMETER_VALUE', 400))
    await expect(call(metrics.logBatch, { run_id: 'f'.repeat(32), ...part })).rejects.toEqual(
      refused('RESOURCE_DOES_NOT_EXIST', 404),
    )
  }
})

test('a thousand new metrics in one batch are in the run at once and found by a search', async () => {
  const run_id = await aRun(call)
  const points = Array.from({ length: 1000 }, (_, i) => ({ key: `wide/${i}`, value: i, timestamp: 1, step: 0 }))
  await call(metrics.logBatch, { run_id, metrics: points })
  expect((await read(run_id)).metrics).toHaveLength(1000)
  const found = await call(runs.search, { experiment_ids: ['0'], filter: 'metrics.`wide/999` = 999' })
  expect(found.runs!.map((run) => run.info.run_id)).toEqual([run_id])
  expect((await history(run_id, 'wide/7'))[0]).toEqual({ key: 'wide/7', value: 7, timestamp: 1, step: 0 })
})

test('points survive being folded, again and again, in any order of arrival', async () => {
  const run_id = await aRun(call)
  const all: number[] = []
  for (let round = 0; round < 4; round++) {
    const values = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 1000) + round * 0.25)
    all.push(...values)
    await logValues(call, run_id, 'folded', values)
    await expect
      .poll(async () => (await database.pool.query('select 1 from point_log')).rowCount, { timeout: 5000 })
      .toBe(0)
  }
  expect((await history(run_id, 'folded')).map((p) => p.value).sort()).toEqual(all.sort())
})

const key = fc.constantFrom('a', 'b/c', 'd e', 'ключ')
const metric = fc.record({
  key,
  value: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0.1, 3),
  ),
  timestamp: fc.oneof(
    fc.nat(5),
    fc.bigInt(0n, 2n ** 63n - 1n).map((n) => (n < 2n ** 53n ? Number(n) : n)),
  ),
  step: fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => (n < 2n ** 53n && n > -(2n ** 53n) ? Number(n) : n)),
  ),
})

test('whatever batches are logged, each distinct point is read back exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(metric, { maxLength: 12 }), { maxLength: 5 }), async (batches) => {
      const run_id = await aRun(call)
      await Promise.all(batches.map((batch) => call(metrics.logBatch, { run_id, metrics: batch })))
      const show = (p: { value: unknown; timestamp: unknown; step?: unknown }): string =>
        `${p.timestamp} ${p.step} ${Number(p.value) + 0}`
      for (const name of ['a', 'b/c', 'd e', 'ключ']) {
        const sent = new Set(
          batches
            .flat()
            .filter((m) => m.key === name)
            .map(show),
        )
        expect((await history(run_id, name)).map(show).sort()).toEqual([...sent].sort())
      }
    }),
    { numRuns: 40, seed: 1 },
  )
})
