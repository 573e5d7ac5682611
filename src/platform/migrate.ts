/** Applies `migrations/*.sql` in order, each once, in a transaction that no second server can enter. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { Failure } from '../lib/failure.ts'

const LOCK = 7_575_001

/** Returns the names applied now. Refuses a database that a newer version has migrated. */
export async function migrate(pool: pg.Pool, dir = join(import.meta.dirname, '../../migrations')): Promise<string[]> {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const client = await pool.connect()
  const applied: string[] = []
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(
      'create table if not exists migrations (name text primary key, digest text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string; digest: string }>('select name, digest from migrations')
    const known = new Map(rows.map((row) => [row.name, row.digest]))
    const newer = rows.filter((row) => !files.includes(row.name)).map((row) => row.name)
    if (newer.length)
      throw new Failure(
        'NOT_IMPLEMENTED',
        `This database was used by a newer Bellwether (it has ${newer.join(', ')}). Start that version, or restore a backup.`,
      )
    for (const name of files) {
      const text = readFileSync(join(dir, name), 'utf8').replaceAll('\r\n', '\n')
      const digest = createHash('sha256').update(text).digest('hex')
      if (known.has(name)) {
        if (known.get(name) !== digest)
          throw new Failure(
            'INTERNAL_ERROR',
            `Migration ${name} was changed after it was applied. Add a new one instead.`,
          )
        continue
      }
      await client.query('begin')
      try {
        await client.query('insert into migrations (name, digest) values ($1, $2)', [name, digest])
        await client.query(text)
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`Migration ${name} failed`, { cause: error })
      }
      applied.push(name)
    }
    return applied
  } finally {
    // Closing the connection frees the lock, whatever happened.
    client.release(true)
  }
}
