/** Runs the command of `bellwether exec`: its environment, its signals, how it ended. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Place } from '../find-server.ts'

export interface Ending {
  exit_code?: number
  signal?: NodeJS.Signals
  /** Why it did not even start. */
  error?: string
}

interface Wanted {
  executionId: string
  experiment?: string
  name?: string
}

function contextOf(given: string | undefined, say: (text: string) => void): Record<string, unknown> {
  if (!given) return {}
  try {
    const value: unknown = JSON.parse(given)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  say('MLFLOW_RUN_CONTEXT is not a JSON object; it is replaced.')
  return {}
}

/** A digest names one image for ever; a tag may be moved to another. */
const DIGEST = /^([\w.-]+(:\d+)?\/)*([\w.-]+(:[\w.-]+)?@)?sha256:[0-9a-f]{64}$/

function imageOf(env: NodeJS.ProcessEnv, say: (text: string) => void): Record<string, string> {
  const digest = env.BELLWETHER_IMAGE_DIGEST
  if (!digest) return {}
  if (DIGEST.test(digest)) return { 'mlflow.docker.image.id': digest }
  say(`BELLWETHER_IMAGE_DIGEST is '${digest}', not a digest such as sha256:… with 64 digits; it is left out.`)
  return {}
}

/** The environment in which MLflow's client reports to this server, with the execution's id in every run. */
export function environmentFor(
  place: Place,
  { executionId, experiment, name }: Wanted,
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): NodeJS.ProcessEnv {
  const { url, token, username, password } = place
  const other = env.MLFLOW_TRACKING_URI
  if (other && other.replace(/\/+$/, '') !== url && place.from !== 'MLFLOW_TRACKING_URI')
    say(`MLFLOW_TRACKING_URI names another place; the command reports to ${url}.`)
  const context = {
    ...contextOf(env.MLFLOW_RUN_CONTEXT, say),
    ...(name !== undefined && { 'mlflow.runName': name }),
    ...imageOf(env, say),
    'bellwether.execution': executionId,
  }
  const made: NodeJS.ProcessEnv = {
    ...env,
    MLFLOW_TRACKING_URI: url,
    BELLWETHER_URL: url,
    MLFLOW_RUN_CONTEXT: JSON.stringify(context),
    ...(token && { MLFLOW_TRACKING_TOKEN: token }),
    ...(username !== undefined && { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password ?? '' }),
    ...(experiment !== undefined && { MLFLOW_EXPERIMENT_NAME: experiment }),
  }
  // MLflow refuses a name beside the id of another experiment.
  if (experiment !== undefined) delete made.MLFLOW_EXPERIMENT_ID
  return made
}

const isWindows = process.platform === 'win32'
const FORWARDED: NodeJS.Signals[] = isWindows ? ['SIGTERM'] : ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']
const FROM_KEYBOARD: NodeJS.Signals[] = isWindows ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGQUIT']

/** On a terminal Ctrl-C reaches the whole foreground group: forwarding it would interrupt the command twice. */
const hasTerminal = (): boolean => [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)

/** Stays until the command has ended, whatever signals arrive. */
export function run([program, ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(program!, args, { env, stdio: 'inherit' })
    const handlers = new Map<NodeJS.Signals, () => void>()
    const listen = (signal: NodeJS.Signals, forward: boolean): void => {
      const handler = (): void => void (forward && child.kill(signal))
      handlers.set(signal, handler)
      process.on(signal, handler)
    }
    for (const signal of FORWARDED) listen(signal, true)
    for (const signal of FROM_KEYBOARD) listen(signal, !hasTerminal())
    const settle = (ending: Ending): void => {
      for (const [signal, handler] of handlers) process.off(signal, handler)
      resolve(ending)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      const reason = missing ? 'there is no such program' : error.code === 'EACCES' ? 'no permission' : error.message
      settle({ exit_code: missing ? 127 : 126, error: `Cannot start '${program}': ${reason}.` })
    })
    child.once('exit', (code, signal) => settle(signal ? { signal } : { exit_code: code ?? 1 }))
  })
}

/** As a shell would have it. */
export const exitCodeOf = ({ exit_code, signal }: Ending): number =>
  signal ? 128 + constants.signals[signal] : (exit_code ?? 1)
