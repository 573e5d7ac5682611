/** A tracking database made by the real MLflow, read directly, says what MLflow's own client reads in it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { openDatabase } from '../../src/features/transfer/sources/database.ts'
import { runPython } from '../protocol/python.ts'
import { type Everything, filesOf, inOrder, readSource } from './read-source.ts'

/** A new database of MLflow takes dozens of migrations. */
const LONG_MS = 300_000

const dir = mkdtempSync(join(tmpdir(), 'bellwether-source-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Artifacts lie where the script runs, unless a place for them is given. */
async function made(uri: string, name: string): Promise<Everything> {
  const { report } = await runPython<Everything>('transfer/make_store.py', uri, {
    name,
    env: { ARTIFACTS: join(dir, 'artifacts') },
  })
  return inOrder(report)
}

/** The client does not tell deleted logged models. */
function compare(read: Everything, theirs: Everything): void {
  const { logged, ...rest } = read
  const { logged: told, ...others } = theirs
  expect(rest).toEqual(others)
  expect(logged.filter(({ deleted }) => !deleted)).toEqual(told)
  expect(logged.filter(({ deleted }) => deleted).map(({ name }) => name)).toEqual(['gone'])
}

const FILES = { 'out/a.txt': 'hello', 'out/deep/b.bin': 'x'.repeat(100_000) }

test('SQLite: every field, every point, every file, while it is written to', { timeout: LONG_MS }, async () => {
  const file = join(dir, 'mlflow.db')
  const theirs = await made(`sqlite:///${file}`, 'core')
  const source = await openDatabase(`sqlite:///${file}`)
  const all = await readSource(source)
  compare(all, theirs)
  const { counts, left } = await source.check()
  expect(counts).toEqual({ experiments: 3, runs: 4, points: 14, models: 3, versions: 3 })
  expect(left).toEqual([])
  const run = all.runs.find(({ name }) => name === 'all of it')!
  expect(await filesOf(source, run.artifact_uri)).toEqual(FILES)
  expect(
    await filesOf(source, all.runs.find(({ start_time }) => start_time === 1_650_000_000_000)!.artifact_uri),
  ).toEqual({})

  // A writer that waits for nobody commits between the pages of a long series.
  const writer = new DatabaseSync(file, { timeout: 0 })
  const N = 30_000
  writer.exec(`with recursive n (i) as (select 0 union all select i + 1 from n where i < ${N - 1})
    insert into metrics (key, value, timestamp, step, run_uuid, is_nan) select 'long', i % 7, ${N} - i, i, '${run.run_id}', 0 from n`)
  let written = 0
  const writing = setInterval(() => {
    writer.exec(
      `insert into metrics (key, value, timestamp, step, run_uuid, is_nan) values ('late', ${written++}, 1, 1, '${run.run_id}', 0)`,
    )
  })
  for await (const { key, values, timestamps } of source.points(run, ['long', 'not there'])) {
    expect([key, values.length, timestamps[0], timestamps.at(-1)]).toEqual(['long', N, 1n, BigInt(N)])
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(
      Array.from({ length: N }, (_, i) => i % 7).reduce((a, b) => a + b),
    )
  }
  clearInterval(writing)
  expect(written).toBeGreaterThan(2)
  writer.close()
  await source.close()
})

test('files come only from where they may', async () => {
  const file = join(dir, 'mlflow.db')
  const uri = `sqlite:///${file}`
  const secret = mkdtempSync(join(tmpdir(), 'bellwether-secret-'))
  const place = join(dir, 'place')
  mkdirSync(join(place, 'folder'), { recursive: true })
  writeFileSync(join(secret, 'key'), 'secret')
  writeFileSync(join(place, 'folder', 'inside'), 'inside')
  symlinkSync(join(secret, 'key'), join(place, 'folder', 'out'))
  symlinkSync(secret, join(place, 'folder', 'away'))
  symlinkSync('inside', join(place, 'folder', 'near'))
  symlinkSync(secret, join(place, 'link'))
  const source = await openDatabase(uri)
  try {
    expect(await filesOf(source, join(place, 'folder'))).toEqual({ inside: 'inside', near: 'inside' })
    await expect(source.open(join(place, 'folder'), 'out')).rejects.toThrow(/leads out of it/)
    await expect(source.open(join(place, 'folder'), '../../mlflow.db')).rejects.toThrow(/leads out of it/)
    for (const wrong of [secret, join(place, 'link'), `file://${secret}`, `${place}/../../${secret.split('/').at(-1)}`])
      await expect(filesOf(source, wrong), wrong).rejects.toThrow(/outside of the places that may be read/)
    await expect(filesOf(source, 'mlflow-artifacts:/1/a')).rejects.toThrow(/artifacts_root.*--artifacts-destination/)
    await expect(filesOf(source, 's3://bucket/a')).rejects.toThrow(/artifacts_root/)
    await expect(filesOf(source, 'dbfs:/a')).rejects.toThrow(/not read directly/)
  } finally {
    await source.close()
  }
  const proxied = await openDatabase(uri, { artifactsRoot: place })
  expect(await filesOf(proxied, 'mlflow-artifacts:/folder')).toEqual({ inside: 'inside', near: 'inside' })
  await expect(filesOf(proxied, 'mlflow-artifacts:/../../etc')).rejects.toThrow(/outside/)
  await expect(filesOf(proxied, 'mlflow-artifacts:/link')).rejects.toThrow(/outside/)
  await proxied.close()
  rmSync(secret, { recursive: true })
  await expect(openDatabase(uri, { artifactsRoot: 'relative' })).rejects.toThrow(/artifacts_root/)
})

test('PostgreSQL: every field and every point, and nothing can be written', { timeout: LONG_MS }, async () => {
  const { host, port, user } = inject('cluster')
  const admin = new pg.Client({ host, port, user, database: 'postgres' })
  await admin.connect()
  const name = `mlflow_${process.pid}`
  await admin.query(`create database ${name}`)
  try {
    const uri = `postgresql+psycopg2://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}`
    const theirs = await made(uri, 'peer')
    const source = await openDatabase(uri, { artifactsRoot: dir })
    const all = await readSource(source)
    compare(all, theirs)
    const { counts } = await source.check()
    expect(counts).toEqual({ experiments: 3, runs: 4, models: 3, versions: 3 })
    expect(source.place).toBe(`postgresql://localhost/${name}`)
    const run = all.runs.find(({ name }) => name === 'all of it')!
    expect(await filesOf(source, run.artifact_uri)).toEqual(FILES)
    await source.close()
    await expect(openDatabase(uri.replace(name, 'nothing'))).rejects.toThrow(/no such database/)
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})

const OLD: [version: string, revision: string][] = [
  ['2.0', '97727af70f4d'],
  ['3.0', '6953534de441'],
]

test.each(OLD)('a database of MLflow %s', { timeout: LONG_MS }, async (_version, REVISION) => {
  const file = join(dir, `${REVISION}.db`)
  await runPython('transfer/old_store.py', '', { env: { STORE_FILE: file, REVISION } })
  chmodSync(file, 0o400)
  const source = await openDatabase(`sqlite:///${file}`)
  expect((await source.check()).left).toEqual([])
  const { experiments, runs, points, models, versions } = await readSource(source)
  expect(experiments).toMatchObject([{ experiment_id: '1', name: 'old', deleted: false }])
  expect(runs).toMatchObject([
    {
      name: 'ran',
      status: 'FINISHED',
      start_time: 5,
      end_time: 6,
      params: [{ key: 'lr', value: '0.1' }],
      datasets: [],
    },
  ])
  expect(runs[0]!.latest).toEqual([{ key: 'loss', value: 'Infinity', step: 2, timestamp: 7 }])
  expect(points).toEqual({
    [runs[0]!.run_id]: {
      loss: [
        [7, 0, 1.5],
        [7, 1, 'NaN'],
        [7, 2, 'Infinity'],
      ],
    },
  })
  expect(models).toMatchObject([{ name: 'm', aliases: [] }])
  expect(versions).toMatchObject([{ version: '1', stage: 'Production', source: '/x' }])
  await source.close()
})

test('a schema that is newer than is known is read, and said to be', async () => {
  const file = join(dir, `${OLD[1]![1]}.db`)
  chmodSync(file, 0o600)
  const database = new DatabaseSync(file)
  database.exec("update alembic_version set version_num = 'ffff00001111'; alter table runs add column brand_new text")
  database.close()
  const source = await openDatabase(`sqlite:///${file}`)
  expect((await source.check()).left).toMatchObject([{ what: expect.stringContaining('ffff00001111') }])
  expect((await readSource(source)).runs).toHaveLength(1)
  await source.close()
})

test('what is no tracking database is refused with what to do', async () => {
  const text = join(dir, 'text.db')
  writeFileSync(
    text,
    'this is no database, and longer than a header of one would be, which has a hundred bytes and a magic word',
  )
  await expect(openDatabase(`sqlite:///${text}`)).rejects.toThrow(/no whole SQLite database/)
  await expect(openDatabase(`sqlite:///${dir}/not-there.db`)).rejects.toThrow(/there is no file/)
  await expect(openDatabase('sqlite:///:memory:')).rejects.toThrow(/names no file/)
  const other = join(dir, 'other.db')
  const database = new DatabaseSync(other)
  database.exec('create table something (a int)')
  database.close()
  await expect(openDatabase(`sqlite:///${other}`)).rejects.toThrow(/no table of runs/)
  await expect(openDatabase('postgresql://nobody:secret@127.0.0.1:1/mlflow')).rejects.toThrow(
    /^The database at postgresql:\/\/127.0.0.1:1\/mlflow could not be asked/,
  )
})
