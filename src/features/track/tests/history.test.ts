import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { metrics } from '../contract/metrics.ts'
import { own } from '../contract/own.ts'

const { call, send } = await server()

const long = await aRun(call)
const N = 30_000
const SPIKE = 12_345
for (let at = 0; at < N; at += 1000)
  await call(metrics.logBatch, {
    run_id: long,
    metrics: Array.from({ length: 1000 }, (_, i) => ({
      key: 'loss',
      value: at + i === SPIKE ? 1e6 : Math.sin((at + i) / 500),
      step: at + i,
      timestamp: at + i,
    })),
  })

test('a client that follows the pages reads every point once', async () => {
  const steps: unknown[] = []
  let page_token: string | undefined
  do {
    const page = await call(metrics.history, { run_id: long, metric_key: 'loss', max_results: 7_000, page_token })
    steps.push(...page.metrics!.map((point) => point.step))
    page_token = page.next_page_token
  } while (page_token)
  expect(steps).toEqual(Array.from({ length: N }, (_, i) => i))
})

test('a history without a limit is whole; one of a missing run or metric is empty', async () => {
  expect((await call(metrics.history, { run_id: long, metric_key: 'loss' })).metrics).toHaveLength(N)
  expect(await call(metrics.history, { run_id: long, metric_key: 'nothing' })).toEqual({})
  expect(await call(metrics.history, { run_id: 'f'.repeat(32), metric_key: 'loss' })).toEqual({})
})

test('a sample keeps to its limit, the ends and the spike, at every zoom', async () => {
  for (const [max_results, start_step, end_step] of [[320], [50, 10_000, 20_000], [4, 12_000, 13_000], [2500]]) {
    const { metrics: points = [] } = await call(metrics.historyInterval, {
      run_ids: [long],
      metric_key: 'loss',
      max_results,
      start_step,
      end_step,
    })
    expect(points.length).toBeLessThanOrEqual(max_results!)
    expect(points[0]!.step).toBe(start_step ?? 0)
    expect(points.at(-1)!.step).toBe(end_step ?? N - 1)
    expect(points.some((point) => point.step === SPIKE)).toBe(true)
  }
})

test('columns for a chart say how many points there are', async () => {
  const chart = await call(own.points, { run_id: long, key: 'loss', limit: 100 })
  expect(chart).toMatchObject({ key: 'loss', total: N })
  expect(chart.values).toContain(1e6)
  expect([chart.steps.length, chart.timestamps.length]).toEqual([chart.values.length, chart.values.length])
  expect(chart.values.length).toBeLessThanOrEqual(100)
  const zoom = await call(own.points, { run_id: long, key: 'loss', from_step: 29_990 })
  expect(zoom.steps).toEqual([29_990, 29_991, 29_992, 29_993, 29_994, 29_995, 29_996, 29_997, 29_998, 29_999])
})

test('a zoom counts the points of its range, also where they are read by their sketches', async () => {
  for (const [from_step, to_step] of [
    [100, 29_000],
    [8_100, 8_300],
    [12_345, 12_345],
  ]) {
    const { total, values } = await call(own.points, { run_id: long, key: 'loss', limit: 60, from_step, to_step })
    expect(total).toBe(to_step! - from_step! + 1)
    expect(values.length).toBeLessThanOrEqual(60)
  }
})

test('several runs come in the order of their ids, cut at the limit in all', async () => {
  const [a, b] = [await aRun(call), await aRun(call)].sort() as [string, string]
  await logValues(call, a, 'm', [1, 2])
  await logValues(call, b, 'm', [3, 4])
  const query = `run_id=${b}&run_id=${a}&metric_key=m`
  const all = await send('GET', `/ajax-api/2.0/mlflow/metrics/get-history-bulk?${query}`)
  expect((all.body.metrics as { run_id: string; value: number }[]).map((p) => [p.run_id, p.value])).toEqual([
    [a, 1],
    [a, 2],
    [b, 3],
    [b, 4],
  ])
  const cut = await send('GET', `/ajax-api/2.0/mlflow/metrics/get-history-bulk?${query}&max_results=3`)
  expect(cut.body.metrics).toHaveLength(3)
})

test.each([
  ['metrics/get-history-bulk-interval?metric_key=m', 'run_ids'],
  [`metrics/get-history-bulk-interval?run_ids=${long}&metric_key=m&max_results=2501`, 'max_results'],
  [`metrics/get-history-bulk-interval?run_ids=${long}&metric_key=m&start_step=1`, 'end_step'],
  [`metrics/get-history-bulk-interval?run_ids=${long}&metric_key=m&start_step=2&end_step=1`, 'end_step'],
  [`metrics/get-history-bulk-interval?metric_key=m${'&run_ids=x'.repeat(101)}`, '100'],
  ['metrics/get-history-bulk?metric_key=m', 'run_id'],
  [`metrics/get-history-bulk?run_id=${long}`, 'metric_key'],
  [`metrics/get-history?run_id=${long}`, 'metric_key'],
  [`metrics/get-history?run_id=${long}&metric_key=m&max_results=0`, 'max_results'],
  [`metrics/get-history?run_id=${long}&metric_key=m&page_token=x`, 'page_token'],
])('%s is refused, naming the field', async (path, part) => {
  const reply = await send('GET', `/ajax-api/2.0/mlflow/${path}`)
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(reply.body.message).toContain(part)
})
