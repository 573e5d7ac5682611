/**
 * Every point of a workspace, by run and metric, in memory that does not grow with them: short runs several at once, of
 * a long series those segments together whose steps overlap.
 */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'

export interface Series {
  runId: string
  key: string
  points: Points
}

const RUNS_PAGE = 500
/** Points of runs that are read at once; a run with more is read metric by metric. */
const AT_ONCE = 400_000

interface Run {
  id: Int64
  run_id: string
  n: number
}

type ByKey = Map<number, Points[]>

function add(map: ByKey, key: number, points: Points): void {
  const parts = map.get(key)
  if (parts) parts.push(points)
  else map.set(key, [points])
}

/** `atOnce` points are in memory together, and no more but where the segments of a series overlap. */
export async function* readSeries(client: pg.Client, workspace: number, atOnce = AT_ONCE): AsyncGenerator<Series> {
  const { rows: keys } = await client.query<{ id: number; name: string }>(
    'select id, name from metric_keys where workspace_id = $1',
    [workspace],
  )
  const names = new Map(keys.map(({ id, name }) => [id, name]))
  for (let after: Int64 = -1; ; ) {
    const { rows: runs }: { rows: Run[] } = await client.query<Run>(
      `select r.id, r.run_id, coalesce((select sum(s.n) from segments s where s.run = r.id), 0)::float8 as n
       from runs r where r.workspace_id = $1 and r.id > $2 order by r.id limit ${RUNS_PAGE}`,
      [workspace, after],
    )
    for (const group of groupsOf(runs, atOnce))
      if (group[0]!.n > atOnce) yield* readLong(client, group[0]!, names)
      else yield* readShort(client, group, names)
    if (runs.length < RUNS_PAGE) return
    after = runs.at(-1)!.id
  }
}

/** Short runs together, long ones each alone. */
function groupsOf(runs: Run[], atOnce: number): Run[][] {
  const groups: Run[][] = []
  let room = 0
  for (const run of runs) {
    if (groups.length === 0 || run.n > room) {
      groups.push([])
      room = atOnce
    }
    groups.at(-1)!.push(run)
    room -= run.n
  }
  return groups
}

interface Row {
  run: Int64
  key: number | null
  data: Buffer
}

const NOT_IN_SEGMENTS = `
  select run, null::int4 as key, data from packs where run = any($1)
  union all select run, null, payload from point_log where run = any($1)`

async function* readShort(client: pg.Client, runs: Run[], names: Map<number, string>): AsyncGenerator<Series> {
  const { rows } = await client.query<Row>(
    `select run, key, data from segments where run = any($1) union all ${NOT_IN_SEGMENTS}`,
    [runs.map(({ id }) => id)],
  )
  const found = new Map<Int64, ByKey>(runs.map(({ id }) => [id, new Map()]))
  for (const { run, key, data } of rows) {
    const map = found.get(run)!
    if (key === null) decodeBatch(data, (metric, points) => add(map, metric, points))
    else add(map, key, decodeSegment(data))
  }
  for (const { id, run_id } of runs)
    for (const [key, parts] of [...found.get(id)!].sort(([a], [b]) => a - b))
      yield { runId: run_id, key: names.get(key)!, points: merge(parts) }
}

interface Segment {
  key: number
  no: number
  min_step: Int64
  max_step: Int64
}

interface Part {
  from: Int64
  to: Int64
  /** A segment that is read when its turn comes, or points that are there. */
  no?: number
  points?: Points
}

async function* readLong(client: pg.Client, run: Run, names: Map<number, string>): AsyncGenerator<Series> {
  const { rows } = await client.query<Row>(NOT_IN_SEGMENTS, [[run.id]])
  const loose: ByKey = new Map()
  for (const { data } of rows) decodeBatch(data, (key, points) => add(loose, key, points))
  const { rows: segments } = await client.query<Segment>(
    'select key, no, min_step, max_step from segments where run = $1 order by key, min_step',
    [run.id],
  )
  const parts = new Map<number, Part[]>()
  for (const { key, no, min_step, max_step } of segments) {
    const list = parts.get(key) ?? []
    parts.set(key, list)
    list.push({ from: min_step, to: max_step, no })
  }
  for (const [key, some] of loose) {
    const points = merge(some)
    const part = { from: points.steps[0]!, to: points.steps.at(-1)!, points }
    parts.set(key, [...(parts.get(key) ?? []), part])
  }
  for (const [key, list] of [...parts].sort(([a], [b]) => a - b))
    for (const cluster of clustersOf(list))
      yield { runId: run.run_id, key: names.get(key)!, points: await load(client, run.id, key, cluster) }
}

/** Parts whose steps overlap belong together; what one cluster holds lies before the next. */
function clustersOf(parts: Part[]): Part[][] {
  const clusters: Part[][] = []
  let end: Int64 = 0
  for (const part of parts.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    if (clusters.length === 0 || part.from > end) {
      clusters.push([])
      end = part.to
    }
    clusters.at(-1)!.push(part)
    if (part.to > end) end = part.to
  }
  return clusters
}

async function load(client: pg.Client, run: Int64, key: number, cluster: Part[]): Promise<Points> {
  const there = cluster.flatMap(({ points }) => points ?? [])
  const numbers = cluster.flatMap(({ no }) => no ?? [])
  const { rows } = numbers.length
    ? await client.query<{ data: Buffer }>(
        'select data from segments where run = $1 and key = $2 and no = any($3::int4[])',
        [run, key, numbers],
      )
    : { rows: [] }
  return merge([...rows.map(({ data }) => decodeSegment(data)), ...there])
}
