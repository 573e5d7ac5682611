/** Which server a command talks to, and how it says who it is. */
import type { Command } from 'commander'
import { invalid } from '../lib/failure.ts'
import { fromEnv, loadConfig } from '../platform/config.ts'
import { readServerFile } from '../platform/server-file.ts'
import { findLogIn } from './kept-log-ins.ts'
import { Unreachable } from './output.ts'

export interface ServerOptions {
  url?: string
  dataDir?: string
  json?: boolean
}

/** Said without Node's own types: programs that use the package as a client may lack them. */
type Environment = Record<string, string | undefined>

/** How a command is told which server. */
export const withAddress = (command: Command): Command =>
  command
    .optionsGroup('Server:')
    .option('--url <url>', 'the server to talk to (else BELLWETHER_URL, MLFLOW_TRACKING_URI, server.json, port 7575)')
    .option('--data-dir <folder>', "find the server by its data directory's server.json")

/** What every command has that needs a server; added last, so that the help shows its own options first. */
export const withServer = (command: Command): Command => withAddress(command.option('--json', 'print JSON'))

export interface Place {
  /** Without credentials and without a slash at the end. */
  url: string
  /** Where the address comes from, for messages. */
  from: string
  token?: string
  username?: string
  password?: string
}

/** Splits credentials off, so that they are neither printed nor stored. */
function toPlace(given: string, from: string): Place {
  const url = URL.parse(/^[\w.-]+:\d+$/.test(given) ? `http://${given}` : given)
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid(`The server address of ${from} must look like http://127.0.0.1:7575; it is '${given}'.`)
  const { username, password } = url
  Object.assign(url, { username: '', password: '', search: '', hash: '' })
  return {
    url: url.href.replace(/\/+$/, ''),
    from,
    ...((username || password) && { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
  }
}

/** Reads a secret from `NAME` or the file of `NAME_FILE`. */
function secret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  try {
    return fromEnv(env, name)
  } catch (error) {
    throw invalid(`Cannot read the file of ${name}_FILE (${env[`${name}_FILE`]}): ${(error as Error).message}.`)
  }
}

/** Without saying who asks. */
export function findAddress(
  { url, dataDir }: ServerOptions,
  env: Environment = process.env,
  cwd = process.cwd(),
): Place {
  if (url) return toPlace(url, '--url')
  if (!dataDir) {
    if (env.BELLWETHER_URL) return toPlace(env.BELLWETHER_URL, 'BELLWETHER_URL')
    const tracking = env.MLFLOW_TRACKING_URI
    // It may also name a folder, a database or Databricks: those are not servers of ours.
    if (tracking && /^https?:\/\//i.test(tracking)) return toPlace(tracking, 'MLFLOW_TRACKING_URI')
  }
  const { dataDir: place } = loadConfig({ data_dir: dataDir }, env, cwd)
  const file = readServerFile(place)
  if (file) return toPlace(file.url, `${place}/server.json`)
  // Whoever names a data directory does not mean the server of another.
  if (dataDir)
    throw new Unreachable(`No server runs on ${place}. Start one with "bellwether up --data-dir ${dataDir}".`)
  return toPlace('http://127.0.0.1:7575', 'the default')
}

/** The first that is given counts: flag, environment, data directory, default; and of who asks, the kept log-in last. */
export function findServer(options: ServerOptions, env: Environment = process.env, cwd = process.cwd()): Place {
  const place = findAddress(options, env, cwd)
  const token = secret(env, 'BELLWETHER_TOKEN') ?? secret(env, 'MLFLOW_TRACKING_TOKEN')
  if (token) return { ...place, token }
  const username = env.MLFLOW_TRACKING_USERNAME
  const password = secret(env, 'MLFLOW_TRACKING_PASSWORD')
  if (place.username !== undefined) return place
  if (username && password) return { ...place, username, password }
  const kept = findLogIn(place.url, env)
  return kept ? { ...place, token: kept.token } : place
}

export function authorizationOf({ token, username, password }: Place): string | undefined {
  if (token) return `Bearer ${token}`
  if (username === undefined) return undefined
  return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
}
