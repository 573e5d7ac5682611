/**
 * The hot path of logging. Requests that arrive while a commit is under way join the next one: one
 * statement, one wait for the disk, then all are answered. Nothing is answered before it is durable.
 */
import type pg from 'pg'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import { normalise, type Points } from '../../../lib/points.ts'
import { encodeBatch } from '../../../lib/segment.ts'
import { patiently } from '../../../platform/db.ts'
import { groupCommit } from '../../../platform/group.ts'
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

/** Beyond this many metrics in a commit their latest values are left to the fold (measured: 92k against 43k points/s). */
const MAX_INLINE_KEYS = 512
const MAX_RUNS_KNOWN = 100_000

/**
 * Documents of runs, all or nothing for each: who is deleted or has another value of a param is missing from `described`.
 * From parameter `n` on: ids, params and tags as JSON, workspaces. Params cost more to write, so they are left out where there are none.
 */
const describe = (n: number, hasParams: boolean): string => `
  i as (
    select * from unnest($${n}::int8[], $${n + 1}::text[], $${n + 2}::text[], $${n + 3}::int4[]) t(run, params, tags, workspace)),
  described as (
    update run_docs d set ${hasParams ? 'params = d.params || i.params::jsonb,' : ''} tags = d.tags || i.tags::jsonb
    from i join runs r on r.id = i.run and r.workspace_id = i.workspace and not r.deleted
    where d.run = i.run and d.workspace_id = r.workspace_id ${
      hasParams
        ? `and not exists (
      select 1 from jsonb_each(i.params::jsonb) e where d.params ? e.key and d.params -> e.key <> e.value)`
        : ''
    }
    returning d.run, coalesce(i.tags::jsonb ->> 'mlflow.runName', '') as name),
  named as (
    update runs r set name = x.name from described x where r.id = x.run and x.name not in ('', r.name))`

/** Points of runs that are in `alive`. */
const WRITE_POINTS = `
  logged as (
    insert into point_log (run, deferred, payload)
    select t.run, $2::bool, substring($3::bytea, t.at, t.length)
    from unnest($1::int8[], $4::int4[], $5::int4[]) t(run, at, length)
    where t.run in (select id from alive)),
  newest as (
    insert into latest as l (run, key, step, ts, value, ranked)
    select *, value from unnest($6::int8[], $7::int4[], $8::int8[], $9::int8[], $10::float8[]) t(run, key, step, ts, value)
    where t.run in (select id from alive)
    on conflict (run, key) do update set step = excluded.step, ts = excluded.ts, value = excluded.value
      where (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value))`

/** Runs that may be written to, and are where they are sought. A run's points and documents stand or fall together. */
const alive = (condition = ''): string => `
  alive as materialized (
    select r.id from unnest($1::int8[], $11::int4[]) w(run, workspace)
    join runs r on r.id = w.run and r.workspace_id = w.workspace and not r.deleted ${condition})`

/** One statement for each kind of group, so that a commit is one round trip: the ids of the runs that were written. */
function statementOf(hasPoints: boolean, hasDocs: boolean, hasParams: boolean): { name: string; text: string } {
  const name = `track.write${hasPoints ? '-points' : ''}${hasDocs ? '-docs' : ''}${hasParams ? '-params' : ''}`
  if (!hasDocs) return { name, text: `with ${alive()}, ${WRITE_POINTS} select id, true as points from alive` }
  if (!hasPoints)
    return { name, text: `with ${describe(1, hasParams)} select run as id, false as points from described` }
  const both = 'and (r.id <> all($12::int8[]) or r.id in (select run from described))'
  return {
    name,
    text: `with ${describe(12, hasParams)}, ${alive(both)}, ${WRITE_POINTS}
      select id, true as points from alive union all select run, false from described`,
  }
}

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
function gather(group: Written[], keys: MetricKeys): Map<Int64, Map<number, Points>> {
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
  const runs = new Map<string, Int64>()

  /** A run's internal id never changes, so it may be remembered; whether the run is there, every commit asks. */
  async function findRun({ workspace, runId }: Batch): Promise<Int64> {
    const known = runs.get(`${workspace}/${runId}`)
    if (known !== undefined) return known
    const { rows } = await pool.query<{ id: Int64 }>({
      name: 'track.find-run',
      text: 'select id from runs where workspace_id = $1 and run_id = $2',
      values: [workspace, runId],
    })
    if (!rows[0]) throw notFound('Run', runId)
    if (runs.size > MAX_RUNS_KNOWN) runs.clear()
    runs.set(`${workspace}/${runId}`, rows[0].id)
    return rows[0].id
  }

  /** Writes a group; returns the runs whose points and whose documents were written, and those whose latest values are owed. */
  async function write(group: Written[]) {
    const docs = group.filter(hasDoc)
    const perRun = gather(group, keys)
    const ids = [...perRun.keys()]
    const workspaces = new Map(group.map(({ run, workspace }) => [run, workspace]))
    let keyCount = 0
    for (const metrics of perRun.values()) keyCount += metrics.size
    const deferred = keyCount > MAX_INLINE_KEYS
    const values: unknown[] = []
    if (ids.length) {
      const { bytes, starts, lengths } = joinBlocks(ids.map((id) => encodeBatch(perRun.get(id)!)))
      values.push(ids, deferred, bytes, starts, lengths, ...(deferred ? [[], [], [], [], []] : latestOf(perRun)))
      values.push(ids.map((id) => workspaces.get(id)!))
    }
    if (docs.length)
      values.push(
        docs.map(({ run }) => run),
        docs.map(({ params }) => JSON.stringify(params ?? {})),
        docs.map(({ tags }) => JSON.stringify(tags ?? {})),
        docs.map(({ workspace }) => workspace),
      )
    const hasParams = docs.some(({ params }) => params !== undefined)
    const { rows } = await pool.query<{ id: Int64; points: boolean }>({
      ...statementOf(ids.length > 0, docs.length > 0, hasParams),
      values,
    })
    return {
      alive: new Set(rows.filter(({ points }) => points).map(({ id }) => id)),
      described: new Set(rows.filter(({ points }) => !points).map(({ id }) => id)),
      deferred: deferred ? ids : [],
    }
  }

  /** Why a run's batch was refused, in a sentence. */
  async function explain(item: Written): Promise<Failure> {
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
    if (!rows[0]) throw notFound('Run', runId)
    if (rows[0].deleted) throw deletedRun(runId)
  }

  const batches = groupCommit<Written, void>({
    // Who brings params or tags is refused alone, so no other batch of that run shares its commit; nor does one that
    // seeks the run in another workspace.
    fits: (item, group) =>
      !group.some(
        ({ item: other }) =>
          other.run === item.run && (hasDoc(other) || hasDoc(item) || other.workspace !== item.workspace),
      ),
    async commit(group) {
      // Writing the same again changes nothing, so a commit whose answer was lost may be repeated.
      const { alive, described, deferred } = await patiently(() => write(group.map(({ item }) => item)))
      const done: Written[] = []
      for (const { item, resolve, reject } of group) {
        if ((hasDoc(item) && !described.has(item.run)) || (item.metrics.size > 0 && !alive.has(item.run)))
          explain(item).then(reject, reject)
        else {
          done.push(item)
          resolve()
        }
      }
      onCommit(done, deferred)
    },
  })

  return {
    async write(batch) {
      const run = await findRun(batch)
      if (batch.metrics.size) await keys.ids(batch.workspace, batch.metrics.keys())
      // An empty batch writes nothing, but is refused like any other.
      if (batch.metrics.size === 0 && !hasDoc(batch)) return checkAlive(batch.workspace, run, batch.runId)
      await batches.add({ ...batch, run })
    },
    drain: batches.drain,
  }
}
