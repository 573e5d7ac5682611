/**
 * A backup that is made under load is restored elsewhere, and both servers are asked the same; then backups, restores
 * and changes of the schema are killed at any moment. Nothing may be lost, and what to do must be said.
 * `npm run verify restore [short]`; short, nothing is killed: test/boot does that at moments that matter.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../test/boot/process.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { postgresPids, type Server, signalAll, startCommand, startServer, stopServer } from './process.ts'
import { answersOf, checkLive, compareEvents, differences } from './restore/compare.ts'
import { makeRuns, type Size, startClients } from './restore/data.ts'
import { killWhileBackingUp, killWhileMigrating, killWhileRestoring, type Scene } from './restore/kills.ts'

interface Plan extends Size {
  clients: number
  /** Before and after the backup, in milliseconds. */
  loadMs: number
  kills: number
  /** Runs that are asked about after each kill. */
  asked: number
}

const FULL: Plan = {
  ...{ runs: 100, keys: 20, points: 500, fileBytes: 100_000, bigFileBytes: 64_000_000 },
  ...{ clients: 4, loadMs: 3_000, kills: 3, asked: 5 },
}
const SHORT: Plan = {
  ...{ runs: 12, keys: 4, points: 100, fileBytes: 10_000, bigFileBytes: 5_000_000 },
  ...{ clients: 2, loadMs: 500, kills: 0, asked: 0 },
}

const say = (what: string): void => void process.stderr.write(`${Math.round(performance.now() / 1_000)} s: ${what}\n`)
const round = (n: number): number => Math.round(n * 10) / 10

function spread(values: number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number | null =>
    sorted.length ? round(sorted[Math.floor(sorted.length * share)]!) : null
  return {
    batches: sorted.length,
    median_ms: at(0.5),
    p95_ms: at(0.95),
    max_ms: sorted.length ? round(sorted.at(-1)!) : null,
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now()
  const value = await work()
  return { value, ms: performance.now() - began }
}

async function must(args: string[]): Promise<number> {
  const { value, ms } = await timed(() => startCommand(args).ended)
  if (value.code !== 0) throw new Error(`bw ${args.join(' ')} ended with ${value.code}: ${value.err}`)
  return ms
}

/** The server of the original ends with it. */
async function killAll(scene: Scene, original: string, source: Server, file: string, plan: Plan, took: Took) {
  const { result: backup, server } = await killWhileBackingUp(scene, original, source, plan.kills, took.backupMs / 2)
  await stopServer(server)
  say('backups killed')
  const restore = await killWhileRestoring(scene, file, plan.kills, took.restoreMs * 0.7)
  say('restores killed')
  const killed = {
    backup,
    restore,
    migration: await killWhileMigrating(scene, file, plan.kills),
  }
  return { killed, isWell: Object.values(killed).every(({ faults, differences: n }) => faults.length === 0 && n === 0) }
}

interface Took {
  backupMs: number
  restoreMs: number
}

/** Clients log before, while and after a backup is made. */
async function backUpUnderLoad(url: string, dataDir: string, file: string, plan: Plan) {
  const clients = await startClients(url, plan.clients)
  await sleep(plan.loadMs)
  const began = performance.now()
  const backupMs = await must(['backup', file, '--data-dir', dataDir])
  const ended = performance.now()
  await sleep(plan.loadMs / 2)
  await clients.stop()
  return {
    ...{ runs: clients.runs, began, backupMs },
    latency: { before: spread(clients.times(began - plan.loadMs, began)), during: spread(clients.times(began, ended)) },
  }
}

export async function restore([form]: string[]): Promise<Evidence> {
  const plan = form === 'short' ? SHORT : FULL
  const home = makeDataDir('bellwether-restore-')
  const [original, elsewhere, file] = ['original', 'elsewhere', 'backup.tar'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(join(home, 'kills'))
  const servers = new Map<string, Server>()
  const serve = async (dir: string): Promise<Server> => {
    const server = await startServer(dir, await freePort())
    servers.set(dir, server)
    return server
  }
  try {
    const source = await serve(original)
    const { experiment, ids } = await makeRuns(source.url, plan)
    say(`${ids.length} runs are made`)
    const load = await backUpUnderLoad(source.url, original, file, plan)
    const restoreMs = await must(['restore', file, '--data-dir', elsewhere])
    say('backed up and restored')
    const copy = await serve(elsewhere)

    const before = await answersOf(source.url, experiment, ids, plan.keys)
    const different = differences(before, await answersOf(copy.url, experiment, ids, plan.keys))
    const live = await checkLive(copy.url, load.runs, load.began)
    const events = await compareEvents(source.url, copy.url)
    await stopServer(copy)

    say(`${before.size} answers compared`)
    const asked = ids.slice(0, plan.asked)
    const expected = await answersOf(source.url, experiment, asked, plan.keys)
    const scene: Scene = {
      home: join(home, 'kills'),
      serve,
      differs: async (url) => differences(expected, await answersOf(url, experiment, asked, plan.keys)),
    }
    const { killed, isWell } =
      plan.kills > 0
        ? await killAll(scene, original, source, file, plan, { backupMs: load.backupMs, restoreMs })
        : { killed: undefined, isWell: true }
    return {
      ok: isWell && different.length === 0 && live.missing + live.half === 0 && events.same && events.verified,
      figures: {
        backed_up: {
          runs: ids.length,
          points: plan.runs * plan.keys * plan.points,
          file_mb: round(statSync(file).size / 1e6),
        },
        backup_seconds: round(load.backupMs / 1_000),
        restore_seconds: round(restoreMs / 1_000),
        logging: load.latency,
        ...{ answers_compared: before.size, answers_different: different.length, while_it_was_made: live, events },
        ...(killed && { killed }),
      },
    }
  } finally {
    // Whatever failed left its server behind.
    for (const [dir, { child }] of servers) if (child.kill('SIGKILL')) signalAll(postgresPids(dir), 'SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
}
