/** What is measured: the same calls on both servers, replies checked, what was acknowledged read back. */
import { type Client, createClient, load } from './load.ts'

export interface Measured {
  value: number
  unit: string
  /** Milliseconds, where it makes sense. */
  p50?: number
  p99?: number
}

export interface Scenario {
  name: string
  /** What design.md's first level asks of the ratio. */
  level1: number
  /** Greater values are better, unless it is a time. */
  better: 'greater' | 'smaller'
  run(url: string, seconds: number): Promise<Measured>
}

const API = '/api/2.0/mlflow'

async function post(client: Client, path: string, body: unknown): Promise<Record<string, unknown>> {
  const { status, body: text } = await client.send('POST', `${API}${path}`, JSON.stringify(body))
  if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 300)}`)
  return JSON.parse(text) as Record<string, unknown>
}

async function createRun(client: Client, experiment = '0'): Promise<string> {
  const { run } = (await post(client, '/runs/create', { experiment_id: experiment, start_time: Date.now() })) as {
    run: { info: { run_id: string } }
  }
  return run.info.run_id
}

async function withClient<T>(url: string, connections: number, task: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(url, connections)
  try {
    return await task(client)
  } finally {
    client.close()
  }
}

/** How many points the server says a metric has. */
async function countPoints(client: Client, run: string, key: string): Promise<number> {
  const { body } = await client.send('GET', `${API}/metrics/get-history?run_id=${run}&metric_key=${key}`)
  return ((JSON.parse(body) as { metrics?: unknown[] }).metrics ?? []).length
}

const single: Scenario = {
  name: 'log-metric, 16 connections',
  level1: 15,
  better: 'greater',
  run: (url, seconds) =>
    withClient(url, 16, async (client) => {
      const runs = await Promise.all(Array.from({ length: 16 }, () => createRun(client)))
      let sent = 0
      const result = await load(16, seconds, (c, n) => {
        if (c === 0) sent++
        return client.send(
          'POST',
          `${API}/runs/log-metric`,
          JSON.stringify({ run_id: runs[c], key: 'loss', value: 1 / (n + 1), timestamp: Date.now(), step: n }),
        )
      })
      const stored = await countPoints(client, runs[0]!, 'loss')
      if (stored !== sent) throw new Error(`acknowledged ${sent} points, stored ${stored}`)
      return { value: result.perSecond, unit: 'req/s', p50: result.p50, p99: result.p99 }
    }),
}

const batchBody = (run: string, n: number, keys: number): string =>
  JSON.stringify({
    run_id: run,
    metrics: Array.from({ length: 1000 }, (_, i) => ({
      key: `m${i % keys}`,
      value: Math.sin(i + n),
      timestamp: 1_700_000_000_000 + n,
      step: n * 1000 + Math.floor(i / keys),
    })),
  })

const batch = (keys: number, level1: number): Scenario => ({
  name: `log-batch of 1,000 over ${keys} metrics, 8 connections`,
  level1,
  better: 'greater',
  run: (url, seconds) =>
    withClient(url, 8, async (client) => {
      const runs = await Promise.all(Array.from({ length: 8 }, () => createRun(client)))
      let sent = 0
      const result = await load(8, seconds, (c, n) => {
        if (c === 0) sent++
        return client.send('POST', `${API}/runs/log-batch`, batchBody(runs[c]!, n, keys))
      })
      const stored = await countPoints(client, runs[0]!, 'm0')
      if (stored !== sent * (1000 / keys))
        throw new Error(`acknowledged ${(sent * 1000) / keys} points, stored ${stored}`)
      return { value: result.perSecond * 1000, unit: 'metrics/s', p50: result.p50, p99: result.p99 }
    }),
})

const pairs = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ key: `${name}${i}`, value: `value ${i}` }))

const lifecycle: Scenario = {
  name: 'create run + 45 fields + finish, 8 connections',
  level1: 10,
  better: 'greater',
  run: (url, seconds) =>
    withClient(url, 8, async (client) => {
      const metrics = Array.from({ length: 20 }, (_, i) => ({
        key: `m${i}`,
        value: i,
        timestamp: 1_700_000_000_000,
        step: 0,
      }))
      const result = await load(8, seconds, async () => {
        const run_id = await createRun(client)
        await post(client, '/runs/log-batch', { run_id, metrics, params: pairs(20, 'p'), tags: pairs(5, 't') })
        return client.send(
          'POST',
          `${API}/runs/update`,
          JSON.stringify({ run_id, status: 'FINISHED', end_time: Date.now() }),
        )
      })
      return { value: result.perSecond, unit: 'runs/s', p50: result.p50, p99: result.p99 }
    }),
}

/** The experiment that the seeding made. */
const BIG = 'bench-10k'

async function bigExperiment(client: Client): Promise<string> {
  const { body } = await client.send('GET', `${API}/experiments/get-by-name?experiment_name=${BIG}`)
  return (JSON.parse(body) as { experiment: { experiment_id: string } }).experiment.experiment_id
}

const search: Scenario = {
  name: 'search 10,000 runs, filter + order by metric, 100 whole runs, 4 connections',
  level1: 15,
  better: 'greater',
  run: (url, seconds) =>
    withClient(url, 4, async (client) => {
      const experiment = await bigExperiment(client)
      const body = JSON.stringify({
        experiment_ids: [experiment],
        filter: "metrics.acc > 0.9 and params.model = 'm3'",
        order_by: ['metrics.loss ASC'],
        max_results: 100,
      })
      const first = JSON.parse((await client.send('POST', `${API}/runs/search`, body)).body) as { runs: unknown[] }
      if (first.runs.length < 50) throw new Error(`only ${first.runs.length} runs match`)
      const result = await load(4, seconds, () => client.send('POST', `${API}/runs/search`, body))
      return { value: result.perSecond, unit: 'req/s', p50: result.p50, p99: result.p99 }
    }),
}

const getRun: Scenario = {
  name: 'get-run, one connection, p50',
  level1: 5,
  better: 'smaller',
  run: async (url, seconds) => {
    const run = await withClient(url, 1, async (client) => {
      const run_id = await createRun(client)
      const metrics = Array.from({ length: 20 }, (_, i) => ({ key: `m${i}`, value: i, timestamp: 1, step: 0 }))
      await post(client, '/runs/log-batch', { run_id, metrics, params: pairs(20, 'p'), tags: pairs(5, 't') })
      return run_id
    })
    // Both ways of connecting; the better one counts: MLflow's server answers kept connections about 40 ms late.
    const times = []
    for (const keepAlive of [true, false]) {
      const client = createClient(url, 1, keepAlive)
      times.push((await load(1, seconds / 2, () => client.send('GET', `${API}/runs/get?run_id=${run}`))).p50)
      client.close()
    }
    return { value: Math.min(...times), unit: 'ms' }
  },
}

const POINTS = 100_000

/** A run with 100,000 points, made once for each server. */
const longRuns = new Map<string, string>()
async function longRun(url: string): Promise<string> {
  const known = longRuns.get(url)
  if (known) return known
  return withClient(url, 1, async (client) => {
    const run_id = await createRun(client)
    for (let at = 0; at < POINTS; at += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, i) => ({
        key: 'loss',
        value: at + i === 54_321 ? 1e9 : Math.sin((at + i) / 1000),
        timestamp: 1_700_000_000_000 + at + i,
        step: at + i,
      }))
      await post(client, '/runs/log-batch', { run_id, metrics })
    }
    longRuns.set(url, run_id)
    return run_id
  })
}

const history: Scenario = {
  name: 'history of 100,000 points in pages of 25,000',
  level1: 5,
  better: 'smaller',
  run: async (url) => {
    const run = await longRun(url)
    return withClient(url, 1, async (client) => {
      const started = performance.now()
      let count = 0
      let token: string | undefined
      do {
        const { body } = await client.send(
          'GET',
          `${API}/metrics/get-history?run_id=${run}&metric_key=loss&max_results=25000${token ? `&page_token=${encodeURIComponent(token)}` : ''}`,
        )
        const page = JSON.parse(body) as { metrics: unknown[]; next_page_token?: string }
        count += page.metrics.length
        token = page.next_page_token
      } while (token)
      if (count !== POINTS) throw new Error(`${count} points came back`)
      return { value: performance.now() - started, unit: 'ms' }
    })
  },
}

const chart: Scenario = {
  name: 'one chart of 100,000 points (bulk-interval), 4 connections',
  level1: 10,
  better: 'greater',
  run: async (url, seconds) => {
    const run = await longRun(url)
    return withClient(url, 4, async (client) => {
      const path = `/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids=${run}&metric_key=loss&max_results=320`
      const result = await load(4, seconds, () => client.send('GET', path))
      return { value: result.perSecond, unit: 'charts/s', p50: result.p50, p99: result.p99 }
    })
  },
}

const MEGABYTES = 64

const artifact = (direction: 'up' | 'down', level1: number): Scenario => ({
  name: `artifact of ${MEGABYTES} MB, ${direction}`,
  level1,
  better: 'greater',
  run: async (url) => {
    const bytes = Buffer.alloc(MEGABYTES * 1_000_000)
    for (let i = 0; i < bytes.length; i += 4096) bytes.writeDoubleLE(Math.random(), i)
    const target = `${url}/api/2.0/mlflow-artifacts/artifacts/0/bench/artifacts/model.bin`
    let started = performance.now()
    const put = await fetch(target, { method: 'PUT', body: bytes })
    if (put.status !== 200) throw new Error(`upload: ${put.status}`)
    const up = performance.now() - started
    started = performance.now()
    let received = 0
    for await (const chunk of (await fetch(target)).body!) received += (chunk as Uint8Array).length
    const down = performance.now() - started
    if (received !== bytes.length) throw new Error(`${received} bytes came back`)
    return { value: (MEGABYTES * 1000) / (direction === 'up' ? up : down), unit: 'MB/s' }
  },
})

export const SCENARIOS: Record<string, Scenario> = {
  single,
  batch: batch(10, 15),
  wide: batch(1000, 9),
  lifecycle,
  search,
  getrun: getRun,
  history,
  chart,
  upload: artifact('up', 1.5),
  download: artifact('down', 3),
}
