/** The database: one pool, one dialect (PostgreSQL 15 and newer), int64 that keeps its digits. */
import type { Writable } from 'node:stream'
import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { Failure } from '../lib/failure.ts'
import { toInt64 } from '../lib/json.ts'

/** Open on purpose: each feature adds its own tables in its tables.ts. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

pg.types.setTypeParser(pg.types.builtins.INT8, toInt64)
pg.types.setTypeParser(1016 as never, (text: string) =>
  text === '{}' ? [] : text.slice(1, -1).split(',').map(toInt64),
)

export interface Database {
  db: Db
  /** For statements on hot paths, prepared once per connection by their `name`. */
  pool: pg.Pool
  /**
   * For statements of hot paths, whose rows are all found by their keys. Few connections, so that each knows every
   * statement; each statement is planned once, by its keys, whatever the statistics of a young table say.
   */
  hot: { db: Db; pool: pg.Pool }
  close(): Promise<void>
}

/** Statements whose text varies with what a user asked are planned each time: they carry this mark. */
export const PLANNED_EACH_TIME = '/* planned each time */'
const MAX_STATEMENTS = 1_000
const statements = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = statements.get(text)
  if (known || statements.size >= MAX_STATEMENTS || text.includes(PLANNED_EACH_TIME)) return known
  const name = `s${statements.size}`
  statements.set(text, name)
  return name
}

/** Lets every connection parse and plan a statement once: half the database's work on short statements. */
function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const prepared = (text: unknown, values?: unknown, ...rest: unknown[]): unknown => {
    const name = typeof text === 'string' && Array.isArray(values) && values.length ? nameOf(text) : undefined
    return name ? query({ name, text, values }, ...rest) : query(text, values, ...rest)
  }
  client.query = prepared as typeof client.query
}

/** Statements of one turn of the loop leave in one write: a write costs more than all else of a short statement. */
function writeTogether(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  let isHeld = false
  const together = (...args: unknown[]): unknown => {
    if (!isHeld) {
      isHeld = true
      stream.cork()
      process.nextTick(() => {
        isHeld = false
        stream.uncork()
      })
    }
    return query(...args)
  }
  client.query = together as typeof client.query
}

/** No request may keep the database busy for ever, whatever a filter asks. */
const STATEMENT_TIMEOUT_MS = 60_000

const HOT_CONNECTIONS = 4
const BY_KEYS =
  'set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off'

export function openDatabase(connection: pg.PoolConfig, onError: (error: Error) => void): Database {
  const open = (max: number, settings?: string): { db: Db; pool: pg.Pool } => {
    const pool = new pg.Pool({
      ...{ max, idleTimeoutMillis: 60_000, statement_timeout: STATEMENT_TIMEOUT_MS },
      ...(settings && { pipeline: true, onConnect: (client: pg.ClientBase) => client.query(settings) }),
      ...connection,
    })
    // An idle connection that breaks (the server was restarted) is replaced by the pool; it must not end the process.
    pool.on('error', onError)
    // So must one that breaks while it is in use: its query rejects, which is enough.
    pool.on('connect', (client) => {
      client.on('error', onError)
      prepareStatements(client)
      if (settings) writeTogether(client)
    })
    return { pool, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) }
  }
  const { db, pool } = open(16)
  const hot = open(HOT_CONNECTIONS, BY_KEYS)
  return {
    ...{ db, pool, hot },
    close: async () => void (await Promise.all([db.destroy(), hot.db.destroy()])),
  }
}

/** SQLSTATE of a database error, if it is one. */
export const sqlState = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

const LOST_CONNECTION = /Connection terminated|ECONNREFUSED|ECONNRESET|EPIPE|timeout exceeded when trying to connect/

/** Turns an outage into a failure that clients retry; returns undefined for anything else. */
export function outageOf(error: unknown): Failure | undefined {
  const state = sqlState(error)
  if (state === '53100')
    return new Failure(
      'TEMPORARILY_UNAVAILABLE',
      "The database's disk is full: nothing was written. Free some space and try again.",
    )
  if (state === '53300')
    return new Failure(
      'TEMPORARILY_UNAVAILABLE',
      'The database has as many connections as it allows. Try again in a few seconds.',
    )
  if (state === '57014')
    return new Failure(
      'TEMPORARILY_UNAVAILABLE',
      `The database took longer than ${STATEMENT_TIMEOUT_MS / 1000} s. Ask for less at once, or simplify the filter.`,
    )
  const message = error instanceof Error ? error.message : ''
  const socket = (error as NodeJS.ErrnoException | undefined)?.syscall === 'connect'
  if (
    socket ||
    state?.startsWith('08') ||
    state?.startsWith('57P') ||
    (state === undefined && LOST_CONNECTION.test(message))
  )
    return new Failure(
      'TEMPORARILY_UNAVAILABLE',
      'The database is not reachable at the moment. Try again in a few seconds.',
    )
  return undefined
}

/** Runs a task in a transaction on a connection of its own. */
export async function transaction<T>(pool: pg.Pool, task: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    // The beginning is not waited for: a pipelined connection sends it with what follows.
    const [, result] = await Promise.all([client.query('begin'), task(client)])
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

const MAX_TRIES = 6
const FIRST_PAUSE_MS = 100

/** Runs a task again after a deadlock or an outage, for about six seconds; it must be one that may run twice. */
export async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await task()
    } catch (error) {
      if ((sqlState(error) !== '40P01' && !outageOf(error)) || tries >= MAX_TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (tries - 1)))
    }
}

/** PostgreSQL 15 brought what the schema uses, and names are searched by their trigrams: others are refused with a sentence. */
export async function checkServer(db: Db): Promise<void> {
  const { rows } = await db.executeQuery<{ version: number; trigrams: boolean }>(
    CompiledQuery.raw(`select current_setting('server_version_num')::int as version,
      exists (select from pg_available_extensions where name = 'pg_trgm') as trigrams`),
  )
  const { version, trigrams } = rows[0]!
  if (version < 150_000)
    throw new Failure(
      'NOT_IMPLEMENTED',
      `DATABASE_URL points to PostgreSQL ${Math.floor(version / 10_000)}; version 15 or newer is needed.`,
    )
  if (!trigrams)
    throw new Failure(
      'NOT_IMPLEMENTED',
      "DATABASE_URL points to a PostgreSQL without the extension pg_trgm. Install PostgreSQL's own extensions there (the package is often called postgresql-contrib).",
    )
}
