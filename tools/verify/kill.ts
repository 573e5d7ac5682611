/**
 * Kills the whole process tree, the database alone and the server alone while eight clients log, and counts
 * what was acknowledged but is missing afterwards. It must be nothing.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { postgresPids, type Server, signalAll, startServer } from './process.ts'

const CLIENTS = 8
const KEYS = 20
const API = '/api/2.0/mlflow'

/** What the server said it has. */
interface Acknowledged {
  runId: string
  steps: Set<number>
  params: Map<string, string>
  tags: Map<string, string>
  artifacts: Map<string, string>
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const reply = await fetch(`${url}${API}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply.json()
}

const artifactUrl = (url: string, runId: string, name: string): string =>
  `${url}/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/${name}`

/** Logs until the first failure; what was answered with 200 is noted. */
async function log(url: string, ack: Acknowledged, next: () => number, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    const n = next()
    const param = { key: `p${n}`, value: `value ${n}` }
    const tag = { key: `t${n % 50}`, value: String(n) }
    const describe = n % 5 === 0
    const metrics = Array.from({ length: KEYS }, (_, k) => ({
      key: `k${k}`,
      value: n + k / 100,
      timestamp: n,
      step: n,
    }))
    await post(url, '/runs/log-batch', {
      run_id: ack.runId,
      metrics,
      ...(describe && { params: [param], tags: [tag] }),
    })
    ack.steps.add(n)
    if (describe) {
      ack.params.set(param.key, param.value)
      ack.tags.set(tag.key, tag.value)
    }
    if (n % 40 === 0) {
      const bytes = Buffer.alloc(50_000, String(n))
      const reply = await fetch(artifactUrl(url, ack.runId, `a${n}.bin`), { method: 'PUT', body: bytes })
      if (!reply.ok) throw new Error(`artifact: ${reply.status}`)
      ack.artifacts.set(`a${n}.bin`, createHash('sha256').update(bytes).digest('hex'))
    }
  }
}

interface Missing {
  points: number
  params: number
  tags: number
  artifacts: number
}

async function historySteps(url: string, runId: string, key: string): Promise<Set<number>> {
  const reply = await fetch(`${url}${API}/metrics/get-history?run_id=${runId}&metric_key=${key}`)
  const { metrics = [] } = (await reply.json()) as { metrics?: { step: number; value: number }[] }
  const k = Number(key.slice(1))
  return new Set(metrics.filter(({ step, value }) => Math.abs(value - step - k / 100) < 1e-9).map(({ step }) => step))
}

async function check(url: string, all: Acknowledged[], keys: number[]): Promise<Missing> {
  const missing: Missing = { points: 0, params: 0, tags: 0, artifacts: 0 }
  for (const ack of all) {
    for (const key of keys) {
      const stored = await historySteps(url, ack.runId, `k${key}`)
      for (const step of ack.steps) if (!stored.has(step)) missing.points++
    }
    const reply = await fetch(`${url}${API}/runs/get?run_id=${ack.runId}`)
    const { run } = (await reply.json()) as {
      run: { data: Record<'params' | 'tags', { key: string; value: string }[] | undefined> }
    }
    const params = new Map((run.data.params ?? []).map(({ key, value }) => [key, value]))
    const tags = new Map((run.data.tags ?? []).map(({ key, value }) => [key, value]))
    for (const [key, value] of ack.params) if (params.get(key) !== value) missing.params++
    // A later, unacknowledged write of the same tag may have been kept: then its value is greater.
    for (const [key, value] of ack.tags) if (!(Number(tags.get(key)) >= Number(value))) missing.tags++
    for (const [name, digest] of ack.artifacts) {
      const bytes = Buffer.from(await (await fetch(artifactUrl(url, ack.runId, name))).arrayBuffer())
      if (createHash('sha256').update(bytes).digest('hex') !== digest) missing.artifacts++
    }
  }
  return missing
}

type Victim = 'tree' | 'database' | 'server'

const victims = (victim: Victim, dataDir: string, server: Server): (number | undefined)[] => {
  const database = postgresPids(dataDir)
  return victim === 'tree' ? [...database, server.child.pid] : victim === 'database' ? database : [server.child.pid]
}

/** One round: load, kill in the middle of it, come back, compare. */
async function round(
  dataDir: string,
  port: number,
  all: Acknowledged[],
  victim: Victim,
  next: () => number,
  last: boolean,
) {
  let server = await startServer(dataDir, port)
  if (all.length === 0)
    for (let c = 0; c < CLIENTS; c++) {
      const { run } = (await post(server.url, '/runs/create', { experiment_id: '0', start_time: 1 })) as {
        run: { info: { run_id: string } }
      }
      all.push({ runId: run.info.run_id, steps: new Set(), params: new Map(), tags: new Map(), artifacts: new Map() })
    }
  let stop = false
  const clients = all.map((ack) => log(server.url, ack, next, () => stop).catch(() => undefined))
  await sleep(700 + Math.random() * 900)
  signalAll(victims(victim, dataDir, server), 'SIGKILL')
  const killedAt = performance.now()
  if (victim === 'database') {
    // The server must bring its database back by itself.
    for (let ready = false; !ready; await sleep(50))
      ready = await fetch(`${server.url}/readyz`).then(
        (reply) => reply.ok,
        () => false,
      )
    stop = true
    await Promise.all(clients)
  } else {
    stop = true
    await Promise.all(clients)
    server = await startServer(dataDir, port)
  }
  const recoveredMs = Math.round(performance.now() - killedAt)
  // Two metrics stand for all after each kill; after the last one every metric is read.
  const keys = last ? Array.from({ length: KEYS }, (_, k) => k) : [0, KEYS - 1]
  const missing = await check(server.url, all, keys)
  const gone = new Promise((resolve) => server.child.once('exit', resolve))
  server.child.kill('SIGTERM')
  await gone
  return { victim, recoveredMs, ...missing }
}

const count = (all: Acknowledged[]) => ({
  batches: all.reduce((sum, ack) => sum + ack.steps.size, 0),
  points: all.reduce((sum, ack) => sum + ack.steps.size * KEYS, 0),
  params: all.reduce((sum, ack) => sum + ack.params.size, 0),
  tags: all.reduce((sum, ack) => sum + ack.tags.size, 0),
  artifacts: all.reduce((sum, ack) => sum + ack.artifacts.size, 0),
})

/** `kill [rounds]`: that many kills of the tree (20), and a quarter as many of each part. */
export async function kill(args: string[]): Promise<Evidence> {
  const rounds = Number(args[0] ?? 20)
  const port = 7_651
  const plan: Victim[] = [
    ...Array<Victim>(rounds).fill('tree'),
    ...Array<Victim>(Math.ceil(rounds / 4)).fill('database'),
    ...Array<Victim>(Math.ceil(rounds / 4)).fill('server'),
  ]
  const dataDir = makeDataDir('bellwether-kill-')
  const all: Acknowledged[] = []
  const results = []
  let n = 0
  try {
    for (const [i, victim] of plan.entries()) {
      const result = await round(dataDir, port, all, victim, () => ++n, i === plan.length - 1)
      process.stderr.write(`${JSON.stringify({ ...result, ...count(all) })}\n`)
      results.push(result)
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const missing = results.reduce((sum, r) => sum + r.points + r.params + r.tags + r.artifacts, 0)
  return {
    ok: missing === 0,
    figures: {
      kills: { tree: rounds, database: Math.ceil(rounds / 4), server: Math.ceil(rounds / 4) },
      clients: CLIENTS,
      acknowledged: count(all),
      missing,
      recovered_ms: {
        median: results.map((r) => r.recoveredMs).sort((a, b) => a - b)[results.length >> 1],
        max: Math.max(...results.map((r) => r.recoveredMs)),
      },
    },
  }
}
