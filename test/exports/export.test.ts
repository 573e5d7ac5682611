/** A workspace is taken away, and read by pyarrow: as many rows, the same values, the same bytes. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { ExportManifest } from '../../src/features/exports/contract/manifest.ts'
import { readSeries } from '../../src/features/exports/reads/points.ts'
import { METRICS, TABLES } from '../../src/features/exports/reads/tables.ts'
import { toJson } from '../../src/lib/json.ts'
import { merge, type Points } from '../../src/lib/points.ts'
import { commandLine } from '../harness/cli.ts'
import { aRun, logValues } from '../harness/factories.ts'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'
import { type Everything, inOrder } from '../transfer/read-source.ts'

const LONG_MS = 300_000
const here = await server()
const { call, send, database } = here
const url = await here.listen()
const { bw, home } = commandLine(url)

interface Read {
  rows: Record<string, unknown>[]
  count: number
  types: Record<string, string>
  sums: Record<string, number>
}

const read = async (folder: string): Promise<Record<string, Read>> =>
  (await runPython<Record<string, Read>>('exports/read_export.py', url, { env: { EXPORT: folder } })).report

test("what MLflow's client logged is in the tables", { timeout: LONG_MS }, async () => {
  const { report } = await runPython<Everything>('transfer/make_store.py', url)
  const all = inOrder(report)
  const folder = join(home, 'out')
  const said = await bw(['export', folder, '--json'])
  expect(said).toMatchObject({ code: 0, stderr: '' })
  const manifest = said.json<ExportManifest & { folder: string }>()
  const tables = await read(folder)

  expect(Object.keys(tables)).toEqual([...TABLES.map(({ name }) => name), METRICS.name].toSorted())
  for (const [name, { count, types }] of Object.entries(tables)) {
    expect.soft(manifest.tables[name]!.rows, name).toBe(count)
    const of = [...TABLES, METRICS].find((table) => table.name === name)!
    const words = { text: 'string', int64: 'int64', double: 'double', bool: 'bool' }
    expect.soft(types).toEqual(Object.fromEntries(of.columns.map(({ name, type }) => [name, words[type]])))
  }
  const rows = (name: string) => tables[name]!.rows
  const key = (row: object): string => toJson(row)
  const same = (ours: object[], theirs: object[]): void =>
    expect(ours.map(key).toSorted()).toEqual(theirs.map(key).toSorted())

  same(
    rows('runs').map(
      ({ run_id, experiment_id, name, user_id, status, deleted, start_time, end_time, artifact_uri }) => ({
        ...{ run_id, experiment_id, name, user_id, status, deleted, start_time, end_time, artifact_uri },
      }),
    ),
    all.runs.map(
      ({ run_id, experiment_id, name, user_id, status, deleted, start_time, end_time = null, artifact_uri }) => ({
        ...{ run_id, experiment_id, name, user_id, status, deleted, start_time, end_time, artifact_uri },
      }),
    ),
  )
  for (const what of ['params', 'tags'] as const)
    same(
      rows(what),
      all.runs.flatMap((run) => run[what].map((tag) => ({ run_id: run.run_id, ...tag }))),
    )
  same(
    rows('metrics'),
    Object.entries(all.points).flatMap(([run_id, metrics]) =>
      Object.entries(metrics).flatMap(([key, points]) =>
        points.map(([timestamp, step, value]) => ({ run_id, key, step, timestamp, value })),
      ),
    ),
  )
  expect(rows('metrics').filter(({ key }) => key === 'huge')).toEqual([
    expect.objectContaining({ step: 2n ** 53n + 1n, timestamp: 2n ** 53n + 1n }),
  ])
  same(
    rows('experiments').map(({ experiment_id, name, deleted }) => ({ experiment_id, name, deleted })),
    all.experiments.map(({ experiment_id, name, deleted }) => ({ experiment_id, name, deleted })),
  )
  expect(rows('run_datasets')).toHaveLength(2)
  expect(rows('datasets')).toHaveLength(2)
  expect(rows('logged_models').map(({ name, deleted }) => [name, deleted])).toEqual([
    ['net', false],
    ['gone', true],
  ])
  expect(rows('logged_model_metrics')).toMatchObject([{ key: 'acc', dataset_name: 'rows', value: 0.75, step: 2 }])
  same(
    rows('model_versions').map(({ version, source, stage }) => ({ version: String(version), source, stage })),
    all.versions.map(({ version, source, stage }) => ({ version, source, stage })),
  )
  same(
    rows('registered_model_aliases').map(({ alias, version }) => ({ alias, version: String(version) })),
    all.models.flatMap(({ aliases }) => aliases),
  )
  expect(rows('events').at(-1)).toMatchObject({
    name: expect.any(String),
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(rows('nodes').length).toBeGreaterThan(5)
  expect(rows('edges').length).toBeGreaterThan(5)

  const files = rows('artifacts')
  expect(files.map(({ path }) => String(path).split('/artifacts/')[1])).toEqual(['out/a.txt', 'out/deep/b.bin'])
  for (const { digest, size } of files) {
    const bytes = readFileSync(join(folder, 'artifacts', String(digest).slice(0, 2), String(digest)))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest)
    expect(bytes.length).toBe(size)
  }
  const { rows: events } = await database.pool.query("select name from events where name like 'export.%'")
  expect(events).toEqual([{ name: 'export.finished' }])
})

test('long runs are read metric by metric, whatever their segments overlap', async () => {
  const run_id = await aRun(call)
  const folded = (): Promise<unknown> =>
    expect
      .poll(async () => (await database.pool.query('select from point_log')).rows.length, { timeout: 20_000 })
      .toBe(0)
  const series = Array.from({ length: 1_000 }, (_, i) => i / 7)
  await logValues(call, run_id, 'a', series)
  await logValues(call, run_id, 'b', [1, 2])
  await folded()
  await logValues(
    call,
    run_id,
    'a',
    series.slice(500).map((v) => v + 1),
  )
  await folded()
  await logValues(
    call,
    run_id,
    'a',
    series.slice(0, 300).map((v) => v + 2),
  )
  const client = new pg.Client(database.connection)
  await client.connect()
  const readAll = async (atOnce?: number): Promise<Map<string, Points>> => {
    const parts = new Map<string, Points[]>()
    for await (const { runId, key, points } of readSeries(client, 1, atOnce))
      parts.set(`${runId} ${key}`, [...(parts.get(`${runId} ${key}`) ?? []), points])
    return new Map([...parts].map(([name, some]) => [name, merge(some)]))
  }
  const whole = await readAll()
  expect(whole.get(`${run_id} a`)!.steps).toHaveLength(1_800)
  expect(await readAll(10)).toEqual(whole)
  await client.end()
})

test('an export is whole or nothing, and overwrites nothing', async () => {
  const full = join(home, 'full')
  mkdirSync(full)
  writeFileSync(join(full, 'mine'), 'mine')
  expect(await bw(['export', full])).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') })

  const { rows } = await database.pool.query<{ digest: string }>(
    'select digest from artifact_files order by size limit 1',
  )
  const { digest } = rows[0]!
  const blob = join(here.config.blobs, digest.slice(0, 2), digest)
  const bytes = readFileSync(blob)
  writeFileSync(blob, Buffer.alloc(bytes.length, 'x'))
  const damaged = join(home, 'damaged')
  const said = await bw(['export', damaged])
  expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining(digest) })
  const manifest = JSON.parse(readFileSync(join(damaged, 'manifest.json'), 'utf8')) as ExportManifest
  expect(manifest.artifacts.missing).toEqual([digest])
  rmSync(blob)
  expect((await bw(['export', join(home, 'lost')])).stderr).toContain(digest)
  writeFileSync(blob, bytes)

  const without = join(home, 'without')
  expect(await bw(['export', without, '--no-artifacts'])).toMatchObject({ code: 0 })
  expect(readdirSync(without).toSorted()).toEqual(['manifest.json', 'tables'])
  expect(existsSync(`${without}.partial`)).toBe(false)
})

test('while a backup holds the files an export is refused, and the other way round', async () => {
  const client = new pg.Client(database.connection)
  await client.connect()
  await client.query('select pg_advisory_lock(7575009)')
  expect(await send('POST', '/api/v1/exports/stream')).toMatchObject({ status: 409 })
  await client.end()
})

test('the guide has every table and column as they are', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/guide/moving-out.md'), 'utf8')
  const lines = [...TABLES, METRICS].flatMap(({ name, about, columns }) => [
    `| \`${name}\` | | | ${about} |`,
    ...columns.map((column) => `| | \`${column.name}\` | ${column.type} | ${column.about} |`),
  ])
  expect(text.split('### Tables')[1]!.split('\n\n')[0]!.trim()).toBe(
    ['| table | column | type | what |', '|---|---|---|---|', ...lines].join('\n'),
  )
})
