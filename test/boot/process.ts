/** Starts the real command in a process of its own and waits for what it says. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataDir } from '../../tools/verify/data-dir.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

export interface Started {
  child: ChildProcess
  url: string
  /** Ends with the exit code. */
  ended: Promise<number | null>
}

export interface Ended {
  code: number | null
  out: string
  err: string
}

interface Options {
  args?: string[]
  env?: Record<string, string>
  uid?: number
}

function launch(dataDir: string, { args = [], env = {}, uid }: Options) {
  const child = spawn(process.execPath, [MAIN, 'up', '--json', '--data-dir', dataDir, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said, ended }
}

/** A server that is up; rejects with what it said when it ends instead. */
export async function up(dataDir: string, options: Options = {}): Promise<Started> {
  const { child, said, ended } = launch(dataDir, {
    ...options,
    args: ['--port', String(await freePort()), ...(options.args ?? [])],
  })
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', () => {
      const line = said.out.split('\n').find((l) => l.startsWith('{"url"'))
      if (line) resolve((JSON.parse(line) as { url: string }).url)
    })
  })
  const url = await Promise.race([
    ready,
    ended.then((code) => {
      throw new Error(`up ended with ${code}: ${said.out}${said.err}`)
    }),
  ])
  return { child, url, ended }
}

/** A command that is expected to end by itself. */
export async function upAndEnd(dataDir: string, options: Options = {}): Promise<Ended> {
  const { said, ended } = launch(dataDir, options)
  return { code: await ended, ...said }
}

export async function stop({ child, ended }: Started): Promise<number | null> {
  child.kill('SIGTERM')
  return ended
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** A folder that every account may enter. */
export function aDataDir(): string {
  return join(makeDataDir('bellwether-boot-'), 'data')
}

/** Sends as a client does: what is answered with 503 is tried again. */
export async function send(url: string, path: string, body?: unknown): Promise<unknown> {
  const request =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  for (;;) {
    const reply = await fetch(`${url}${path}`, request)
    if (reply.status !== 503) return reply.json()
    await sleep(1000 * Number(reply.headers.get('retry-after')))
  }
}
