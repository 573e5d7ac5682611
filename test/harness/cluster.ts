/** One PostgreSQL for the whole test run, with a migrated template database that test files clone. */
import { rmSync } from 'node:fs'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/platform/migrate.ts'
import { startPostgres } from '../../src/platform/postgres/supervisor.ts'
import { makeDataDir } from '../../tools/verify/data-dir.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { host: string; port: number; user: string }
  }
}

export const TEMPLATE = 'template_bellwether'
/** Files of tests have several servers each, and two files run at once. */
const CONNECTIONS = 250

async function startRoomy(dir: string) {
  const log = pino({ level: 'silent' })
  const first = await startPostgres(dir, log)
  const admin = new pg.Client(first.connection)
  await admin.connect()
  await admin.query(`alter system set max_connections = ${CONNECTIONS}`)
  await admin.end()
  await first.stop()
  return startPostgres(dir, log)
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = makeDataDir('bellwether-test-')
  const postgres = await startRoomy(dir)
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
