/**
 * The audit over a million events: how long they take to be exported and to be verified without a server, in how much
 * memory, and how long each question about them takes. `npm run verify audit [folder [build|measure]]`: with a folder the steps may be taken one by one.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { connect } from '../../src/cli/client.ts'
import { fill } from './audit/fill.ts'
import { ask, sizes } from './audit/questions.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { openDatabase } from './growth/data.ts'
import { startServer } from './process.ts'

const EVENTS = 1_000_000
const PORT = 7_655
const TOKEN = `bw_${'verify-audit-'.repeat(3)}`
const URL_HERE = `http://127.0.0.1:${PORT}`
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
/** The log is never in memory: neither here nor there. */
const MAX_MEMORY = 250_000_000
const MAX_ANSWER_MS = 50

interface Ran {
  seconds: number
  /** The most that it held, in bytes. */
  memory: number
  out: string
}

/** Memory of one process, in bytes; 0 when it has ended. */
function memoryOf(pid: number, which: 'VmHWM' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(new RegExp(`^${which}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1_024
  } catch {
    return 0
  }
}

/** Runs a command of ours; into a file, where one is named. */
async function bw(args: string[], file?: string): Promise<Ran> {
  const began = performance.now()
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', file ? openSync(file, 'w') : 'pipe', 'inherit'],
    env: { ...process.env, BELLWETHER_URL: URL_HERE },
  })
  let [out, memory] = ['', 0]
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  const watch = setInterval(() => (memory = Math.max(memory, memoryOf(child.pid!, 'VmHWM'))), 50)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`bw ${args.join(' ')} ended with ${code}: ${out}`)
  return { seconds: (performance.now() - began) / 1_000, memory, out }
}

const round = (n: number, digits = 1): number => Number(n.toFixed(digits))
const mb = (bytes: number): number => Math.round(bytes / 1e6)

async function measure(dir: string, pid: number, database: pg.Client) {
  const { answers, days } = await ask(connect({ url: URL_HERE }), MAX_ANSWER_MS)
  const file = join(dir, 'log.jsonl')
  const before = memoryOf(pid, 'VmRSS')
  let most = before
  const watch = setInterval(() => (most = Math.max(most, memoryOf(pid, 'VmRSS'))), 100)
  const exported = await bw(['audit', 'export'], file)
  clearInterval(watch)
  const verified = await bw(['audit', 'verify', file, '--json'])
  const { ok, events, withheld } = JSON.parse(verified.out) as { ok: boolean; events: number; withheld: number }
  return {
    ok: ok && verified.memory < MAX_MEMORY && exported.memory < MAX_MEMORY && answers.every((answer) => answer.ok),
    figures: {
      ...{ events, withheld, file_mb: mb(statSync(file).size) },
      export_seconds: round(exported.seconds),
      export_client_mb: mb(exported.memory),
      export_server_grew_mb: mb(most - before),
      verify_seconds: round(verified.seconds),
      verify_mb: mb(verified.memory),
      ...{ answers, days, table_mb: await sizes(database) },
    },
  }
}

export async function audit([given, what]: string[]): Promise<Evidence> {
  const dir = given ?? makeDataDir('bellwether-audit-')
  const data = join(dir, 'data')
  mkdirSync(data, { recursive: true })
  // With accounts, so that events have somebody who caused them.
  process.env.BELLWETHER_INIT_OWNER = 'auditor'
  process.env.BELLWETHER_INIT_TOKEN = TOKEN
  process.env.BELLWETHER_TOKEN = TOKEN
  const { child } = await startServer(data, PORT)
  const database = await openDatabase(data)
  try {
    const built = what === 'measure' ? undefined : await fill(database, EVENTS)
    const { ok, figures } = what === 'build' ? { ok: true, figures: {} } : await measure(dir, child.pid!, database)
    return {
      ok,
      figures: {
        ...figures,
        ...(built && { sealed_after_seconds: round(built.sealed), collected_after_seconds: round(built.collected) }),
        cores: cpus().length,
      },
    }
  } finally {
    await database.end()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    if (!given) rmSync(dir, { recursive: true, force: true })
  }
}
