/** The servers of a comparison, each with all its processes on data of its own; whoever is not measured stands still. */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { startPostgres } from '../src/platform/postgres/supervisor.ts'
import { makeDataDir } from '../tools/verify/data-dir.ts'
import { isWell, signalAll, startServer, treeOf, treePss } from '../tools/verify/process.ts'

export interface Peer {
  name: string
  url: string
  /** How its database is reached from outside, where it is seeded there. */
  store: string
  /** Milliseconds from the start of the process until it said that it was well. */
  readyMs: number
  /** Memory of all its processes, in bytes. */
  pss(): number
  pause(): void
  resume(): void
  stop(): Promise<void>
}

const signalTree = (pid: number, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void => signalAll([...treeOf(pid)], signal)

const controls = (pid: number) => ({
  pss: () => treePss(pid),
  pause: () => signalTree(pid, 'SIGSTOP'),
  resume: () => signalTree(pid, 'SIGCONT'),
})

async function ended(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([gone, sleep(withinMs)])
}

/** `dir` keeps what an earlier start made; without it the server begins with nothing. */
export async function bellwether(port: number, dir?: string): Promise<Peer & { dir: string }> {
  const data = dir ?? makeDataDir('bench-bellwether-')
  const { url, child, readyMs } = await startServer(data, port)
  return {
    name: 'Bellwether',
    url,
    dir: data,
    store: '',
    readyMs,
    ...controls(child.pid!),
    async stop() {
      signalTree(child.pid!, 'SIGCONT')
      await ended(child, 20_000)
      if (!dir) rmSync(data, { recursive: true, force: true })
    },
  }
}

export type Store = 'SQLite' | 'PostgreSQL'

/** MLflow's own server with its default workers. Its PostgreSQL has the same version and settings as ours. */
export async function mlflow(python: string, port: number, store: Store, known?: string): Promise<Peer> {
  const dir = known ?? makeDataDir('bench-mlflow-')
  const postgres = store === 'PostgreSQL' ? await startPostgres(dir, pino({ level: 'silent' })) : undefined
  const { host, user, database } = postgres?.connection ?? {}
  const uri = postgres
    ? `postgresql+psycopg2://${user}@/${database}?host=${host}`
    : `sqlite:///${join(dir, 'mlflow.db')}`
  const log = join(dir, 'mlflow.log')
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--backend-store-uri', uri]
  args.push('--artifacts-destination', join(dir, 'artifacts'))
  const started = performance.now()
  const child = spawn(python, args, { cwd: dir, stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')] })
  const url = `http://127.0.0.1:${port}`
  const pids = () => [child.pid!, ...(postgres ? [postgres.pid()!] : [])]
  const each = (act: (pid: number) => void) => () => pids().forEach(act)
  const stop = async (): Promise<void> => {
    each((pid) => signalTree(pid, 'SIGCONT'))()
    await ended(child, 2_000)
    signalTree(child.pid!, 'SIGKILL')
    await postgres?.stop()
    if (!known) rmSync(dir, { recursive: true, force: true })
  }
  if (await isWell(url, child, 120_000))
    return {
      name: `MLflow on ${store}`,
      url,
      store: uri,
      readyMs: performance.now() - started,
      pss: () => pids().reduce((sum, pid) => sum + treePss(pid), 0),
      pause: each((pid) => signalTree(pid, 'SIGSTOP')),
      resume: each((pid) => signalTree(pid, 'SIGCONT')),
      stop,
    }
  const said = readFileSync(log, 'utf8').slice(-2_000)
  await stop()
  throw new Error(`MLflow's server on ${store} did not get ready: ${said}`)
}

/** Nothing but node:http and a disk: what artifacts could reach at most. */
export async function bare(port: number): Promise<Peer> {
  const dir = makeDataDir('bench-bare-')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), String(port), dir], { stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}`
  if (!(await isWell(url, child, 10_000))) throw new Error('the bare server did not get ready')
  return {
    name: 'bare node:http',
    url,
    store: '',
    readyMs: 0,
    ...controls(child.pid!),
    async stop() {
      signalTree(child.pid!, 'SIGCONT')
      await ended(child, 2_000)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
