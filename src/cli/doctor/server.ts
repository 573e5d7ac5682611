/** What the doctor can learn from a running server. */

import { operate } from '../../features/operate/contract.ts'
import type { storage } from '../../features/track/contract/storage.ts'
import { type Check, check } from '../../lib/check.ts'
import type { Reply } from '../../lib/contract.ts'
import type { Place } from '../find-server.ts'
import { authorizationOf } from '../find-server.ts'
import { bytes, duration } from '../words.ts'

const TIMEOUT_MS = 5_000
const SLOW_MS = 250
const SAMPLES = 7
const MANY_UNSEALED = 1_000

type Ask = (path: string) => Promise<{ status: number; text: string; ms: number }>

function askerOf(place: Place): Ask {
  const authorization = authorizationOf(place)
  return async (path) => {
    const start = performance.now()
    const reply = await fetch(place.url + path, {
      headers: { ...(authorization && { authorization }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: reply.status, text: await reply.text(), ms: performance.now() - start }
  }
}

/** Health, version, database, latency, how far the event log's seal is behind, and what points cost on the disk. */
export async function checkServer(place: Place, ownVersion: string): Promise<Check[]> {
  const ask = askerOf(place)
  const health = await ask('/health').catch((error: Error & { cause?: Error }) => error)
  if (health instanceof Error) {
    const reason = (health.cause as Error | undefined)?.message || health.message
    const fix = `See its log; if it hangs, stop it and run "bellwether up".`
    return [check('health', 'bad', `The server at ${place.url} does not answer: ${reason}.`, fix)]
  }
  if (health.status !== 200 || health.text.trim() !== 'OK')
    return [
      check('health', 'bad', `${place.url}/health answered ${health.status}.`, 'Check that it is a Bellwether server.'),
    ]
  return [
    check('health', 'ok', `${place.url} answers.`),
    await checkVersion(ask, ownVersion),
    await checkDatabase(ask),
    await checkLatency(ask),
    await checkSeal(ask),
    await checkPoints(ask),
    ...(await checkInside(ask)),
  ]
}

async function checkVersion(ask: Ask, own: string): Promise<Check> {
  const { status, text } = await ask('/api/v1/version')
  if (status !== 200) return check('version', 'unknown', `The server did not tell its version (${status}).`)
  const { version, mlflow } = JSON.parse(text) as { version: string; mlflow: string }
  const message = `Bellwether ${version}, speaks MLflow ${mlflow}.`
  if (version === own) return check('version', 'ok', message)
  const fix = 'Use the same version on both sides, or restart the server after an upgrade.'
  return check('version', 'attention', `${message} This command is version ${own}.`, fix)
}

async function checkDatabase(ask: Ask): Promise<Check> {
  const { status, ms } = await ask('/readyz')
  if (status === 200) return check('database', 'ok', `The database answers in ${duration(ms)}.`)
  return check('database', 'bad', `The database does not answer (${status}).`, "See the server's log.")
}

async function checkLatency(ask: Ask): Promise<Check> {
  const times: number[] = []
  for (let i = 0; i < SAMPLES; i++) times.push((await ask('/health')).ms)
  const median = times.sort((a, b) => a - b)[Math.floor(SAMPLES / 2)]!
  const message = `A request takes ${median < 10 ? `${median.toFixed(1)} ms` : duration(median)} (median of ${SAMPLES}).`
  if (median <= SLOW_MS) return check('latency', 'ok', message)
  return check('latency', 'attention', message, 'Look at the load of the machine, and at what stands in between.')
}

/** Only a server that lets this caller read its gauges tells. */
async function checkSeal(ask: Ask): Promise<Check> {
  const { status, text } = await ask('/metrics')
  const [, found] = /^bellwether_\w*unsealed\w*(?:\{[^}]*\})? (\d+)/m.exec(status === 200 ? text : '') ?? []
  if (found === undefined)
    return check('event log', 'unknown', 'How many events wait for their seal is not visible here.')
  const waiting = Number(found)
  const message = waiting === 0 ? 'Every event is sealed.' : `${waiting} events wait for their seal.`
  if (waiting < MANY_UNSEALED) return check('event log', 'ok', message)
  return check('event log', 'attention', message, "The sealer is behind: see the server's log.")
}

/** Of the whole server, hence told to its owners only. */
async function checkPoints(ask: Ask): Promise<Check> {
  const { status, text } = await ask('/api/v1/storage')
  if (status !== 200) return check('points', 'unknown', 'What points cost on the disk is told to owners only.')
  const { points, bytes: size, bytes_per_point, not_compacted } = JSON.parse(text) as Reply<typeof storage.points>
  const said = (n: number): string => n.toLocaleString('en')
  const each = bytes_per_point === null ? '' : ` in ${bytes(size)}: ${bytes_per_point.toFixed(2)} bytes a point`
  const message = `${said(points)} points${each}; ${said(not_compacted)} not yet compacted.`
  return check('points', 'ok', message)
}

/** What only the server itself can see; the version is told above, with that of the command. */
async function checkInside(ask: Ask): Promise<Check[]> {
  const { status, text } = await ask(operate.health.path)
  if (status === 200)
    return (JSON.parse(text) as Reply<typeof operate.health>).checks.filter((one) => one.check !== 'version')
  return [check('schema', 'unknown', 'What the server finds of its schema, jobs and backups is told to admins only.')]
}
