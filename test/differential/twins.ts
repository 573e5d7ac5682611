/** MLflow's own server, to be compared with ours. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensurePython } from '../../tools/python-env.mjs'
import { makeDataDir } from '../../tools/verify/data-dir.ts'
import { freePort } from '../boot/process.ts'

/** Of the machine's settings none may reach the server. */
const NOT_INHERITED = /^(MLFLOW|PYTHON|VIRTUAL_ENV)/
const READY_MS = 180_000

/** Its workers too. */
function killTree({ pid, exitCode }: ChildProcess): void {
  if (exitCode !== null) return
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
  else process.kill(-pid!, 'SIGKILL')
}

/** The server of the newest client, on SQLite; one worker serves requests at the same time as well, in threads. */
export async function startMlflow(): Promise<{ url: string; stop(): void }> {
  const python = await ensurePython('core')
  const port = await freePort()
  const dir = makeDataDir('mlflow-twin-')
  const log = join(dir, 'mlflow.log')
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
  args.push('--backend-store-uri', `sqlite:///${join(dir, 'mlflow.db')}`)
  args.push('--artifacts-destination', join(dir, 'artifacts'))
  const child = spawn(python, args, {
    cwd: dir,
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
    detached: process.platform !== 'win32',
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))),
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      PYTHONUTF8: '1',
    },
  })
  const url = `http://127.0.0.1:${port}`
  const stop = () => {
    killTree(child)
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  }
  for (const started = Date.now(); Date.now() - started < READY_MS && child.exitCode === null; await sleep(100))
    if (
      await fetch(`${url}/health`).then(
        (reply) => reply.ok,
        () => false,
      )
    )
      return { url, stop }
  const said = readFileSync(log, 'utf8').slice(-3_000)
  stop()
  throw new Error(`MLflow's server did not get ready: ${said}`)
}
