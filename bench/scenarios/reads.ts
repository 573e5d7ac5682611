/** Reading runs and points back. */
import { load } from '../load.ts'
import { POINTS } from '../seed.ts'
import { API, countPoints, createRun, get, pairs, post, type Scenario, seeded, withClient } from './scenario.ts'

export const search: Scenario = {
  what: 'search of 10,000 runs: filter, order by a metric, whole runs; 4 connections',
  unit: 'req/s',
  better: 'greater',
  levels: [15, 40],
  run: ({ url }, seconds, kind) =>
    withClient(url, 4, kind, async (client) => {
      const { experiment } = await seeded(client)
      const query = {
        experiment_ids: [experiment],
        filter: "metrics.acc > 0.9 and params.model = 'm3'",
        order_by: ['metrics.loss ASC'],
        max_results: 100,
      }
      const { runs } = await post<{ runs: { data: { metrics: unknown[] } }[] }>(client, '/runs/search', query)
      if (runs.length < 50 || runs.some(({ data }) => data.metrics.length < 20))
        throw new Error(`${runs.length} runs match, or they are not whole`)
      const body = JSON.stringify(query)
      const { perSecond, p50, p99 } = await load(4, seconds, () => client.send('POST', `${API}/runs/search`, body))
      return { value: perSecond, p50, p99 }
    }),
}

export const getRun: Scenario = {
  what: 'get-run of a run with 45 fields, one connection',
  unit: 'ms',
  better: 'less',
  levels: [5, 12],
  run: ({ url }, seconds, kind) =>
    withClient(url, 1, kind, async (client) => {
      const run = await createRun(client)
      const metrics = Array.from({ length: 20 }, (_, i) => ({ key: `m${i}`, value: i, timestamp: 1, step: 0 }))
      await post(client, '/runs/log-batch', { run_id: run, metrics, params: pairs(20, 'p'), tags: pairs(5, 't') })
      const { p50, p99 } = await load(1, seconds, () => client.send('GET', `${API}/runs/get?run_id=${run}`))
      return { value: p50, p50, p99 }
    }),
}

export const history: Scenario = {
  what: 'history of 100,000 points in pages of 25,000, as the client reads it',
  unit: 'ms',
  better: 'less',
  levels: [5, 15],
  run: ({ url }, _seconds, kind) =>
    withClient(url, 1, kind, async (client) => {
      const { run } = await seeded(client)
      const started = performance.now()
      const count = await countPoints(client, run, 'loss')
      if (count !== POINTS) throw new Error(`${count} points came back`)
      return { value: performance.now() - started }
    }),
}

/** The path of a chart as MLflow's page asks for it. */
export const chartOf = (run: string): string =>
  `/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids=${run}&metric_key=loss&max_results=320`

export const chart: Scenario = {
  what: 'one chart of 100,000 points (bulk-interval), 4 connections',
  unit: 'charts/s',
  better: 'greater',
  levels: [10, 30],
  run: ({ url }, seconds, kind) =>
    withClient(url, 4, kind, async (client) => {
      const { run } = await seeded(client)
      const path = chartOf(run)
      const { metrics } = await get<{ metrics: unknown[] }>(client, path)
      if (metrics.length < 300) throw new Error(`${metrics.length} points came back`)
      const { perSecond, p50, p99 } = await load(4, seconds, () => client.send('GET', path))
      return { value: perSecond, p50, p99 }
    }),
}
