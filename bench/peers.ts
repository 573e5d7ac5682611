/** The two servers of a comparison, each as its own process on its own data: ours and MLflow's. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataDir } from '../tools/verify/data-dir.ts'
import { startServer } from '../tools/verify/process.ts'

export interface Peer {
  name: string
  url: string
  /** Where it keeps its data. */
  dir: string
  stop(): Promise<void>
}

export async function bellwether(port: number): Promise<Peer> {
  const dir = makeDataDir('bench-bellwether-')
  const { url, child } = await startServer(dir, port)
  return {
    name: 'Bellwether',
    url,
    dir,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** MLflow's own server from the `core` environment, on SQLite with its default durability. */
export async function mlflow(python: string, port: number): Promise<Peer> {
  const dir = makeDataDir('bench-mlflow-')
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port)]
  args.push('--backend-store-uri', `sqlite:///${dir}/mlflow.db`, '--artifacts-destination', join(dir, 'artifacts'))
  const child = spawn(python, args, { cwd: dir, stdio: 'ignore', detached: true })
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; waited < 120_000; waited += 200) {
    const ok = await fetch(`${url}/health`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ok)
      return {
        name: 'MLflow',
        url,
        dir,
        async stop() {
          process.kill(-child.pid!, 'SIGTERM')
          await sleep(1_000)
          try {
            process.kill(-child.pid!, 'SIGKILL')
          } catch {
            // Gone already.
          }
          rmSync(dir, { recursive: true, force: true })
        },
      }
    await sleep(200)
  }
  throw new Error("MLflow's server did not get ready")
}
