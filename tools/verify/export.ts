/**
 * The way in and the way out at full size: two million points of one run read out of an MLflow database, a million out of
 * here as Parquet, in memory that does not grow with them; a workspace written into MLflow's own server by a command that is
 * killed again and again. Nothing may be missing or there twice. `npm run verify export [POINTS]`.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ExportManifest } from '../../src/features/exports/contract/manifest.ts'
import { openDatabase } from '../../src/features/transfer/sources/database.ts'
import { toJson } from '../../src/lib/json.ts'
import type { Report } from '../../src/moving-out.ts'
import { freePort } from '../../test/boot/process.ts'
import { startMlflow } from '../../test/differential/twins.ts'
import { fetchFile, readByClient, withoutIds } from '../../test/exports/read-by-client.ts'
import { runPython } from '../../test/protocol/python.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { startCommand, startServer, stopServer, treePss } from './process.ts'

const BATCH = 1_000
const LANES = 4
const DATABASE_POINTS = 2_000_000
const KILLS = 4
/** Of a run that is written to MLflow: each kill falls into it. */
const SOME_POINTS = 20_000
/** What reading or writing any number of points may take beside what was there before. */
const MAX_MB = 350

const say = (what: string): void => void process.stderr.write(`${Math.round(performance.now() / 1_000)} s: ${what}\n`)
const valueAt = (i: number): number => (i % 1_009) / 1_009

async function post(url: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    ...{ method: 'POST', body: toJson(body), headers: { 'content-type': 'application/json' } },
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Record<string, unknown>
}

async function makeRun(url: string, run_name: string, start_time: number, points: number): Promise<void> {
  const { run } = (await post(url, 'runs/create', { experiment_id: '0', run_name, start_time })) as {
    run: { info: { run_id: string } }
  }
  let at = 0
  const lane = async (): Promise<void> => {
    for (let from = at; from < points; from = at) {
      at += BATCH
      const metrics = Array.from({ length: Math.min(BATCH, points - from) }, (_, i) => ({
        ...{ key: 'loss', value: valueAt(from + i), step: from + i, timestamp: 1_700_000_000_000 + from + i },
      }))
      await post(url, 'runs/log-batch', { run_id: run.info.run_id, metrics })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** The most that something takes while work goes on, beyond what it took before; in MB. */
async function growthOf<T>(
  measure: () => number,
  work: () => Promise<T>,
): Promise<{ value: T; mb: number; seconds: number }> {
  const before = measure()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, measure())
  }, 100)
  const began = performance.now()
  try {
    const value = await work()
    return { value, mb: Math.round((most - before) / 1e6), seconds: Math.round((performance.now() - began) / 100) / 10 }
  } finally {
    clearInterval(timer)
  }
}

/** A database of MLflow with one long run is read as an import reads it. */
async function readOut(dir: string, points: number) {
  const file = join(dir, 'mlflow.db')
  await runPython('transfer/old_store.py', '', { env: { STORE_FILE: file, REVISION: '6953534de441' } })
  const database = new DatabaseSync(file)
  database.exec(`with recursive n (i) as (select 0 union all select i + 1 from n where i < ${points - 1})
    insert into metrics (key, value, timestamp, step, run_uuid, is_nan)
    select 'long', (i % 1009) / 1009.0, 1700000000000 + i, i, '${'a'.repeat(32)}', 0 from n`)
  database.close()
  const source = await openDatabase(`sqlite:///${file}`)
  const { value, ...took } = await growthOf(
    () => process.memoryUsage().rss,
    async () => {
      let [count, sum] = [0, 0]
      for await (const { experiment_id } of source.experiments())
        for await (const page of source.runs(experiment_id))
          for (const run of page)
            for await (const { values } of source.points(run, ['long'])) {
              count += values.length
              for (const value of values) sum += value
            }
      return { count, sum }
    },
  )
  await source.close()
  return { ...value, ...took }
}

const sumOf = (points: number): number => {
  let sum = 0
  for (let i = 0; i < points; i++) sum += valueAt(i)
  return sum
}

/** The command is killed at growing moments; the last one is left alone. */
async function moveWithKills(url: string, to: string) {
  const args = ['export', '--to-mlflow', to, '--json', '--url', url]
  let killed = 0
  for (let i = 0; i < KILLS; i++) {
    const { child, ended } = startCommand(args)
    await Promise.race([sleep(1_500 + i * 1_500), ended])
    if (child.exitCode === null && child.kill('SIGKILL')) killed++
    await ended
  }
  const { code, out, err } = await startCommand(args).ended
  if (code !== 0) throw new Error(`the export ended with ${code}: ${err}`)
  const again = await startCommand(args).ended
  return { killed, report: JSON.parse(out) as Report, again: JSON.parse(again.out) as Report }
}

const isNothing = ({ written }: Report): boolean => Object.values(written).every((n) => n === 0)

async function moveOut(url: string) {
  const mlflow = await startMlflow()
  try {
    await readByClient(url, 'yes')
    await makeRun(url, 'long', 1_690_000_000_000, SOME_POINTS)
    const ours = await readByClient(url, 'no')
    say('written to MLflow')
    const { killed, report, again } = await moveWithKills(url, mlflow.url)
    const theirs = await readByClient(mlflow.url, 'no')
    const files = ['out/a.txt', 'out/deep/b.bin'].map(async (path) => [
      await fetchFile(url, ours, 'all of it', path),
      await fetchFile(mlflow.url, theirs, 'all of it', path),
    ])
    return {
      killed,
      runs: theirs.runs.length,
      points: Object.values(theirs.points).reduce(
        (sum, metrics) => sum + Object.values(metrics).reduce((n, rows) => n + rows.length, 0),
        0,
      ),
      files_same: (await Promise.all(files)).every(([a, b]) => a === b),
      same: isDeepStrictEqual(withoutIds(theirs), withoutIds(ours)),
      left: report.left.length,
      nothing_again: isNothing(again),
    }
  } finally {
    mlflow.stop()
  }
}

export async function verifyExport([given]: string[]): Promise<Evidence> {
  const points = Number(given ?? 1_000_000)
  const dir = makeDataDir('verify-export-')
  const server = await startServer(join(dir, 'data'), await freePort())
  try {
    const moved = await moveOut(server.url)
    say('reads an MLflow database')
    const database = await readOut(dir, DATABASE_POINTS)
    say('logs points')
    await makeRun(server.url, 'longest', 1_691_000_000_000, points)
    await sleep(3_000)
    say('exports')
    const folder = join(dir, 'out')
    const { value, mb, seconds } = await growthOf(
      () => treePss(server.child.pid!),
      () => startCommand(['export', folder, '--json', '--url', server.url]).ended,
    )
    if (value.code !== 0) throw new Error(value.err)
    const { tables } = JSON.parse(value.out) as ExportManifest
    interface Read {
      count: number
      sums: Record<string, number>
    }
    const { report } = await runPython<Record<string, Read>>('exports/read_export.py', server.url, {
      env: { EXPORT: folder },
    })
    const read = report.metrics!
    const metrics = tables.metrics!
    const all = moved.points + points
    const bytes = metrics.files.reduce((sum, file) => sum + file.bytes, 0)
    const parquet = {
      points: metrics.rows,
      read_back: read.count,
      same_counts: Object.entries(report).every(([name, { count }]) => tables[name]!.rows === count),
      seconds,
      points_a_second: Math.round(metrics.rows / seconds),
      bytes_a_point: Math.round((bytes / metrics.rows) * 100) / 100,
      files: metrics.files.length,
      server_grew_mb: mb,
    }
    const isRead = database.count === DATABASE_POINTS && Math.abs(database.sum - sumOf(DATABASE_POINTS)) < 1e-3
    return {
      ok:
        moved.same &&
        moved.files_same &&
        moved.left === 0 &&
        moved.nothing_again &&
        moved.killed > 0 &&
        isRead &&
        database.mb < MAX_MB &&
        metrics.rows === all &&
        read.count === all &&
        parquet.same_counts &&
        mb < MAX_MB,
      figures: { to_mlflow: moved, mlflow_database: { ...database, same_sum: isRead }, parquet },
    }
  } finally {
    await stopServer(server)
    rmSync(dir, { recursive: true, force: true })
  }
}
