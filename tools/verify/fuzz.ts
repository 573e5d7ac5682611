/**
 * `npm run verify fuzz [examples]`: requests made up from the OpenAPI document by schemathesis, sent by callers of
 * every kind to a workspace of their own while another holds something they must never see. No reply may be a failure
 * of the server, do what the caller may not, or tell of the other workspace.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../../test/boot/process.ts'
import { ensurePython } from '../python-env.mjs'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { type Caller, prepare } from './fuzz/callers.ts'
import { startServer } from './process.ts'

const EXAMPLES = 5
/** A stream would not end, and the demo is a load of its own. */
const LEFT_OUT = ['activity.stream', 'home.loadDemo']
/** What would end the caller's own access, and with it the trial; test/rights.test.ts has each of them. */
const ENDS = [
  'revokeToken',
  'revokeTokenOf',
  'revokeTokenHere',
  'endSession',
  'logout',
  'changePassword',
  'setPassword',
]
const ENDS_OTHERS = [
  'disableAccount',
  'changeAccount',
  'setMember',
  'removeMember',
  'changeWorkspace',
  'deleteWorkspace',
  'mlflowUpdateWorkspace',
  'mlflowDeleteWorkspace',
]
const isKnown = ({ headers }: Caller): boolean => headers.authorization !== undefined

interface Wrong {
  wrong: string
  operation: string
  request: string
  status: number
}

interface Outcome {
  operations: number
  requests: number
  statuses: Record<string, number>
  wrong: Wrong[]
}

/** Ends when schemathesis has tried every operation; what its own checks say of schemas is not asked. */
function run(
  python: string,
  url: string,
  caller: Caller,
  canary: string,
  examples: number,
  out: string,
): Promise<string> {
  const leftOut = [...LEFT_OUT, ...(isKnown(caller) ? [...ENDS, ...ENDS_OTHERS].map((id) => `access.${id}`) : [])]
  const headers = Object.entries(caller.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const child = spawn(
    join(dirname(python), 'schemathesis'),
    [
      ...['run', `${url}/api/openapi.json`, '--url', url, '--checks', 'bellwether', '--mode', 'all'],
      ...['--phases', 'coverage,fuzzing', '--max-examples', String(examples), '--seed', '7', '--workers', '1'],
      ...['--suppress-health-check', 'all', '--continue-on-failure', '--no-color', '--generation-database', 'none'],
      ...leftOut.flatMap((id) => ['--exclude-operation-id', id]),
      ...headers,
    ],
    {
      // It keeps a folder where it runs.
      cwd: dirname(out),
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'checks',
        PYTHONPATH: join(import.meta.dirname, 'fuzz'),
        FUZZ: JSON.stringify({ authorization: caller.headers.authorization ?? null, may: caller.may, canary, out }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
  return new Promise((resolve) => child.once('close', () => resolve(said)))
}

function outcomeOf(out: string, said: string): Outcome {
  if (!existsSync(out)) throw new Error(`schemathesis did not begin:\n${said}`)
  const lines = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const end = lines.find((line) => line.counts) as { counts: Record<string, number>; operations: string[] } | undefined
  if (!end || end.operations.length === 0) throw new Error(`schemathesis tried nothing:\n${said}`)
  const wrong = lines.filter((line) => line.wrong) as unknown as Wrong[]
  return {
    operations: end.operations.length,
    requests: Object.values(end.counts).reduce((sum, n) => sum + n, 0),
    statuses: end.counts,
    wrong,
  }
}

export async function fuzz([given]: string[]): Promise<Evidence> {
  const python = await ensurePython('fuzz')
  const dataDir = join(makeDataDir('bellwether-fuzz-'), 'data')
  const { url, child } = await startServer(dataDir, await freePort())
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const outcomes: Record<string, Outcome> = {}
  try {
    const { callers, canaryFor, isStillThere } = await prepare(url)
    for (const caller of callers) {
      const out = join(dirname(dataDir), `${Object.keys(outcomes).length}.jsonl`)
      const said = await run(python, url, caller, canaryFor(caller), Number(given ?? EXAMPLES), out)
      outcomes[caller.who] = outcomeOf(out, said)
      process.stderr.write(
        `${caller.who}: ${JSON.stringify({ ...outcomes[caller.who]!, wrong: outcomes[caller.who]!.wrong.slice(0, 5) })}\n`,
      )
    }
    await isStillThere()
  } finally {
    child.kill('SIGTERM')
    await ended
    rmSync(dirname(dataDir), { recursive: true, force: true })
  }
  const wrong = Object.entries(outcomes).flatMap(([who, { wrong: list }]) => list.map((each) => ({ who, ...each })))
  return {
    ok: wrong.length === 0,
    figures: {
      examples: Number(given ?? EXAMPLES),
      callers: Object.fromEntries(
        Object.entries(outcomes).map(([who, { wrong: list, ...rest }]) => [who, { ...rest, wrong: list.length }]),
      ),
      wrong: wrong.slice(0, 50),
    },
  }
}
