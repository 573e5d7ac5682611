/** Runs the embedded PostgreSQL: starts it, takes over from a killed predecessor, revives it, stops it cleanly. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isAlive, isUncollected } from '../server-file.ts'
import { type Cluster, explainOutput, makeSocketDir, openCluster } from './cluster.ts'

export interface Postgres {
  /** How `pg` reaches the server. */
  connection: { host: string; port: number; user: string; database: string }
  /** Process id of the server at present. */
  pid(): number | undefined
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 60_000

/** Settings for one machine shared with the product itself; durability stays on. */
const settings = (socketDir: string, port: number): Record<string, string | number> => ({
  listen_addresses: process.platform === 'win32' ? '127.0.0.1' : '',
  port,
  unix_socket_directories: socketDir,
  unix_socket_permissions: '0700',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'off',
  jit: 'off',
  io_method: 'sync',
  max_parallel_workers_per_gather: 0,
  // Its files lie on a solid disk, and mostly in memory: a page here or there costs nearly the same.
  random_page_cost: 1.1,
  autovacuum_naptime: '30s',
  log_min_messages: 'warning',
  timezone: 'UTC',
})

/** A server that outlived its parent still owns the files in `dir`: stop it first, so that only one ever writes. */
export async function stopPredecessor(dir: string, log: Logger): Promise<void> {
  const file = join(dir, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (lines[4]?.includes('bellwether-')) rmSync(lines[4], { recursive: true, force: true })
  if (!(pid > 1)) return
  if (isAlive(pid) && isPostgres(pid, dir)) {
    log.warn({ pid }, 'a database server outlived its process; stopping it')
    process.kill(pid, 'SIGINT')
    for (let waited = 0; isAlive(pid) && waited < 20_000; waited += 50) await sleep(50)
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
  // PostgreSQL takes whoever has that process id for a server. Whether others still have the files open it asks as well.
  if (isUncollected(pid)) rmSync(file, { force: true })
}

/** Guards against a process id that was given to somebody else since. */
function isPostgres(pid: number, dir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir)
  } catch {
    return process.platform !== 'linux'
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

function launch(cluster: Cluster, socketDir: string, port: number): Promise<ChildProcess> {
  const flags = Object.entries(settings(socketDir, port)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(cluster.native, 'bin', 'postgres'), ['-D', cluster.dir, ...flags], {
    ...cluster.owner,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C in the terminal reaches us, and we stop it in order.
    detached: process.platform !== 'win32',
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(explainOutput(`${output}\nno answer after ${START_TIMEOUT_MS / 1000} s`, cluster.dir))
    }, START_TIMEOUT_MS)
    const settle = (): void => {
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.removeAllListeners('error')
    }
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-8_000)
      if (output.includes('ready to accept connections')) {
        settle()
        child.stderr!.removeAllListeners('data').resume()
        resolve(child)
      }
    })
    child.once('exit', () => {
      settle()
      reject(explainOutput(output, cluster.dir))
    })
    child.once('error', (error) => {
      settle()
      reject(explainOutput(String(error), cluster.dir))
    })
  })
}

/** Backends of a killed server may hold its shared memory for a moment: try again while PostgreSQL says so. */
async function launchPatiently(cluster: Cluster, socketDir: string, port: number): Promise<ChildProcess> {
  for (let tries = 0; ; tries++) {
    try {
      return await launch(cluster, socketDir, port)
    } catch (error) {
      const busy = /still in use|lock file .* already exists|is another postmaster/i.test((error as Error).message)
      if (!busy || tries >= 100) throw error
      await sleep(100)
    }
  }
}

/** Starts the server on the cluster of `dataDir`. Throws a Failure with a sentence when the files cannot be used. */
export async function startPostgres(dataDir: string, log: Logger): Promise<Postgres> {
  const cluster = openCluster(dataDir)
  await stopPredecessor(cluster.dir, log)
  const socketDir = makeSocketDir(cluster)
  const port = process.platform === 'win32' ? await freePort() : 5432
  let child: ChildProcess | undefined
  let stopping = false

  const run = async (): Promise<void> => {
    child = await launchPatiently(cluster, socketDir, port)
    child.once('exit', (code, signal) => {
      if (stopping) return
      log.error({ code, signal }, 'the database server stopped; starting it again')
      revive(0)
    })
  }
  const revive = (tries: number): void => {
    run().catch((error: Error) => {
      log.error({ err: error }, 'the database server did not come back')
      if (!stopping) setTimeout(() => revive(tries + 1), Math.min(10_000, 250 * 2 ** tries)).unref()
    })
  }
  await run()

  return {
    connection: {
      host: process.platform === 'win32' ? '127.0.0.1' : socketDir,
      port,
      user: 'bellwether',
      database: 'postgres',
    },
    pid: () => child?.pid,
    async stop() {
      stopping = true
      const running = child
      if (running && running.exitCode === null && running.signalCode === null) {
        const gone = new Promise((resolve) => running.once('exit', resolve))
        running.kill('SIGINT')
        await gone
      }
      rmSync(socketDir, { recursive: true, force: true })
    },
  }
}
