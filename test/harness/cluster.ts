/** One PostgreSQL for the whole test run, with a migrated template database that test files clone. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/platform/migrate.ts'
import { startPostgres } from '../../src/platform/postgres/supervisor.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { host: string; port: number; user: string }
  }
}

export const TEMPLATE = 'template_bellwether'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-test-'))
  // As root the server runs as another account, which must be able to enter.
  chmodSync(dir, 0o755)
  const postgres = await startPostgres(dir, pino({ level: 'silent' }))
  const { database, ...connection } = postgres.connection
  const admin = new pg.Client({ ...connection, database })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  const pool = new pg.Pool({ ...connection, database: TEMPLATE })
  await migrate(pool)
  await pool.end()
  await admin.end()
  project.provide('cluster', connection)
  return async () => {
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
