/** What the database says of itself, and of the jobs that wait in it. */
import { sql } from 'kysely'
import { type Check, check } from '../../../lib/check.ts'
import { formatBytes } from '../../../lib/format/numbers.ts'
import type { Db } from '../../../platform/db.ts'

export async function checkDatabase(db: Db): Promise<Check[]> {
  const { rows } = await sql<{ version: string; size: number; used: number; most: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as size,
      (select count(*)::int from pg_stat_activity) as used, current_setting('max_connections')::int as most`.execute(db)
  const { version, size, used, most } = rows[0]!
  const message = `PostgreSQL ${version.split(' ')[0]}, ${formatBytes(Number(size))}, ${used} of ${most} connections in use.`
  return [check('database size', 'ok', message)]
}

/** A job that failed as often as it may is not tried again by itself. */
export async function checkJobs(db: Db): Promise<Check[]> {
  const { rows } = await sql<{ waiting: number; failed: number; name: string | null; error: string | null }>`
    select count(*) filter (where attempts < max_attempts)::int as waiting,
      count(*) filter (where attempts >= max_attempts and locked_at is null)::int as failed,
      max(task_identifier) filter (where attempts >= max_attempts and locked_at is null) as name,
      max(last_error) filter (where attempts >= max_attempts and locked_at is null) as error
    from graphile_worker.jobs`.execute(db)
  const { waiting, failed, name, error } = rows[0]!
  if (failed === 0) return [check('jobs', 'ok', `No job has failed for good; ${waiting} wait or run.`)]
  const first = error?.split('\n')[0] ?? 'nobody knows why'
  return [
    check(
      'jobs',
      'attention',
      `${failed} ${failed === 1 ? 'job has' : 'jobs have'} failed for good, such as ${name}: ${first}.`,
      "See the server's log for what to mend; a restart does not try them again.",
    ),
  ]
}
