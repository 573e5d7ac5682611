/** Where the server listens and keeps its data: flags over environment over `bellwether.yaml` over defaults. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { invalid } from '../lib/failure.ts'
import { isBucket, readBucket } from './blobs/s3/place.ts'
import { OIDC_SETTINGS, type OidcConfig, readOidc } from './oidc-config.ts'

export interface Config {
  host: string
  port: number
  /** An explicit port never hops to the next free one. */
  portGiven: boolean
  dataDir: string
  databaseUrl: string | undefined
  /** Where artifact bytes go: a directory, by default `<dataDir>/blobs`, or s3://bucket/prefix. */
  blobs: string
  /** How a bucket is reached, if `blobs` is one. */
  s3: { endpoint: string | undefined; pathStyle: boolean }
  /** Path prefix behind a proxy, without a trailing slash. */
  basePath: string
  roles: Role[]
  allowedHosts: string[]
  /** Where URLs that users give may lead besides public addresses: names, `name:port`, addresses, ranges. */
  allowedTargets: string[]
  /** Name, token and password of the first owner, for a server that is set up without a browser. */
  initOwner: string | undefined
  initToken: string | undefined
  initPassword: string | undefined
  /** How long a token that somebody makes may last. */
  maxTokenDays: number
  /** What secrets are derived from; without it, a file beside the data. */
  secretKey: string | undefined
  /** The identity provider by which people may log in, if there is one. */
  oidc: OidcConfig | undefined
  logLevel: string
  backup: {
    /** Made by itself, once a day. */
    nightly: boolean
    /** Minutes after midnight, in the server's time zone. */
    at: number
    /** How many nightly ones are kept. */
    keep: number
    /** A folder. */
    to: string
    /** Those that the server makes by itself take the bytes of artifacts along. */
    artifacts: boolean
    /** A copy of the database before its schema is changed. */
    beforeMigrating: boolean
  }
  /** How long a silent run counts as alive, in milliseconds. */
  lostAfterMs: { withSystemMetrics: number; least: number; gaps: number }
}

export const ROLES = ['api', 'jobs', 'models'] as const
export type Role = (typeof ROLES)[number]

/** The settings a person can give, each with its environment variable. */
const SETTINGS = {
  host: 'BELLWETHER_HOST',
  port: 'BELLWETHER_PORT',
  data_dir: 'BELLWETHER_DATA_DIR',
  database_url: 'DATABASE_URL',
  blobs: 'BELLWETHER_BLOBS',
  s3_endpoint: 'BELLWETHER_S3_ENDPOINT',
  s3_path_style: 'BELLWETHER_S3_PATH_STYLE',
  base_path: 'BELLWETHER_BASE_PATH',
  roles: 'BELLWETHER_ROLES',
  allowed_hosts: 'BELLWETHER_ALLOWED_HOSTS',
  allowed_targets: 'BELLWETHER_ALLOWED_TARGETS',
  log_level: 'BELLWETHER_LOG_LEVEL',
  lost_after_minutes: 'BELLWETHER_LOST_AFTER_MINUTES',
  backup: 'BELLWETHER_BACKUP',
  backup_at: 'BELLWETHER_BACKUP_AT',
  backup_keep: 'BELLWETHER_BACKUP_KEEP',
  backup_to: 'BELLWETHER_BACKUP_TO',
  backup_artifacts: 'BELLWETHER_BACKUP_ARTIFACTS',
  backup_before_migrating: 'BELLWETHER_BACKUP_BEFORE_MIGRATING',
  max_token_days: 'BELLWETHER_MAX_TOKEN_DAYS',
  ...OIDC_SETTINGS,
} as const
type Setting = keyof typeof SETTINGS
export type Flags = Partial<Record<Setting, string | number | undefined>>

/** Reads `NAME`, or the file that `NAME_FILE` names, so that secrets need not stand in the environment. */
export function fromEnv(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`]
  if (env[name] !== undefined && env[name] !== '') return env[name]
  return file ? readFileSync(file, 'utf8').trim() : undefined
}

function fromFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {}
  const content: unknown = parse(readFileSync(path, 'utf8')) ?? {}
  if (typeof content !== 'object' || Array.isArray(content)) throw invalid(`${path} must hold "name: value" lines.`)
  const unknown = Object.keys(content as object).filter((key) => !(key in SETTINGS))
  if (unknown.length)
    throw invalid(`${path} has unknown settings: ${unknown.join(', ')}. Known are ${Object.keys(SETTINGS).join(', ')}.`)
  return content as Record<string, unknown>
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

function readRoles(text: string): Role[] {
  const roles = list(text)
  const wrong = roles.find((role) => !ROLES.includes(role as Role))
  if (wrong) throw invalid(`Setting 'roles' names '${wrong}'. Roles are ${ROLES.join(', ')}.`)
  return roles as Role[]
}

type Get = (name: Setting) => string | undefined

function oneOf<W extends string>(get: Get, name: Setting, words: readonly W[], otherwise: W): W {
  const word = get(name) ?? otherwise
  if (!words.includes(word as W)) throw invalid(`Setting '${name}' is '${word}'. Give ${words.join(' or ')}.`)
  return word as W
}

/** The database of DATABASE_URL is somebody else's to keep, unless they say otherwise. */
function readBackup(get: Get, dataDir: string, cwd: string): Config['backup'] {
  const at = get('backup_at') ?? '02:30'
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at) ?? []
  if (hours === undefined) throw invalid(`Setting 'backup_at' is '${at}'. Give a time of day such as 02:30.`)
  const keep = Number(get('backup_keep') ?? 7)
  if (!Number.isInteger(keep) || keep < 1 || keep > 1000)
    throw invalid(`Setting 'backup_keep' is '${get('backup_keep')}'. Give a whole number from 1 to 1000.`)
  const usual = get('database_url') ? 'off' : 'nightly'
  return {
    nightly: oneOf(get, 'backup', ['nightly', 'off'], usual) === 'nightly',
    at: Number(hours) * 60 + Number(minutes),
    keep,
    to: resolve(cwd, get('backup_to') ?? `${dataDir}/backups`),
    // A bucket keeps them better than a folder of this machine, and may hold more than it.
    artifacts: oneOf(get, 'backup_artifacts', ['on', 'off'], isBucket(get('blobs') ?? '') ? 'off' : 'on') === 'on',
    beforeMigrating: oneOf(get, 'backup_before_migrating', ['on', 'off'], 'on') === 'on',
  }
}

function readBlobs(get: Get, dataDir: string, cwd: string): Pick<Config, 'blobs' | 's3'> {
  const blobs = get('blobs') ?? `${dataDir}/blobs`
  const endpoint = get('s3_endpoint')
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint))
    throw invalid(`Setting 's3_endpoint' is '${endpoint}'. Give a URL such as http://minio:9000.`)
  const style = oneOf(get, 's3_path_style', ['on', 'off'], endpoint ? 'on' : 'off')
  if (isBucket(blobs)) readBucket(blobs)
  return { blobs: isBucket(blobs) ? blobs : resolve(cwd, blobs), s3: { endpoint, pathStyle: style === 'on' } }
}

/** Merges the four sources of settings; throws a Failure that names the wrong setting. */
export function loadConfig(flags: Flags = {}, env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const file = fromFile(resolve(cwd, 'bellwether.yaml'))
  const get: Get = (name) => {
    const value = flags[name] ?? fromEnv(env, SETTINGS[name]) ?? file[name]
    if (value === undefined || value === null) return undefined
    return Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const port = Number(get('port') ?? 7575)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw invalid(`Setting 'port' is '${get('port')}'. Give a number from 0 to 65535.`)
  const minutes = get('lost_after_minutes')
  if (minutes !== undefined && !(Number(minutes) > 0))
    throw invalid(`Setting 'lost_after_minutes' is '${minutes}'. Give a number above 0.`)
  const days = Number(get('max_token_days') ?? 365)
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw invalid(`Setting 'max_token_days' is '${get('max_token_days')}'. Give a number from 1 to 3650.`)
  const basePath = (get('base_path') ?? '').replace(/\/+$/, '')
  if (basePath && !basePath.startsWith('/')) throw invalid(`Setting 'base_path' is '${basePath}'. Begin it with '/'.`)
  const dataDir = resolve(cwd, get('data_dir') ?? 'bellwether-data')
  const fixed = minutes === undefined ? undefined : Number(minutes) * 60_000
  return {
    host: get('host') ?? '127.0.0.1',
    port,
    portGiven: get('port') !== undefined,
    dataDir,
    databaseUrl: get('database_url'),
    ...readBlobs(get, dataDir, cwd),
    basePath,
    roles: readRoles(get('roles') ?? ROLES.join(',')),
    allowedHosts: list(get('allowed_hosts') ?? ''),
    allowedTargets: list(get('allowed_targets') ?? ''),
    initOwner: fromEnv(env, 'BELLWETHER_INIT_OWNER'),
    initToken: fromEnv(env, 'BELLWETHER_INIT_TOKEN'),
    initPassword: fromEnv(env, 'BELLWETHER_INIT_PASSWORD'),
    maxTokenDays: days,
    secretKey: fromEnv(env, 'BELLWETHER_SECRET_KEY'),
    oidc: readOidc(get),
    logLevel: get('log_level') ?? 'info',
    backup: readBackup(get, dataDir, cwd),
    lostAfterMs: { withSystemMetrics: fixed ?? 600_000, least: fixed ?? 7_200_000, gaps: fixed === undefined ? 5 : 0 },
  }
}

/** Addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host)
