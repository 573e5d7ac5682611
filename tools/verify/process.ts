/** Servers and commands as processes of their own, to be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

export interface Server {
  url: string
  child: ChildProcess
  /** Milliseconds from the start of the process until /health said OK. */
  readyMs: number
  /** What it wrote to its error stream last. */
  said(): string
}

export async function startServer(dataDir: string, port: number, args: string[] = []): Promise<Server> {
  const started = performance.now()
  const child = spawn(process.execPath, [MAIN, 'up', '--data-dir', dataDir, '--port', String(port), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BELLWETHER_LOG_LEVEL: 'error' },
  })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  const url = `http://127.0.0.1:${port}`
  if (await isWell(url, child, 60_000)) return { url, child, readyMs: performance.now() - started, said: () => said }
  throw new Error(
    `the server ${child.exitCode === null ? 'did not get ready' : `ended with ${child.exitCode}`}: ${said}`,
  )
}

export interface Ended {
  /** Null if a signal ended it. */
  code: number | null
  out: string
  err: string
}

/** A command of ours that ends by itself, unless it is killed. */
export function startCommand(args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })))
  return { child, ended }
}

export async function stopServer({ child }: Server): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** Waits until the server of a process answers; false when the process ends first, or the time does. */
export async function isWell(url: string, child: ChildProcess, withinMs: number, path = '/health'): Promise<boolean> {
  for (const until = performance.now() + withinMs; child.exitCode === null && performance.now() < until; ) {
    const signal = AbortSignal.timeout(withinMs)
    const reply = await fetch(url + path, { signal }).catch(() => undefined)
    if (reply?.ok) return true
    await sleep(20)
  }
  return false
}

/** Process ids of the database server of a data directory: the postmaster and its children. */
export function postgresPids(dataDir: string): number[] {
  const { dir } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { dir: string }
  const file = join(dir, 'postmaster.pid')
  if (!existsSync(file)) return []
  const master = Number(readFileSync(file, 'utf8').split('\n')[0])
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === master)
  return [master, ...children]
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
  } catch {
    return undefined
  }
}

export function signalAll(pids: (number | undefined)[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    if (pid)
      try {
        process.kill(pid, signal)
      } catch {
        // Gone already.
      }
}

/** A process and all below it. */
export function treeOf(root: number): Set<number> {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const tree = new Set([root])
  for (let grown = true; grown; ) {
    grown = false
    for (const pid of all)
      if (!tree.has(pid) && tree.has(parentOf(pid) ?? -1)) {
        tree.add(pid)
        grown = true
      }
  }
  return tree
}

/** What `read` finds of each process of a tree, added up; those that ended meanwhile count nothing. */
function sumOf(root: number, read: (pid: number) => number): number {
  let sum = 0
  for (const pid of treeOf(root))
    try {
      sum += read(pid)
    } catch {
      // Ended meanwhile.
    }
  return sum
}

/** Proportional set size of a process and all below it, in bytes. */
export const treePss = (root: number): number =>
  sumOf(
    root,
    (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024,
  )

const TICKS_PER_SECOND = 100

/** Seconds of processor time that a process and all below it took, children that ended included. */
export const treeCpuSeconds = (root: number): number =>
  sumOf(root, (pid) => {
    const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 15)
    return times.reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND
  })
