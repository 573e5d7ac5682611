/** Applies `migrations/*.sql` in order, each once, in a transaction that no second server can enter. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { Failure } from '../lib/failure.ts'
import { LOCKS } from './locks.ts'
import { VERSION } from './version.ts'

/** A migration as it was applied; its digest is that of the text with line feeds only. */
export interface Migration {
  name: string
  digest: string
}

export interface Step extends Migration {
  text: string
}

type Queryable = Pick<pg.ClientBase, 'query'>

const OWN = join(import.meta.dirname, '../../migrations')

export const readSteps = (dir = OWN): Step[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(dir, name), 'utf8').replaceAll('\r\n', '\n')
      return { name, text, digest: createHash('sha256').update(text).digest('hex') }
    })

/** What was applied to a database, and by which version last: nothing, if it is empty. */
export async function readApplied(client: Queryable): Promise<{ applied: Migration[]; by: string | undefined }> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('migrations') is not null as there",
  )
  if (!found[0]!.there) return { applied: [], by: undefined }
  const { rows } = await client.query<Migration & { by: string | null }>(
    // The oldest databases have no column for the version.
    "select name, digest, to_jsonb(m) ->> 'version' as by from migrations m order by applied_at, name",
  )
  return { applied: rows.map(({ name, digest }) => ({ name, digest })), by: rows.at(-1)?.by ?? undefined }
}

/** Refuses what this code cannot continue from. `what` begins the sentence: 'This database'. */
export function checkApplied(applied: Migration[], steps: Step[], what: string, by?: string): void {
  const known = new Map(steps.map((step) => [step.name, step.digest]))
  const last = steps.at(-1)?.name ?? ''
  const unknown = applied.map(({ name }) => name).filter((name) => !known.has(name))
  const maker = by ? ` (${by})` : ''
  if (unknown.some((name) => name > last))
    throw new Failure(
      'NOT_IMPLEMENTED',
      `${what} was used by a newer Bellwether${maker}: it has ${unknown.join(', ')}. Nothing was changed. Start that version, or restore a backup that was made before.`,
    )
  if (unknown.length)
    throw new Failure(
      'NOT_IMPLEMENTED',
      `${what} was made by a Bellwether${maker} that is too old for this one (${VERSION}), which no longer has ${unknown.join(', ')}. Nothing was changed. Start a version in between first, which still has them.`,
    )
  const changed = applied.filter(({ name, digest }) => known.get(name) !== digest).map(({ name }) => name)
  if (changed.length)
    throw new Failure(
      'INTERNAL_ERROR',
      `${what} was made with another text of ${changed.join(', ')} than this Bellwether has. Nothing was changed. Start the version that made it${maker}; whoever edited a migration must add a new one instead.`,
    )
}

/** Makes the table in which migrations are noted. */
const prepare = async (client: Queryable): Promise<void> => {
  await client.query(
    'create table if not exists migrations (name text primary key, digest text not null, applied_at timestamptz not null default now())',
  )
  await client.query('alter table migrations add column if not exists version text')
}

/** Applies steps in the caller's transaction. */
export async function applySteps(client: Queryable, steps: Step[]): Promise<void> {
  await prepare(client)
  for (const step of steps) await applyStep(client, step)
}

async function applyStep(client: Queryable, { name, digest, text }: Step): Promise<void> {
  await client.query('insert into migrations (name, digest, version) values ($1, $2, $3)', [name, digest, VERSION])
  await client.query(text)
}

interface Options {
  dir?: string
  /** How long servers that use the database may take to end. */
  patienceMs?: number
  /** Runs before a database that has data is changed; if it fails, nothing is. */
  before?: (applied: Migration[], pending: string[]) => Promise<void>
}

/** Returns the names applied now, and whether there was a database before. Refuses before anything is touched. */
export async function migrate(
  pool: pg.Pool,
  { dir, before, patienceMs = 10_000 }: Options = {},
): Promise<{ applied: string[]; fresh: boolean }> {
  const steps = readSteps(dir)
  const client = await pool.connect()
  const done: string[] = []
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCKS.migrate])
    const { applied, by } = await readApplied(client)
    checkApplied(applied, steps, 'This database', by)
    const known = new Set(applied.map(({ name }) => name))
    const pending = steps.filter(({ name }) => !known.has(name))
    const fresh = applied.length === 0
    if (pending.length === 0) return { applied: [], fresh }
    if (!fresh) {
      await waitForOthers(client, patienceMs, names(pending))
      await before?.(applied, names(pending))
    }
    await prepare(client)
    for (const step of pending) {
      await client.query('begin')
      try {
        await applyStep(client, step)
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Failure(
          'INTERNAL_ERROR',
          `Migration ${step.name} failed, and nothing of it was kept: ${(error as Error).message}. ${
            done.length ? `${done.join(', ')} had been applied before it. ` : ''
          }Start the version that was used before${fresh ? '' : ', or restore the copy that was made before migrating'}, and report this.`,
          { cause: error },
        )
      }
      done.push(step.name)
    }
    return { applied: done, fresh }
  } finally {
    // Closing the connection frees the lock, whatever happened.
    client.release(true)
  }
}

/** Whoever uses the database knows its schema as it is now: nobody may, while it changes. */
async function waitForOthers(client: Queryable, patienceMs: number, pending: string[]): Promise<void> {
  for (const until = performance.now() + patienceMs; ; await sleep(200)) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCKS.serving])
    if (rows[0]!.mine) return
    if (performance.now() > until)
      throw new Failure(
        'RESOURCE_CONFLICT',
        `This version changes the schema of the database (${pending.join(', ')}), and another server still uses it. Nothing was changed. Stop all servers of this database, start this one, then the others in this version.`,
      )
  }
}

const names = (steps: Step[]): string[] => steps.map(({ name }) => name)

/** When the first migration was applied, in milliseconds. */
export async function installedAt(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ at: Date }>('select min(applied_at) as at from migrations')
  return rows[0]!.at.getTime()
}
