import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { database } from '../../test/harness/database.ts'
import { createListener } from './listen.ts'
import { migrate } from './migrate.ts'

const { connection, pool } = await database()
await pool.query('create schema fresh')
const inSchema = { ...connection, options: '-c search_path=fresh' }
const dir = mkdtempSync(join(tmpdir(), 'migrations-'))
afterAll(() => rmSync(dir, { recursive: true }))
const write = (name: string, text: string) => writeFileSync(join(dir, name), text)

async function run(): Promise<string[]> {
  const own = new pg.Pool(inSchema)
  try {
    return (await migrate(own, { dir })).applied
  } finally {
    await own.end()
  }
}

test('two servers that start at once migrate once', async () => {
  write('0001_a_one.sql', 'create table one (id int); insert into one values (1);')
  const applied = await Promise.all([run(), run(), run()])
  expect(applied.flat()).toEqual(['0001_a_one.sql'])
  expect((await pool.query('select * from fresh.one')).rowCount).toBe(1)
})

test('a step that fails leaves nothing of itself and is tried again', async () => {
  write('0002_a_two.sql', 'create table two (id int); select broken;')
  await expect(run()).rejects.toThrow('0002_a_two.sql')
  expect((await pool.query("select to_regclass('fresh.two') as t")).rows[0].t).toBeNull()
  write('0002_a_two.sql', 'create table two (id int);')
  expect(await run()).toEqual(['0002_a_two.sql'])
})

test('an applied step that was changed is refused, line ends aside', async () => {
  write('0002_a_two.sql', 'create table two (id int);\n')
  await expect(run()).rejects.toThrow('0002_a_two.sql')
  write('0002_a_two.sql', 'create table two (id int);')
  expect(await run()).toEqual([])
})

test('a database of a newer version is refused before anything is touched', async () => {
  await pool.query("insert into fresh.migrations (name, digest) values ('0999_future.sql', '')")
  write('0003_a_three.sql', 'create table three (id int);')
  await expect(run()).rejects.toThrow(/newer.*0999_future/)
  expect((await pool.query("select to_regclass('fresh.three') as t")).rows[0].t).toBeNull()
})

test('one whose migrations this version no longer has is refused as too old, with its maker', async () => {
  await pool.query("delete from fresh.migrations where name = '0999_future.sql'")
  await pool.query("insert into fresh.migrations (name, digest, version) values ('0000_a_before.sql', '', '0.0.1')")
  await expect(run()).rejects.toThrow(/\(0\.0\.1\) that is too old .* no longer has 0000_a_before\.sql/)
  await pool.query("delete from fresh.migrations where name = '0000_a_before.sql'")
  expect((await pool.query("select to_regclass('fresh.three') as t")).rows[0].t).toBeNull()
})

test('what must happen before an existing database is changed happens then, and its failure leaves all as it was', async () => {
  const own = new pg.Pool(inSchema)
  const seen: unknown[] = []
  const before = async (applied: { name: string }[], pending: string[]): Promise<void> => {
    seen.push([applied.map(({ name }) => name), pending, await isThere(own, 'three')])
    if (seen.length === 1) throw new Error('no copy')
  }
  await expect(migrate(own, { dir, before })).rejects.toThrow('no copy')
  expect(await isThere(own, 'three')).toBe(false)
  expect(await migrate(own, { dir, before })).toEqual({ applied: ['0003_a_three.sql'], fresh: false })
  const expected = [['0001_a_one.sql', '0002_a_two.sql'], ['0003_a_three.sql'], false]
  expect(seen).toEqual([expected, expected])
  await own.end()
})

test('while a server uses the database its schema is not changed', async () => {
  write('0004_a_four.sql', 'create table four (id int);')
  const serving = createListener(inSchema, pino({ level: 'silent' }))
  await serving.on('anything', () => undefined)
  const own = new pg.Pool(inSchema)
  await expect(migrate(own, { dir, patienceMs: 100 })).rejects.toThrow(/another server still uses it.*Stop all servers/)
  expect(await isThere(own, 'four')).toBe(false)
  const waiting = migrate(own, { dir })
  await serving.close()
  expect((await waiting).applied).toEqual(['0004_a_four.sql'])
  await own.end()
})

const isThere = async (on: pg.Pool, table: string): Promise<boolean> =>
  (await on.query('select to_regclass($1) is not null as there', [`fresh.${table}`])).rows[0].there
