/** Logging: single points, batches, whole lives of runs. What was acknowledged is read back. */
import { load } from '../load.ts'
import { API, countPoints, createRun, get, pairs, post, type Scenario, withClient } from './scenario.ts'

export const single = (connections: number, levels: Scenario['levels']): Scenario => ({
  what: `log-metric, ${connections} connections`,
  unit: 'req/s',
  better: 'greater',
  levels,
  run: ({ url }, seconds, kind) =>
    withClient(url, connections, kind, async (client) => {
      const runs = await Promise.all(Array.from({ length: connections }, () => createRun(client)))
      let sent = 0
      const { perSecond, p50, p99 } = await load(connections, seconds, (c, n) => {
        if (c === 0) sent++
        const point = { run_id: runs[c], key: 'loss', value: 1 / (n + 1), timestamp: Date.now(), step: n }
        return client.send('POST', `${API}/runs/log-metric`, JSON.stringify(point))
      })
      const stored = await countPoints(client, runs[0]!, 'loss')
      if (stored !== sent) throw new Error(`acknowledged ${sent} points, stored ${stored}`)
      return { value: perSecond, p50, p99 }
    }),
})

const BATCH = 1000

const batchBody = (run: string, n: number, keys: number): string =>
  JSON.stringify({
    run_id: run,
    metrics: Array.from({ length: BATCH }, (_, i) => ({
      key: `m${i % keys}`,
      value: Math.sin(i + n),
      timestamp: 1_700_000_000_000 + n,
      step: n * BATCH + Math.floor(i / keys),
    })),
  })

export const batch = (keys: number, levels: Scenario['levels']): Scenario => ({
  what: `log-batch of 1,000 points over ${keys} metrics, 8 connections`,
  unit: 'points/s',
  better: 'greater',
  levels,
  run: ({ url }, seconds, kind) =>
    withClient(url, 8, kind, async (client) => {
      const runs = await Promise.all(Array.from({ length: 8 }, () => createRun(client)))
      let sent = 0
      const { perSecond, p50, p99 } = await load(8, seconds, (c, n) => {
        if (c === 0) sent++
        return client.send('POST', `${API}/runs/log-batch`, batchBody(runs[c]!, n, keys))
      })
      const stored = await countPoints(client, runs[0]!, 'm0')
      const expected = (sent * BATCH) / keys
      if (stored !== expected) throw new Error(`acknowledged ${expected} points, stored ${stored}`)
      return { value: perSecond * BATCH, p50, p99 }
    }),
})

interface Whole {
  run: { info: { status: string }; data: { metrics?: unknown[]; params?: unknown[]; tags?: unknown[] } }
}

export const lifecycle: Scenario = {
  what: 'create a run, log 20 metrics, 20 params and 5 tags, finish it; 8 connections',
  unit: 'runs/s',
  better: 'greater',
  levels: [10, 25],
  run: ({ url }, seconds, kind) =>
    withClient(url, 8, kind, async (client) => {
      const point = { value: 0.5, timestamp: 1_700_000_000_000, step: 0 }
      const fields = {
        metrics: Array.from({ length: 20 }, (_, i) => ({ key: `m${i}`, ...point })),
        params: pairs(20, 'p'),
        tags: pairs(5, 't'),
      }
      let last = ''
      const { perSecond, p50, p99 } = await load(8, seconds, async () => {
        const run_id = await createRun(client)
        await post(client, '/runs/log-batch', { run_id, ...fields })
        const end = JSON.stringify({ run_id, status: 'FINISHED', end_time: Date.now() })
        const reply = await client.send('POST', `${API}/runs/update`, end)
        last = run_id
        return reply
      })
      const { run } = await get<Whole>(client, `${API}/runs/get?run_id=${last}`)
      const { metrics, params, tags } = run.data
      // The name of a run is a tag as well.
      if (run.info.status !== 'FINISHED' || metrics?.length !== 20 || params?.length !== 20 || tags?.length !== 6)
        throw new Error(`a finished run reads ${JSON.stringify(run).slice(0, 300)}`)
      return { value: perSecond, p50, p99 }
    }),
}
