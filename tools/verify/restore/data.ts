/** What is backed up: runs that are over, and clients that go on logging while it happens. */
import { createHash } from 'node:crypto'

const API = '/api/2.0/mlflow'
const BATCH = 900
const LANES = 8
/** Metrics of one batch of the clients; what is restored has all of them or none. */
export const LIVE_KEYS = 10

export interface Size {
  runs: number
  keys: number
  points: number
  fileBytes: number
  bigFileBytes: number
}

export async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const reply = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply.json()
}

export const filePath = (experiment: string, runId: string, name: string): string =>
  `/api/2.0/mlflow-artifacts/artifacts/${experiment}/${runId}/artifacts/${name}`

/** Runs tasks a few at a time. */
export async function inLanes<T>(items: T[], task: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const item of rest) await task(item)
    }),
  )
}

/** Bytes that are the same each time, and different for each seed. */
function bytesOf(seed: string, length: number): Buffer {
  const parts: Buffer[] = []
  for (let n = 0; n * 32 < length; n++) parts.push(createHash('sha256').update(`${seed} ${n}`).digest())
  return Buffer.concat(parts).subarray(0, length)
}

async function putFile(url: string, path: string, bytes: Buffer): Promise<void> {
  const reply = await fetch(url + path, { method: 'PUT', body: new Uint8Array(bytes) })
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
}

async function createRun(url: string, experiment: string, name: string): Promise<string> {
  const { run } = (await post(url, `${API}/runs/create`, {
    experiment_id: experiment,
    run_name: name,
    start_time: 1,
  })) as { run: { info: { run_id: string } } }
  return run.info.run_id
}

async function makeRun(url: string, experiment: string, n: number, size: Size): Promise<string> {
  const run_id = await createRun(url, experiment, `run ${n}`)
  const all = Array.from({ length: size.keys * size.points }, (_, i) => ({
    key: `k${i % size.keys}`,
    value: Math.sin(i * n) / (n + 1),
    step: Math.floor(i / size.keys),
    timestamp: 1_700_000_000_000 + i,
  }))
  for (let at = 0; at < all.length; at += BATCH)
    await post(url, `${API}/runs/log-batch`, {
      run_id,
      metrics: all.slice(at, at + BATCH),
      ...(at === 0 && {
        params: [
          { key: 'lr', value: String(n / 1_000) },
          { key: 'text', value: `ü "${n}"\n` },
        ],
        tags: [{ key: 'team', value: `t${n % 3}` }],
      }),
    })
  await post(url, `${API}/runs/log-inputs`, {
    run_id,
    datasets: [{ dataset: { name: 'table', digest: `d${n % 5}`, source_type: 'local', source: '/table' } }],
  })
  await putFile(url, filePath(experiment, run_id, 'model.bin'), bytesOf(`${n}`, size.fileBytes))
  await post(url, `${API}/runs/update`, { run_id, status: 'FINISHED', end_time: 2 })
  return run_id
}

/** Runs that are over: nobody changes them any more. */
export async function makeRuns(url: string, size: Size): Promise<{ experiment: string; ids: string[] }> {
  const { experiment_id: experiment } = (await post(url, `${API}/experiments/create`, { name: 'kept' })) as {
    experiment_id: string
  }
  const ids: string[] = []
  await inLanes(
    Array.from({ length: size.runs }, (_, n) => n),
    async (n) => void ids.push(await makeRun(url, experiment, n, size)),
  )
  await putFile(url, filePath(experiment, ids[0]!, 'big.bin'), Buffer.alloc(size.bigFileBytes, 'big'))
  return { experiment, ids }
}

export interface LiveRun {
  id: string
  /** When each step was acknowledged. */
  steps: Map<number, number>
}

/** Clients that log one batch after the other. */
export async function startClients(url: string, count: number) {
  const runs: LiveRun[] = []
  const took: { at: number; ms: number }[] = []
  let isOver = false
  for (let c = 0; c < count; c++) runs.push({ id: await createRun(url, '0', `live ${c}`), steps: new Map() })
  const ended = runs.map(async ({ id, steps }) => {
    for (let step = 0; !isOver; step++) {
      const began = performance.now()
      await post(url, `${API}/runs/log-batch`, {
        run_id: id,
        metrics: Array.from({ length: LIVE_KEYS }, (_, k) => ({
          key: `k${k}`,
          value: step + k,
          step,
          timestamp: step,
        })),
        params: [{ key: `p${step}`, value: `${step}` }],
      })
      const at = performance.now()
      steps.set(step, at)
      took.push({ at, ms: at - began })
    }
  })
  return {
    runs,
    /** How long a batch took that was answered in this time. */
    times: (from: number, to: number): number[] => took.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms),
    async stop(): Promise<void> {
      isOver = true
      await Promise.all(ended)
    },
  }
}
