/**
 * An MLflow server is followed while clients log to it, with starts in the past and points behind the last; both sides
 * are killed again and again. At the end every run and every point is here once, with the state it has there.
 */
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { follows } from '../../src/features/transfer/contract/follows.ts'
import type { Reply } from '../../src/lib/contract.ts'
import { freePort } from '../../test/boot/process.ts'
import { ensurePython } from '../python-env.mjs'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { isWell, postgresPids, type Server, signalAll, startServer, stopServer, treeOf } from './process.ts'

const CLIENTS = 3
/** Their server takes a quarter of a minute alone, and minutes on a machine that does much else. */
const READY_MS = 300_000
const API = '/api/2.0/mlflow'
const NAME = 'verified'

type Json = Record<string, unknown>

async function post(url: string, path: string, body: unknown): Promise<Json> {
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(30_000)
  const reply = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Json
}

async function get(url: string, path: string): Promise<Json> {
  const reply = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(30_000) })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Json
}

interface Theirs {
  url: string
  start(): Promise<void>
  kill(): void
}

function theirServer(python: string, dir: string, port: number): Theirs {
  const url = `http://127.0.0.1:${port}`
  let pid: number | undefined
  return {
    url,
    async start() {
      const log = openSync(join(dir, 'mlflow.log'), 'a')
      const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
      args.push('--backend-store-uri', `sqlite:///${join(dir, 'mlflow.db')}`)
      args.push('--artifacts-destination', join(dir, 'artifacts'))
      const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
      const child = spawn(python, args, { cwd: dir, stdio: ['ignore', log, log], env })
      pid = child.pid
      if (!(await isWell(url, child, READY_MS))) throw new Error("MLflow's server did not get ready")
    },
    kill: () => signalAll(pid === undefined ? [] : [...treeOf(pid)], 'SIGKILL'),
  }
}

/** Logs run after run; a request that fails because the server is away is sent again. */
async function client(url: string, experiment: string, lane: number, isOver: () => boolean): Promise<void> {
  const patiently = async (path: string, body: unknown): Promise<Json> => {
    for (;;)
      try {
        return await post(url, `${API}/${path}`, body)
      } catch (error) {
        if (isOver() && !(error as Error).message.includes(': 5')) return {}
        await sleep(500)
      }
  }
  for (let n = 0; !isOver(); n++) {
    const start_time = n % 3 === 0 ? 1_000_000 + n : Date.now()
    const made = await patiently('runs/create', { experiment_id: experiment, run_name: `${lane}-${n}`, start_time })
    const run_id = (made.run as { info: { run_id: string } } | undefined)?.info.run_id
    if (!run_id) return
    for (let step = 0; step < 5 && !isOver(); step++) {
      // Every other one lies behind the last.
      const at = step % 2 ? step : 100 - step
      const metrics = [0, 1].map((k) => ({ key: `m${k}`, value: n + step / 10, step: at, timestamp: 1_000 + at }))
      await patiently('runs/log-batch', { run_id, metrics, params: [{ key: `p${step}`, value: String(n) }] })
      await sleep(200)
    }
    await patiently('runs/update', { run_id, status: n % 5 ? 'FINISHED' : 'FAILED', end_time: Date.now() })
    // To a run that has ended, too.
    await patiently('runs/log-batch', { run_id, metrics: [{ key: 'late', value: n, step: 1, timestamp: 1 }] })
  }
}

interface Run {
  info: { run_id: string; status: string; lifecycle_stage: string; run_name: string }
  data: { metrics?: { key: string }[]; params?: unknown[] }
}

async function runsOf(url: string, experiment: string): Promise<Run[]> {
  const all: Run[] = []
  for (let page_token: unknown; ; ) {
    const page = await post(url, `${API}/runs/search`, {
      ...{ experiment_ids: [experiment], run_view_type: 'ALL', max_results: 500, page_token },
    })
    all.push(...((page.runs ?? []) as Run[]))
    page_token = page.next_page_token
    if (!page_token) return all
  }
}

async function pointsOf(url: string, { info, data }: Run): Promise<string[]> {
  const all: string[] = []
  for (const { key } of data.metrics ?? []) {
    const { metrics = [] } = await get(url, `${API}/metrics/get-history?run_id=${info.run_id}&metric_key=${key}`)
    for (const { step, timestamp, value } of metrics as Json[]) all.push(`${key} ${step} ${timestamp} ${value}`)
  }
  return all.sort()
}

/** How many runs and points are missing here, too many or other than there. */
async function compare(theirs: string, ours: string, experiment: string) {
  const [there, here] = [await runsOf(theirs, experiment), await runsOf(ours, experiment)]
  const byId = new Map(here.map((run) => [run.info.run_id, run]))
  const wrong = {
    missing_runs: 0,
    doubled_runs: here.length - byId.size,
    other_states: 0,
    missing_points: 0,
    doubled_points: 0,
  }
  let points = 0
  for (const run of there) {
    const own = byId.get(run.info.run_id)
    if (!own) {
      wrong.missing_runs++
      continue
    }
    const same = (['status', 'lifecycle_stage', 'run_name'] as const).every(
      (field) => own.info[field] === run.info[field],
    )
    if (!same || (own.data.params ?? []).length !== (run.data.params ?? []).length) wrong.other_states++
    const [a, b] = [await pointsOf(theirs, run), await pointsOf(ours, own)]
    points += a.length
    const mine = new Set(b)
    wrong.missing_points += a.filter((point) => !mine.has(point)).length
    wrong.doubled_points += b.length - mine.size
  }
  wrong.doubled_runs += here.length - there.length > 0 ? here.length - there.length : 0
  return { runs: there.length, points, wrong }
}

const killAll = (dataDir: string, server: Server): Promise<unknown> => {
  const gone = new Promise((resolve) => server.child.once('exit', resolve))
  signalAll([...postgresPids(dataDir), server.child.pid], 'SIGKILL')
  return gone
}

export async function follow(args: string[]): Promise<Evidence> {
  const seconds = Number(args[0] ?? 1_200)
  const python = await ensurePython('core')
  const [dir, data] = [makeDataDir('verify-mlflow-'), makeDataDir('verify-follow-')]
  const theirs = theirServer(python, dir, await freePort())
  await theirs.start()
  const { experiment_id } = await post(theirs.url, `${API}/experiments/create`, { name: 'followed' })
  const experiment = String(experiment_id)
  const port = await freePort()
  let server = await startServer(data, port)
  await post(server.url, '/api/v1/follows', { uri: theirs.url, name: NAME, every: 1 })

  const until = Date.now() + seconds * 1_000
  const isOver = (): boolean => Date.now() > until
  const logging = Array.from({ length: CLIENTS }, (_, lane) => client(theirs.url, experiment, lane, isOver))
  const kills = { ours: 0, theirs: 0 }
  const pause = Math.min(30_000, (seconds * 1_000) / 6)
  for (let turn = 0; Date.now() < until - pause; turn++) {
    await sleep(pause * (0.5 + Math.random() / 2))
    if (turn % 2 === 0) {
      await killAll(data, server)
      server = await startServer(data, port)
      kills.ours++
    } else {
      theirs.kill()
      await sleep(1_000)
      await theirs.start()
      kills.theirs++
    }
  }
  await Promise.all(logging)

  const began = Date.now()
  let found = await compare(theirs.url, server.url, experiment)
  const isRight = (): boolean => Object.values(found.wrong).every((n) => n === 0)
  // A sweep reads what lies behind the last point of a run that is over.
  while (!isRight() && Date.now() - began < 120_000) {
    await sleep(2_000)
    found = await compare(theirs.url, server.url, experiment)
  }
  const caughtUpS = Math.round((Date.now() - began) / 100) / 10
  const { follow: state } = (await get(server.url, `/api/v1/follows/${NAME}`)) as Reply<typeof follows.get>
  await stopServer(server)
  theirs.kill()
  for (const one of [dir, data]) rmSync(one, { recursive: true, force: true, maxRetries: 10 })
  return {
    ok: isRight() && found.runs > 0,
    figures: {
      what: 'an MLflow server followed while clients log to it, both sides killed; then every run and point compared',
      ...{ seconds, clients: CLIENTS, kills, runs: found.runs, points: found.points, wrong: found.wrong },
      compared_right_after_s: caughtUpS,
      counts: state.counts,
    },
  }
}
