/**
 * Kills the whole process tree, the database alone and the server alone while eight clients log, and counts
 * what was acknowledged but is missing afterwards. It must be nothing.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { isWell, postgresPids, type Server, signalAll, startServer } from './process.ts'

const CLIENTS = 8
const KEYS = 20
const API = '/api/2.0/mlflow'
/** After a kill every request ends by then, and the server is ready again. */
const PATIENCE_MS = 60_000

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
    signal: AbortSignal.timeout(PATIENCE_MS),
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
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const reply = await fetch(artifactUrl(url, ack.runId, `a${n}.bin`), { method: 'PUT', body: bytes, signal })
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

const VICTIMS = ['tree', 'database', 'server'] as const
type Victim = (typeof VICTIMS)[number]

const victims = (victim: Victim, dataDir: string, server: Server): (number | undefined)[] => {
  const database = postgresPids(dataDir)
  return victim === 'tree' ? [...database, server.child.pid] : victim === 'database' ? database : [server.child.pid]
}

const PHASES = ['start', 'load', 'clients', 'ready', 'check', 'stop'] as const
type Phase = (typeof PHASES)[number]

/** How long each part of a round took, in milliseconds. */
const stopwatch = () => {
  const took: Partial<Record<Phase, number>> = {}
  let since = performance.now()
  const end = (phase: Phase): void => {
    const now = performance.now()
    took[phase] = Math.round(now - since)
    since = now
  }
  return { took, end }
}

async function createRuns(url: string): Promise<Acknowledged[]> {
  const all: Acknowledged[] = []
  for (let c = 0; c < CLIENTS; c++) {
    const { run } = (await post(url, '/runs/create', { experiment_id: '0', start_time: 1 })) as {
      run: { info: { run_id: string } }
    }
    all.push({ runId: run.info.run_id, steps: new Set(), params: new Map(), tags: new Map(), artifacts: new Map() })
  }
  return all
}

/** One round: load, kill in the middle of it, come back, compare. */
async function round(
  dataDir: string,
  begin: () => Promise<Server>,
  all: Acknowledged[],
  victim: Victim,
  next: () => number,
  last: boolean,
) {
  const { took, end } = stopwatch()
  let server = await begin()
  end('start')
  if (all.length === 0) all.push(...(await createRuns(server.url)))
  let stop = false
  let killed = false
  const clients = all.map((ack) =>
    log(server.url, ack, next, () => stop).catch((error: Error) => {
      // A kill breaks requests off; nothing else may, and none may wait for ever.
      if (!killed || error.name === 'TimeoutError') throw error
    }),
  )
  // Those that failed are told of once all have ended.
  const settled = Promise.allSettled(clients)
  await sleep(700 + Math.random() * 900)
  end('load')
  killed = true
  signalAll(victims(victim, dataDir, server), 'SIGKILL')
  const killedAt = performance.now()
  const clientsEnd = async (): Promise<void> => {
    stop = true
    await settled
    await Promise.all(clients)
    end('clients')
  }
  if (victim === 'database') {
    // The server must bring its database back by itself.
    if (!(await isWell(server.url, server.child, PATIENCE_MS, '/readyz'))) {
      const code = server.child.exitCode
      throw new Error(
        `the server ${code === null ? 'did not bring its database back' : `ended with ${code} as its database was killed`}: ${server.said()}`,
      )
    }
    end('ready')
    await clientsEnd()
  } else {
    await clientsEnd()
    server = await begin()
    end('ready')
  }
  const recoveredMs = Math.round(performance.now() - killedAt)
  // Two metrics stand for all after each kill; after the last one every metric is read.
  const keys = last ? Array.from({ length: KEYS }, (_, k) => k) : [0, KEYS - 1]
  const missing = await check(server.url, all, keys)
  end('check')
  const gone = new Promise((resolve) => server.child.once('exit', resolve))
  server.child.kill('SIGTERM')
  await gone
  end('stop')
  return { victim, recoveredMs, took, ...missing }
}

const count = (all: Acknowledged[]) => ({
  batches: all.reduce((sum, ack) => sum + ack.steps.size, 0),
  points: all.reduce((sum, ack) => sum + ack.steps.size * KEYS, 0),
  params: all.reduce((sum, ack) => sum + ack.params.size, 0),
  tags: all.reduce((sum, ack) => sum + ack.tags.size, 0),
  artifacts: all.reduce((sum, ack) => sum + ack.artifacts.size, 0),
})

/** The middle and the greatest of some milliseconds. */
const spread = (values: number[]) => ({
  median: [...values].sort((a, b) => a - b)[values.length >> 1],
  max: Math.max(...values),
})

/** `kill [rounds] [victim]`: that many kills of the tree (20) and a quarter as many of each part, or of one alone. */
export async function kill(args: string[]): Promise<Evidence> {
  const rounds = Number(args[0] ?? 20)
  const only = VICTIMS.find((victim) => victim === args[1])
  if (args[1] && !only) throw new Error(`There is no victim '${args[1]}'. There are ${VICTIMS.join(', ')}.`)
  const times = (victim: Victim): number =>
    only ? (victim === only ? rounds : 0) : victim === 'tree' ? rounds : Math.ceil(rounds / 4)
  const plan = VICTIMS.flatMap((victim) => Array<Victim>(times(victim)).fill(victim))
  const dataDir = makeDataDir('bellwether-kill-')
  const all: Acknowledged[] = []
  let newest: Server | undefined
  const begin = async (): Promise<Server> => {
    newest = await startServer(dataDir, 7_651)
    return newest
  }
  const results: Awaited<ReturnType<typeof round>>[] = []
  let n = 0
  try {
    for (const [i, victim] of plan.entries()) {
      const result = await round(dataDir, begin, all, victim, () => ++n, i === plan.length - 1)
      process.stderr.write(`${JSON.stringify({ ...result, ...count(all) })}\n`)
      results.push(result)
    }
  } finally {
    // A round that failed left its server behind.
    if (newest?.child.kill('SIGKILL')) signalAll(postgresPids(dataDir), 'SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
  const missing = results.reduce((sum, r) => sum + r.points + r.params + r.tags + r.artifacts, 0)
  return {
    ok: missing === 0,
    figures: {
      kills: Object.fromEntries(VICTIMS.map((victim) => [victim, times(victim)])),
      clients: CLIENTS,
      acknowledged: count(all),
      missing,
      recovered_ms: spread(results.map(({ recoveredMs }) => recoveredMs)),
      took_ms: Object.fromEntries(PHASES.map((phase) => [phase, spread(results.map(({ took }) => took[phase]!))])),
    },
  }
}
