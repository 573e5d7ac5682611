/** What the reading scenarios read, equal on all servers: through the API here, by SQL there (their API needs minutes). */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Client, createClient } from './load.ts'
import { createRun, post } from './scenarios/scenario.ts'

const RUNS = 10_000
export const POINTS = 100_000
/** The greatest value of the long series: no chart may lose it. */
export const SPIKE = 1e9
const BEGAN_MS = 1_700_000_000_000
const CONNECTIONS = 16

/** Values of params and metrics of run `i`: 15 and 20. `seed_mlflow.py` has the same. */
const params = (i: number) =>
  Array.from({ length: 15 }, (_, k) => ({
    key: k === 0 ? 'model' : `p${k}`,
    value: k === 0 ? `m${i % 10}` : `v${(i * (k + 1)) % 97}`,
  }))
const metrics = (i: number) =>
  Array.from({ length: 20 }, (_, k) => ({
    key: k === 0 ? 'acc' : k === 1 ? 'loss' : `m${k}`,
    value: k === 0 ? ((i * 7919) % 10_000) / 10_000 : ((i * (k + 31)) % 1009) / 1009,
    timestamp: BEGAN_MS + i,
    step: 1,
  }))
/** A slow wave with one spike. */
const point = (at: number) => ({
  key: 'loss',
  value: at === 54_321 ? SPIKE : Math.sin(at / 1000),
  timestamp: BEGAN_MS + at,
  step: at,
})

export async function seedHere(url: string): Promise<void> {
  const client = createClient(url, CONNECTIONS)
  const { experiment_id } = await post<{ experiment_id: string }>(client, '/experiments/create', { name: 'bench-runs' })
  let next = 0
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < RUNS) {
        const i = next++
        const run_id = await createRun(client, { experiment_id, start_time: BEGAN_MS + i })
        await post(client, '/runs/log-batch', { run_id, params: params(i), metrics: metrics(i) })
      }
    }),
  )
  const long = await post<{ experiment_id: string }>(client, '/experiments/create', { name: 'bench-points' })
  await logPoints(client, await createRun(client, long), POINTS)
  await client.close()
}

export async function logPoints(client: Client, run_id: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1000)
    await post(client, '/runs/log-batch', { run_id, metrics: Array.from({ length: 1000 }, (_, i) => point(at + i)) })
}

export function seedMlflow(python: string, store: string): void {
  const args = [join(import.meta.dirname, 'seed_mlflow.py'), store, String(RUNS), String(POINTS)]
  const result = spawnSync(python, args, { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`seeding MLflow failed: ${result.stderr}`)
}
