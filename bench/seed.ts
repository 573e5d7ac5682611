/** Makes the experiment of 10,000 runs that the search scenario reads: through the API here, by SQL there (its API needs minutes). */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createClient } from './load.ts'

const RUNS = 10_000

/** What run `i` holds, the same on both servers: 15 params, 20 metrics. */
const params = (i: number) =>
  Array.from({ length: 15 }, (_, k) => ({
    key: k === 0 ? 'model' : `p${k}`,
    value: k === 0 ? `m${i % 10}` : `v${(i * (k + 1)) % 97}`,
  }))
const metrics = (i: number) =>
  Array.from({ length: 20 }, (_, k) => ({
    key: k === 0 ? 'acc' : k === 1 ? 'loss' : `m${k}`,
    value: k === 0 ? ((i * 7919) % 10_000) / 10_000 : ((i * (k + 31)) % 1009) / 1009,
    timestamp: 1_700_000_000_000 + i,
    step: 1,
  }))

export async function seedHere(url: string): Promise<void> {
  const client = createClient(url, 16)
  const call = async (path: string, body: unknown) => {
    const reply = await client.send('POST', `/api/2.0/mlflow${path}`, JSON.stringify(body))
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body}`)
    return JSON.parse(reply.body)
  }
  const { experiment_id } = await call('/experiments/create', { name: 'bench-10k' })
  let next = 0
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < RUNS) {
        const i = next++
        const { run } = await call('/runs/create', { experiment_id, start_time: 1_700_000_000_000 + i })
        await call('/runs/log-batch', { run_id: run.info.run_id, params: params(i), metrics: metrics(i) })
      }
    }),
  )
  client.close()
}

export function seedMlflow(python: string, dir: string): void {
  const result = spawnSync(
    python,
    [join(import.meta.dirname, 'seed_mlflow.py'), join(dir, 'mlflow.db'), String(RUNS)],
    { encoding: 'utf8' },
  )
  if (result.status !== 0) throw new Error(`seeding MLflow failed: ${result.stderr}`)
}
