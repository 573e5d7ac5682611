/** A server that speaks S3 and enforces rights, as a process of its own: moto, of tools/python/s3.txt. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensurePython } from '../../tools/python-env.mjs'
import { freePort } from '../boot/process.ts'

const GUIDE = join(import.meta.dirname, '../../docs/guide/storage.md')
/** AWS asks for the same right as for reading; moto knows one of its own. */
const OF_MOTO: Record<string, string> = { 's3:GetObject': 's3:HeadObject', 's3:ListBucket': 's3:HeadBucket' }
const run = promisify(execFile)

export interface S3Server {
  url: string
  /** Of a user who has the rights of the guide's policy in these buckets, and no others. */
  env: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string; AWS_REGION: string }
  /** Ends it at once; whoever started it has to. */
  kill(): Promise<void>
}

/** The least rights, as the guide gives them, for these buckets. */
function policyFor(buckets: string[]): string {
  const [, text] = /```json\n(\{\s*"Version"[\s\S]*?)\n```/.exec(readFileSync(GUIDE, 'utf8'))!
  const policy = JSON.parse(text!) as { Statement: { Action: string[]; Resource: string }[] }
  const statements = buckets.flatMap((bucket) =>
    policy.Statement.map(({ Action, Resource, ...rest }) => ({
      ...rest,
      Action: [...Action, ...Action.flatMap((right) => OF_MOTO[right] ?? [])],
      Resource: Resource.replace('my-bucket', bucket),
    })),
  )
  return JSON.stringify({ ...policy, Statement: statements })
}

async function untilWell(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the S3 server ended: ${said()}`)
    const reply = await fetch(`${url}/moto-api/data.json`).catch(() => undefined)
    if (reply?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

interface Options {
  port?: number
  /** Buckets that the user would have rights in, if they were there. */
  missing?: string[]
}

export async function startS3(buckets: string[], { port, missing = [] }: Options = {}): Promise<S3Server> {
  const python = await ensurePython('s3')
  const at = port ?? (await freePort())
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(at)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // A test file that breaks off leaves nothing behind.
  process.once('exit', () => child.kill('SIGKILL'))
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = (): Promise<void> => {
    child.kill('SIGKILL')
    return gone
  }
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  const url = `http://127.0.0.1:${at}`
  try {
    await untilWell(url, child, () => said)
    return { url, kill, env: await setUp(python, url, buckets, missing) }
  } catch (error) {
    await kill()
    throw error
  }
}

async function setUp(python: string, url: string, buckets: string[], missing: string[]): Promise<S3Server['env']> {
  const { stdout } = await run(python, [
    join(import.meta.dirname, 's3.py'),
    url,
    policyFor([...buckets, ...missing]),
    ...buckets,
  ])
  const { id, secret } = JSON.parse(stdout) as { id: string; secret: string }
  return { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_REGION: 'us-east-1' }
}
