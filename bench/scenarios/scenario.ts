/** What a scenario is, and the calls that several of them make. */
import { type Client, type Connections, createClient } from '../load.ts'
import type { Peer } from '../peers.ts'

export interface Measured {
  value: number
  /** Milliseconds, where requests were timed one by one. */
  p50?: number
  p99?: number
}

export interface Scenario {
  /** What is done, in a line. */
  what: string
  unit: string
  better: 'greater' | 'less'
  /** What the ratio must reach at the first and at the second level. */
  levels: [number, number | undefined]
  /** Also measured beside a server of nothing but node:http; what the ratio to that should reach. */
  ofBare?: number
  /** Few, long requests: the peer is measured with kept connections only. */
  keptOnly?: boolean
  run(peer: Peer, seconds: number, connections: Connections): Promise<Measured>
}

export const API = '/api/2.0/mlflow'

/** Posts; anything but 200 is thrown. */
export async function post<T = Record<string, unknown>>(client: Client, path: string, body: unknown): Promise<T> {
  const reply = await client.send('POST', `${API}${path}`, JSON.stringify(body))
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body.slice(0, 300)}`)
  return JSON.parse(reply.body) as T
}

export async function get<T = Record<string, unknown>>(client: Client, path: string): Promise<T> {
  const reply = await client.send('GET', path)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body.slice(0, 300)}`)
  return JSON.parse(reply.body) as T
}

export async function createRun(client: Client, more: object = {}): Promise<string> {
  const body = { experiment_id: '0', start_time: Date.now(), ...more }
  const { run } = await post<{ run: { info: { run_id: string } } }>(client, '/runs/create', body)
  return run.info.run_id
}

export async function withClient<T>(
  url: string,
  connections: number,
  kind: Connections,
  task: (client: Client) => Promise<T>,
): Promise<T> {
  const client = createClient(url, connections, kind)
  try {
    return await task(client)
  } finally {
    await client.close()
  }
}

export const pairs = (count: number, name: string): { key: string; value: string }[] =>
  Array.from({ length: count }, (_, i) => ({ key: `${name}${i}`, value: `value ${i}` }))

interface Page {
  metrics?: unknown[]
  next_page_token?: string
}

/** How many points a metric has, read in pages as the client does. */
export async function countPoints(client: Client, run: string, key: string): Promise<number> {
  const path = `${API}/metrics/get-history?run_id=${run}&metric_key=${key}&max_results=25000`
  let count = 0
  for (let token: string | undefined = ''; token !== undefined; ) {
    const page: Page = await get(client, token ? `${path}&page_token=${encodeURIComponent(token)}` : path)
    count += page.metrics?.length ?? 0
    token = page.next_page_token
  }
  return count
}

/** What seeding made, found by its names: the experiment of many runs and the run of many points. */
export async function seeded(client: Client): Promise<{ experiment: string; run: string }> {
  const named = `${API}/experiments/get-by-name?experiment_name=`
  const { experiment } = await get<{ experiment: { experiment_id: string } }>(client, `${named}bench-runs`)
  const long = await get<{ experiment: { experiment_id: string } }>(client, `${named}bench-points`)
  const { runs } = await post<{ runs: { info: { run_id: string } }[] }>(client, '/runs/search', {
    experiment_ids: [long.experiment.experiment_id],
    max_results: 1,
  })
  return { experiment: experiment.experiment_id, run: runs[0]!.info.run_id }
}
