/** A fresh migrated database for a test file. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Database, openDatabase } from '../../src/platform/db.ts'
import { TEMPLATE } from './cluster.ts'

export interface TestDatabase extends Database {
  connection: { host: string; port: number; user: string; database: string }
}

/** Clones the template; the clone is dropped after the file's last test. */
export const database = (): Promise<TestDatabase> => make(TEMPLATE)

/** A database in which nothing is yet. */
export const emptyDatabase = (): Promise<TestDatabase> => make('template0')

async function make(template: string): Promise<TestDatabase> {
  const cluster = inject('cluster')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ ...cluster, database: 'postgres' })
  await admin.connect()
  await admin.query(`create database ${name} template ${template}`)
  const connection = { ...cluster, database: name }
  const opened = openDatabase({ ...connection, max: 8 }, () => undefined)
  afterAll(async () => {
    await opened.close().catch(() => undefined)
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return { ...opened, connection }
}
