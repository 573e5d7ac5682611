/** Data of a size: runs through the public API up to ten thousand, and copies of those in SQL beyond. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Client } from '../../../src/cli/client.ts'
import { files } from '../../../src/features/artifacts/contract/files.ts'
import { experiments } from '../../../src/features/track/contract/experiments.ts'
import { metrics } from '../../../src/features/track/contract/metrics.ts'
import { runs } from '../../../src/features/track/contract/runs.ts'
import { storage } from '../../../src/features/track/contract/storage.ts'
import { random } from '../../../src/lib/random.ts'

const KEYS = 10
const POINTS = 100
/** Runs that the filters are to find, whatever the size. */
const RARE = 50
const BY_API = 10_000
const LANES = 16
const APART_MS = 30 * 60_000
/** Points of the one long series. */
export const LONG = 100_000

/** What the measured paths need to know of the data. */
export interface Data {
  experiment: string
  /** Run with the long series `loss` and an artifact. */
  long: string
}

/** A connection to the embedded database of a running server: its process id file names the socket. */
export async function openDatabase(dataDir: string): Promise<pg.Client> {
  const { dir } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { dir: string }
  const lines = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')
  const client = new pg.Client({ host: lines[4]!, port: Number(lines[3]), user: 'bellwether', database: 'postgres' })
  await client.connect()
  return client
}

async function inLanes(from: number, to: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = from
  const lane = async (): Promise<void> => {
    while (next < to) await work(next++)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** One run as a script logs it: half of its points with its params, then the rest. */
async function aRun(client: Client, experiment_id: string, i: number, now: number): Promise<void> {
  const r = random(`growth ${i}`)
  const start_time = now - (i + 1) * APART_MS
  const isRare = i < RARE
  const tags = isRare ? [{ key: 'rare', value: 'yes' }] : []
  const { run } = await client.call(runs.create, { experiment_id, run_name: `run-${i}`, start_time, tags })
  const { run_id } = run.info
  const params = Array.from({ length: KEYS }, (_, k) => ({ key: `p${k}`, value: String(r.integer(0, 10 ** (k + 1))) }))
  params[9]!.value = isRare ? 'rare' : String(i)
  const points = Array.from({ length: POINTS }, (_, step) =>
    Array.from({ length: KEYS }, (_, k) => ({
      key: `m${k}`,
      value: Math.fround(
        0.3 + 2 * Math.exp((-3 * step) / POINTS) + r.normal(0, 0.02) + (isRare && k === 0 ? 1_000 : 0),
      ),
      step,
      timestamp: start_time + step * 250,
    })),
  ).flat()
  await client.call(metrics.logBatch, { run_id, params, metrics: points.slice(0, 500) })
  await client.call(metrics.logBatch, { run_id, metrics: points.slice(500) })
  const status = i % 17 === 0 ? 'FAILED' : 'FINISHED'
  await client.call(runs.update, { run_id, status, end_time: start_time + 60_000 })
}

async function longRun(client: Client, experiment_id: string, now: number): Promise<string> {
  const start_time = now - 10_000 * 365 * 86_400
  const { run } = await client.call(runs.create, { experiment_id, run_name: 'long', start_time })
  const { run_id } = run.info
  const r = random('growth long')
  for (let at = 0; at < LONG; at += 1_000)
    await client.call(metrics.logBatch, {
      run_id,
      metrics: Array.from({ length: 1_000 }, (_, i) => ({
        ...{ key: 'loss', step: at + i, timestamp: start_time + (at + i) * 250 },
        value: Math.fround(1 + r.normal(0, 0.02)),
      })),
    })
  for (let i = 0; i < 20; i++)
    await client.send(files.uploadRun, { run_id, path: `out/${i}.txt` }, { body: new Blob([`file ${i}`]).stream() })
  await client.call(runs.update, { run_id, status: 'FINISHED', end_time: start_time + 60_000 })
  return run_id
}

/** Runs that came through the API, once more: names, ids, times, params and latest values of their own, points byte for byte. */
const COPY = `
  create temp table copies on commit drop as
    select r.id as old, nextval(pg_get_serial_sequence('runs', 'id')) as id, r.run_id as old_run_id,
      md5(r.run_id || $1) as run_id, r.name || '-' || $1 as name
    from runs r where r.experiment_id = $2::bigint and r.name ~ '^run-[0-9]+$'`
const COPIES = [
  `insert into runs (id, workspace_id, run_id, experiment_id, name, user_id, status, start_ms, end_ms, artifact_uri)
    overriding system value select c.id, workspace_id, c.run_id, experiment_id, c.name, user_id, status,
      start_ms - $1::bigint, end_ms - $1::bigint, replace(artifact_uri, c.old_run_id, c.run_id)
    from copies c join runs r on r.id = c.old`,
  `insert into run_count_changes select experiment_id, deleted, workspace_id, count(*), 0, 0, count(*) filter (where status = 'FAILED'),
      max(start_ms), max(end_ms), false
    from copies c join runs r on r.id = c.id where $1::bigint > 0 group by 1, 2, 3`,
  `insert into run_docs (run, workspace_id, params, tags) select c.id, workspace_id,
      params || jsonb_build_object('p5', (random() * 1e6)::int::text, 'p9', c.id::text), tags - 'rare' || jsonb_build_object('mlflow.runName', c.name)
    from copies c join run_docs d on d.run = c.old where $1::bigint > 0`,
  `insert into run_activity (run, workspace_id, seen_ms, longest_gap_ms) select c.id, workspace_id, seen_ms, longest_gap_ms
    from copies c join run_activity a on a.run = c.old where $1::bigint > 0`,
  `insert into latest (run, key, step, ts, value, ranked) select *, value from (select c.id, key, step, ts - $1::bigint,
      case when value > 500 then value - 1000 else value end + random() / 1000 as value
    from copies c join latest l on l.run = c.old) copied`,
  `insert into packs (run, no, first_key, last_key, n, data) select c.id, no, first_key, last_key, n, data
    from copies c join packs p on p.run = c.old where $1::bigint > 0`,
  `insert into nodes (workspace_id, kind, id, label) select 1, 'run', run_id, name from copies where $1::bigint > 0`,
  `insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id) select workspace_id, from_kind, from_id, rel, to_kind, c.run_id
    from copies c join edges e on e.workspace_id = 1 and e.to_kind = 'run' and e.to_id = c.old_run_id and $1::bigint > 0`,
  `with e as (insert into events (workspace_id, name, subject_kind, subject_id, digest)
      select workspace_id, e.name, subject_kind, c.run_id, digest
      from copies c join events e on e.workspace_id = 1 and e.subject_kind = 'run' and e.subject_id = c.old_run_id and $1::bigint > 0
      returning id, digest)
    insert into event_details (event_id, workspace_id, salt, details)
      select e.id, d.workspace_id, d.salt, d.details from e
      join (select o.digest, min(o.id) as id from events o join event_details od on od.event_id = o.id group by 1) o using (digest)
      join event_details d on d.event_id = o.id`,
]

async function copy(database: pg.Client, experiment: string, n: number): Promise<void> {
  await database.query('begin')
  await database.query('set local statement_timeout = 0')
  await database.query(COPY, [String(n), experiment])
  await database.query('create index on copies (old)')
  await database.query('analyze copies')
  for (const text of COPIES) await database.query(text, [n * BY_API * APART_MS])
  await database.query('commit')
}

/** Waits until every point is folded and compacted and every event sealed, as they are some minutes after the last run. */
async function settle(client: Client, database: pg.Client): Promise<number> {
  const began = performance.now()
  for (;;) {
    const { not_compacted } = await client.call(storage.points, {})
    const { rows } = await database.query<{ n: number }>('select count(*)::int as n from events where seq is null')
    if (not_compacted === 0 && rows[0]!.n === 0) break
    await sleep(1_000)
  }
  const seconds = (performance.now() - began) / 1_000
  // As the database does by itself some time later.
  await database.query('vacuum analyze')
  return seconds
}

/** Makes what a size has more than the one before it. */
export async function grow(client: Client, database: pg.Client, known: Data | undefined, from: number, to: number) {
  const now = Date.now()
  const began = performance.now()
  const experiment = known?.experiment ?? (await client.call(experiments.create, { name: 'growth' })).experiment_id
  const long = known?.long ?? (await longRun(client, experiment, now))
  for (let i = from / 100; i < to / 100; i++)
    await client.call(experiments.create, { name: `experiment ${i}`, tags: [{ key: 'team', value: `t${i % 7}` }] })
  await inLanes(from, Math.min(to, BY_API), (i) => aRun(client, experiment, i, now))
  if (from < BY_API) await settle(client, database)
  for (let n = Math.max(1, from / BY_API); n < to / BY_API; n++) await copy(database, experiment, n)
  const builtSeconds = (performance.now() - began) / 1_000
  const settledSeconds = await settle(client, database)
  return { data: { experiment, long }, builtSeconds, settledSeconds }
}
