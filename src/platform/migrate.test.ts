import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { database } from '../../test/harness/database.ts'
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
