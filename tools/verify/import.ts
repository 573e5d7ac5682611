/**
 * Moves the database of an MLflow server in: once from beginning to end, timed beside MLflow's own client that reads the
 * same; once killed half-way, all processes at once, and gone on with. Everything is counted and compared afterwards.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mlflow } from '../../bench/peers.ts'
import type { ImportView } from '../../src/features/transfer/contract/imports.ts'
import { freePort } from '../../test/boot/process.ts'
import { ensurePython } from '../python-env.mjs'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { postgresPids, type Server, signalAll, startServer, stopServer } from './process.ts'

const KEYS = 20
const POINTS = 20
/** Of so many runs MLflow's client reads the histories; all would take it an hour. */
const READ_RUNS = 100
const EXPERIMENTS = ['10', '11', '12', '13']

interface Filled {
  runs: number
  points: number
  sum: number
  versions: number
  digests: Record<string, string>
}

function python<T>(program: string, script: string, args: string[]): T {
  const done = spawnSync(program, [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' },
  })
  if (done.status !== 0) throw new Error(`${script}: ${done.stderr.slice(-2_000)}`)
  return JSON.parse(done.stdout.trim().split('\n').at(-1)!) as T
}

async function send<T>(url: string, path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(
    `${url}${path}`,
    body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) },
  )
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}

const look = async (url: string, id: number): Promise<ImportView> =>
  (await send<{ import: ImportView }>(url, `/api/v1/imports/${id}`)).import

const begin = async (url: string, dir: string): Promise<number> => {
  const input = { uri: `sqlite:///${join(dir, 'mlflow.db')}`, artifacts_root: join(dir, 'artifacts') }
  return (await send<{ import: ImportView }>(url, '/api/v1/imports', input)).import.id
}

async function ended(url: string, id: number): Promise<ImportView> {
  for (;;) {
    const view = await look(url, id)
    if (view.state === 'failed') throw new Error(`the import failed: ${view.error}`)
    if (view.state === 'done') return view
    await sleep(100)
  }
}

interface Run {
  info: { run_id: string }
}

async function runsOf(url: string): Promise<string[]> {
  const ids: string[] = []
  for (let page_token: string | undefined; ; ) {
    const page = await send<{ runs?: Run[]; next_page_token?: string }>(url, '/api/2.0/mlflow/runs/search', {
      ...{ experiment_ids: EXPERIMENTS, max_results: 1_000, page_token },
    })
    ids.push(...(page.runs ?? []).map(({ info }) => info.run_id))
    page_token = page.next_page_token
    if (!page_token) return ids
  }
}

/** As clients see it: every run once, every point once, every file with its bytes. */
async function count(url: string, filled: Filled) {
  const ids = await runsOf(url)
  let [points, sum] = [0, 0]
  for (let at = 0; at < ids.length; at += 50)
    for (let k = 0; k < KEYS; k++) {
      const query = ids.slice(at, at + 50).map((id) => `run_id=${id}`)
      const { metrics = [] } = await send<{ metrics?: { value: number }[] }>(
        url,
        `/ajax-api/2.0/mlflow/metrics/get-history-bulk?metric_key=m${k}&max_results=25000&${query.join('&')}`,
      )
      points += metrics.length
      for (const { value } of metrics) sum += value
    }
  let wrongFiles = 0
  for (const [run, digest] of Object.entries(filled.digests)) {
    const { files } = await send<{ files: { path: string; digest?: string }[] }>(
      url,
      `/api/v1/runs/${run}/artifacts?recursive=true`,
    )
    if (files.length !== 1 || files[0]!.path !== 'model/weights.bin' || files[0]!.digest !== digest) wrongFiles++
  }
  const { model_versions: versions = [] } = await send<{ model_versions?: unknown[] }>(
    url,
    '/api/2.0/mlflow/model-versions/search?max_results=10000',
  )
  const found = { runs: ids.length, distinct_runs: new Set(ids).size, points, sum, versions: versions.length }
  const isRight =
    ids.length === filled.runs &&
    found.distinct_runs === filled.runs &&
    points === filled.points &&
    Math.abs(sum - filled.sum) < 1e-6 * filled.points &&
    versions.length === filled.versions &&
    wrongFiles === 0
  return { ...found, wrong_files: wrongFiles, files: Object.keys(filled.digests).length, isRight }
}

const killAll = (dataDir: string, server: Server): Promise<unknown> => {
  const gone = new Promise((resolve) => server.child.once('exit', resolve))
  signalAll([...postgresPids(dataDir), server.child.pid], 'SIGKILL')
  return gone
}

/** Breaks it off when half of the runs are whole. */
async function killed(dir: string, filled: Filled) {
  const data = makeDataDir('verify-import-')
  let server = await startServer(data, await freePort())
  const id = await begin(server.url, dir)
  const doneOf = ({ progress }: ImportView) => Number(progress.kinds.find(({ kind }) => kind === 'runs')?.done ?? 0)
  let at = 0
  for (; at < filled.runs / 2; await sleep(50)) at = doneOf(await look(server.url, id))
  await killAll(data, server)
  server = await startServer(data, await freePort())
  const view = await ended(server.url, id)
  const found = await count(server.url, filled)
  await stopServer(server)
  rmSync(data, { recursive: true, force: true })
  return { killed_at_runs: at, report: view.report.taken, ...found }
}

export async function moveIn(args: string[]): Promise<Evidence> {
  const runs = Number(args[0] ?? 5_000)
  const program = await ensurePython('core')
  const dir = makeDataDir('verify-mlflow-')
  // Makes the schema of its database.
  const peer = await mlflow(program, await freePort(), 'SQLite', dir)
  await peer.stop()
  const amounts = [runs, KEYS, POINTS, 200, Math.min(500, runs)]
  const filled = python<Filled>(program, 'fill_moving.py', [dir, ...amounts.map(String)])

  const data = makeDataDir('verify-import-')
  const server = await startServer(data, await freePort())
  const began = performance.now()
  const view = await ended(server.url, await begin(server.url, dir))
  const importS = (performance.now() - began) / 1_000
  const whole = await count(server.url, filled)
  await stopServer(server)
  rmSync(data, { recursive: true, force: true })

  interface Read {
    runs: number
    listing_s: number
    histories_s: number
    points: number
  }
  const read = python<Read>(program, 'read_moving.py', [`sqlite:///${join(dir, 'mlflow.db')}`, String(READ_RUNS)])
  const theirsS = read.listing_s + (read.histories_s * runs) / READ_RUNS
  const after = await killed(dir, filled)
  rmSync(dir, { recursive: true, force: true })
  return {
    ok: whole.isRight && after.isRight,
    figures: {
      what: 'an MLflow database and its files moved in, and the same after a kill half-way',
      source: { runs, points: filled.points, versions: filled.versions, files: amounts[4] },
      import_s: Math.round(importS * 10) / 10,
      points_a_second: Math.round(filled.points / importS),
      mlflow_client: {
        what: `listing all runs, and the histories of ${READ_RUNS} of them, from the same database; the rest in proportion`,
        listing_s: Math.round(read.listing_s * 10) / 10,
        histories_s: Math.round(read.histories_s * 10) / 10,
        all_s: Math.round(theirsS),
      },
      ratio: Math.round((theirsS / importS) * 10) / 10,
      report: view.report.taken,
      left: view.report.left.map(({ what, count: n, why }) => ({ what, count: n, why })),
      uninterrupted: whole,
      killed_and_resumed: after,
    },
  }
}
