/** What accounts and tokens of earlier builds become: the same people may do what they could. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { migrate } from '../../platform/migrate.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../migrations')
const NAME = 'test_earlier_roles'
const cluster = inject('cluster')

test('roles of the installation become roles in each workspace, and tokens keep what they granted', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-migrations-'))
  const admin = new pg.Client({ ...cluster, database: 'postgres' })
  await admin.connect()
  await admin.query(`create database ${NAME}`)
  const pool = new pg.Pool({ ...cluster, database: NAME })
  afterAll(async () => {
    await pool.end()
    await admin.query(`drop database ${NAME} with (force)`)
    await admin.end()
    rmSync(dir, { recursive: true, force: true })
  })
  for (const name of readdirSync(MIGRATIONS).filter((file) => file < '0023'))
    copyFileSync(join(MIGRATIONS, name), join(dir, name))
  await migrate(pool, { dir })
  await pool.query("insert into workspaces (name, deleted_at) values ('search', null), ('gone', now())")
  for (const role of ['owner', 'admin', 'writer', 'reader']) {
    await pool.query('insert into accounts (name, role) values ($1, $1)', [role])
    await pool.query(
      "insert into tokens (account_id, label, digest, role) select id, 'first', $2::bytea, $3 from accounts where name = $1",
      [role, `first of ${role}`, role === 'reader' ? 'reader' : null],
    )
  }
  await pool.query(
    "insert into tokens (account_id, label, digest, role, session_of) select account_id, 'Firefox', 'session', 'writer', id from tokens where label = 'first' limit 1",
  )
  await migrate(pool)
  const { rows: accounts } = await pool.query(
    `select a.name, a.is_owner, a.kind, coalesce(string_agg(w.name || ' ' || m.role, ', ' order by w.workspace_id), '') as places
     from accounts a left join memberships m on m.account_id = a.id left join workspaces w on w.workspace_id = m.workspace_id
     group by a.id order by a.id`,
  )
  expect(accounts).toEqual([
    { name: 'owner', is_owner: true, kind: 'person', places: '' },
    { name: 'admin', is_owner: false, kind: 'person', places: 'default admin, search admin' },
    { name: 'writer', is_owner: false, kind: 'person', places: 'default contributor, search contributor' },
    { name: 'reader', is_owner: false, kind: 'person', places: 'default viewer, search viewer' },
  ])
  const { rows: tokens } = await pool.query('select label, scopes, is_session from tokens order by id')
  expect(tokens).toEqual([
    ...Array(3).fill({ label: 'first', scopes: null, is_session: false }),
    { label: 'first', scopes: ['read', 'report'], is_session: false },
    { label: 'Firefox', scopes: ['self', 'read', 'report', 'write'], is_session: true },
  ])
})
