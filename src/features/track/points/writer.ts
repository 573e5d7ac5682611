/**
 * The hot path of logging. Requests that arrive while a commit is under way join the next one: one
 * transaction, one wait for the disk, then all are answered. Nothing is answered before it is durable.
 */
import type pg from 'pg'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import { normalise, type Points } from '../../../lib/points.ts'
import { encodeBatch } from '../../../lib/segment.ts'
import { outageOf } from '../../../platform/db.ts'
import { joinBlocks } from './blocks.ts'
import type { MetricKeys } from './keys.ts'

export interface Batch {
  workspace: number
  /** The run's id on the wire. */
  runId: string
  /** Points by metric name, in the order of arrival. */
  metrics: Map<string, Points>
  params: Record<string, string> | undefined
  tags: Record<string, string> | undefined
}

/** A batch whose run is known. */
export interface Written extends Batch {
  /** The run's id in the database. */
  run: Int64
}

interface Pending extends Written {
  resolve: () => void
  reject: (error: unknown) => void
}

export interface Writer {
  /** Resolves when the batch is durable. Rejects, with nothing written, when any part of it is refused. */
  write(batch: Batch): Promise<void>
  /** Waits for everything accepted so far. */
  drain(): Promise<void>
}

interface Options {
  pool: pg.Pool
  keys: MetricKeys
  /** Told after each commit which runs got something. */
  onCommit(batches: Written[], deferred: Int64[]): void
}

const hasDoc = ({ params, tags }: Batch): boolean => params !== undefined || tags !== undefined

export const deletedRun = (runId: string): Failure =>
  invalid(`Run '${runId}' is deleted. Restore it before writing to it.`)

const MAX_GROUP = 64
/** Beyond this many metrics in a commit their latest values are left to the fold (measured: 92k against 43k points/s). */
const MAX_INLINE_KEYS = 512
const MAX_RUNS_KNOWN = 100_000

const WRITE_DOCS = `
  with i as (select * from unnest($1::int8[], $2::text[], $3::text[]) t(run, params, tags))
  update run_docs d
    set params = d.params || i.params::jsonb, tags = d.tags || i.tags::jsonb
  from i join runs r on r.id = i.run and not r.deleted
  where d.run = i.run and d.workspace_id = r.workspace_id and not exists (
    select 1 from jsonb_each(i.params::jsonb) e where d.params ? e.key and d.params -> e.key <> e.value)
  returning d.run, coalesce(i.tags::jsonb ->> 'mlflow.runName', '') as name`

const WRITE_NAMES = `
  update runs r set name = t.name from unnest($1::int8[], $2::text[]) t(id, name) where r.id = t.id and r.name <> t.name`

const WRITE_POINTS = `
  with alive as materialized (select id from runs where id = any($1::int8[]) and not deleted),
  logged as (
    insert into point_log (run, deferred, payload)
    select t.run, $2::bool, substring($3::bytea, t.at, t.length)
    from unnest($1::int8[], $4::int4[], $5::int4[]) t(run, at, length)
    where t.run in (select id from alive)),
  newest as (
    insert into latest as l (run, key, step, ts, value)
    select * from unnest($6::int8[], $7::int4[], $8::int8[], $9::int8[], $10::float8[]) t(run, key, step, ts, value)
    where t.run in (select id from alive)
    on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value
      where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value))
  select id from alive`

/** Latest values of a group, one for each (run, key), sorted so that two servers lock them in one order. */
function latestOf(perRun: Map<Int64, Map<number, Points>>) {
  const rows: [Int64, number, Int64, Int64, number][] = []
  for (const [run, metrics] of perRun)
    for (const [key, { steps, timestamps, values }] of metrics) {
      const last = steps.length - 1
      rows.push([run, key, steps[last]!, timestamps[last]!, values[last]!])
    }
  rows.sort((a, b) => (a[0] !== b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] - b[1]))
  return [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column]))
}

/** Points of a group by run and key, normalised. */
function gather(group: Pending[], keys: MetricKeys): Map<Int64, Map<number, Points>> {
  const perRun = new Map<Int64, Map<number, Points>>()
  for (const { workspace, run, metrics } of group) {
    if (metrics.size === 0) continue
    const target = perRun.get(run) ?? new Map<number, Points>()
    perRun.set(run, target)
    for (const [name, points] of metrics) {
      const key = keys.id(workspace, name)
      const known = target.get(key)
      if (!known) target.set(key, points)
      else {
        const { steps, timestamps, values } = points
        target.set(key, {
          steps: known.steps.concat(steps),
          timestamps: known.timestamps.concat(timestamps),
          values: known.values.concat(values),
        })
      }
    }
  }
  for (const metrics of perRun.values()) for (const [key, points] of metrics) metrics.set(key, normalise(points))
  return perRun
}

export function createWriter({ pool, keys, onCommit }: Options): Writer {
  let queue: Pending[] = []
  let pumping: Promise<void> | undefined
  const runs = new Map<string, Int64>()

  /** A run's internal id never changes, so it may be remembered; whether the run is deleted is asked in every commit. */
  async function findRuns(batches: { workspace: number; runId: string }[]): Promise<void> {
    const missing = batches
      .filter(({ workspace, runId }) => !runs.has(`${workspace}/${runId}`))
      .map(({ runId }) => runId)
    if (missing.length === 0) return
    if (runs.size > MAX_RUNS_KNOWN) runs.clear()
    const { rows } = await pool.query<{ id: Int64; workspace_id: number; run_id: string }>({
      name: 'track.find-runs',
      text: 'select id, workspace_id, run_id from runs where run_id = any($1) -- workspace_id is checked by the key',
      values: [missing],
    })
    for (const row of rows) runs.set(`${row.workspace_id}/${row.run_id}`, row.id)
  }

  /** The next commit's members: at most one with params or tags for each run, so that each can be refused alone. */
  function nextGroup(): Pending[] {
    const group: Pending[] = []
    const later: Pending[] = []
    const described = new Set<Int64>()
    for (const item of queue) {
      const waits = hasDoc(item) && described.has(item.run)
      if (hasDoc(item)) described.add(item.run)
      if (waits || group.length >= MAX_GROUP) later.push(item)
      else group.push(item)
    }
    queue = later
    return group
  }

  /** Params and tags of a group; returns the runs that were refused. */
  async function writeDocs(client: pg.Pool | pg.PoolClient, group: Pending[]): Promise<Set<Int64>> {
    const docs = group.filter(hasDoc)
    const ids = docs.map(({ run }) => run)
    const { rows } = await client.query<{ run: Int64; name: string }>({
      name: 'track.write-docs',
      text: WRITE_DOCS,
      values: [
        ids,
        docs.map(({ params }) => JSON.stringify(params ?? {})),
        docs.map(({ tags }) => JSON.stringify(tags ?? {})),
      ],
    })
    const named = rows.filter((row) => row.name !== '')
    if (named.length) await client.query(WRITE_NAMES, [named.map((row) => row.run), named.map((row) => row.name)])
    const written = new Set(rows.map((row) => row.run))
    return new Set(ids.filter((id) => !written.has(id)))
  }

  /** Points of a group; returns the runs that are deleted, and those whose latest values are still owed. */
  async function writePoints(client: pg.Pool | pg.PoolClient, perRun: Map<Int64, Map<number, Points>>) {
    const ids = [...perRun.keys()]
    let keyCount = 0
    for (const metrics of perRun.values()) keyCount += metrics.size
    const deferred = keyCount > MAX_INLINE_KEYS
    const { bytes, starts, lengths } = joinBlocks(ids.map((id) => encodeBatch(perRun.get(id)!)))
    const latest = deferred ? [[], [], [], [], []] : latestOf(perRun)
    const { rows } = await client.query<{ id: Int64 }>({
      name: 'track.write-points',
      text: WRITE_POINTS,
      values: [ids, deferred, bytes, starts, lengths, ...latest],
    })
    const alive = new Set(rows.map((row) => row.id))
    return { refused: new Set(ids.filter((id) => !alive.has(id))), deferred: deferred ? ids : [] }
  }

  /** Why a run's batch was refused, in a sentence. */
  async function explain(item: Pending): Promise<Failure> {
    const { rows } = await pool.query<{ deleted: boolean; params: Record<string, string> }>(
      'select r.deleted, d.params from runs r join run_docs d on d.run = r.id where r.id = $1 and r.workspace_id = $2',
      [item.run, item.workspace],
    )
    const row = rows[0]
    if (!row) return notFound('Run', item.runId)
    if (row.deleted) return deletedRun(item.runId)
    const clash = Object.entries(item.params ?? {}).find(
      ([key, value]) => key in row.params && row.params[key] !== value,
    )
    if (!clash)
      return new Failure('TEMPORARILY_UNAVAILABLE', `Run '${item.runId}' changed at the same moment. Try again.`)
    const [key, value] = clash
    return invalid(
      `Changing param values is not allowed: param '${key}' of run '${item.runId}' is '${row.params[key]}', not '${value}'. ` +
        'Log the new value under another key, or in a nested run.',
    )
  }

  async function checkAlive(workspace: number, run: Int64, runId: string): Promise<void> {
    const { rows } = await pool.query<{ deleted: boolean }>(
      'select deleted from runs where id = $1 and workspace_id = $2',
      [run, workspace],
    )
    if (rows[0]?.deleted) throw deletedRun(runId)
  }

  async function commit(group: Pending[]): Promise<void> {
    const withDocs = group.some(hasDoc)
    const withPoints = group.some(({ metrics }) => metrics.size > 0)
    let undescribed = new Set<Int64>()
    let points = { refused: new Set<Int64>(), deferred: [] as Int64[] }
    if (withDocs && withPoints) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        undescribed = await writeDocs(client, group)
        const rest = group.filter((item) => !(hasDoc(item) && undescribed.has(item.run)))
        points = await writePoints(client, gather(rest, keys))
        await client.query('commit')
        client.release()
      } catch (error) {
        await client.query('rollback').then(
          () => client.release(),
          () => client.release(true),
        )
        throw error
      }
    } else if (withDocs) undescribed = await writeDocs(pool, group)
    else points = await writePoints(pool, gather(group, keys))

    const done: Pending[] = []
    for (const item of group) {
      const refused =
        (hasDoc(item) && undescribed.has(item.run)) || (item.metrics.size > 0 && points.refused.has(item.run))
      if (refused) explain(item).then(item.reject, item.reject)
      else {
        done.push(item)
        item.resolve()
      }
    }
    onCommit(done, points.deferred)
  }

  async function attempt(group: Pending[]): Promise<void> {
    // Writing the same again changes nothing, so a commit whose answer was lost may be repeated.
    for (let tries = 0; ; tries++) {
      try {
        return await commit(group)
      } catch (error) {
        const deadlock = (error as { code?: string }).code === '40P01'
        if ((!deadlock && !outageOf(error)) || tries >= 5) {
          for (const item of group) item.reject(error)
          return
        }
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries))
      }
    }
  }

  async function pump(): Promise<void> {
    while (queue.length) await attempt(nextGroup())
    pumping = undefined
  }

  return {
    async write(batch) {
      const id = `${batch.workspace}/${batch.runId}`
      if (!runs.has(id)) await findRuns([batch])
      if (batch.metrics.size) await keys.ids(batch.workspace, batch.metrics.keys())
      const run = runs.get(id)
      if (run === undefined) throw notFound('Run', batch.runId)
      // An empty batch writes nothing, but is refused like any other.
      if (batch.metrics.size === 0 && !hasDoc(batch)) return checkAlive(batch.workspace, run, batch.runId)
      await new Promise<void>((resolve, reject) => {
        queue.push({ ...batch, run, resolve, reject })
        pumping ??= new Promise<void>((start) => setImmediate(start)).then(pump)
      })
    },
    async drain() {
      while (pumping) await pumping
    },
  }
}
