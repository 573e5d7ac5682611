/** Experiments, runs and points of a tracking database. */
import type { SourceDataset, SourceExperiment, SourcePoints, SourceRun } from '../../source.ts'
import { PointColumns } from '../point-columns.ts'
import { hasColumn, pickColumns, type Row, type Sql } from './sql.ts'
import { findText, groupBy, isTrue, toInt, toNumber, toTags, toText } from './values.ts'

const RUNS_PAGE = 200
/** Points whose columns are in memory at once, but for a longer series, which is read alone. */
const POINTS_AT_ONCE = 2_000_000

export async function* readExperiments(sql: Sql, workspace: string): AsyncGenerator<SourceExperiment> {
  const where = hasColumn(sql, 'experiments', 'workspace') ? 'where workspace = $1' : "where $1 <> ''"
  const rows = await sql.all(
    `select experiment_id, name, artifact_location, lifecycle_stage,
       ${pickColumns(sql, 'experiments', ['creation_time', 'last_update_time'])}
     from experiments ${where} order by experiment_id`,
    [workspace],
  )
  const tags = sql.columns.has('experiment_tags')
    ? groupBy(await sql.all('select experiment_id, key, value from experiment_tags'), 'experiment_id')
    : new Map<string, Row[]>()
  for (const row of rows) {
    const id = toText(row.experiment_id)
    yield {
      experiment_id: id,
      name: toText(row.name),
      artifact_location: toText(row.artifact_location),
      deleted: row.lifecycle_stage === 'deleted',
      creation_time: toInt(row.creation_time),
      last_update_time: toInt(row.last_update_time),
      tags: toTags(tags.get(id)),
    }
  }
}

/** The ids come first, so that each run comes once, whatever happens meanwhile. */
export async function* readRuns(sql: Sql, experimentId: string): AsyncGenerator<SourceRun[]> {
  const ids = (
    await sql.all(
      'select run_uuid from runs where experiment_id = cast($1 as integer) order by coalesce(start_time, 0), run_uuid',
      [experimentId],
    )
  ).map((row) => toText(row.run_uuid))
  for (let at = 0; at < ids.length; at += RUNS_PAGE) yield await readPage(sql, ids.slice(at, at + RUNS_PAGE))
}

async function readPage(sql: Sql, ids: string[]): Promise<SourceRun[]> {
  const of = async (table: string, columns: string, column = 'run_uuid'): Promise<Map<string, Row[]>> =>
    sql.columns.has(table)
      ? groupBy(
          await sql.all(`select ${columns} from ${table} where ${sql.isOneOf(column, 1)} order by 1, 2`, [ids]),
          column,
        )
      : new Map()
  const runs = await of(
    'runs',
    `run_uuid, experiment_id, status, lifecycle_stage, start_time, end_time, artifact_uri,
     ${pickColumns(sql, 'runs', ['name', 'user_id'])}`,
  )
  const params = await of('params', 'run_uuid, key, value')
  const tags = await of('tags', 'run_uuid, key, value')
  const latest = await of('latest_metrics', 'run_uuid, key, value, step, timestamp, is_nan')
  const datasets = await readDatasets(sql, ids)
  const models = await readModelLinks(sql, ids)
  return ids.flatMap((id) => {
    const [row] = runs.get(id) ?? []
    // It was removed for good meanwhile.
    if (!row) return []
    const ownTags = toTags(tags.get(id))
    const end = findText(row.end_time)
    const links = models.get(id) ?? []
    return [
      {
        run_id: id,
        experiment_id: toText(row.experiment_id),
        name: toText(row.name) || (ownTags.find(({ key }) => key === 'mlflow.runName')?.value ?? ''),
        user_id: toText(row.user_id),
        status: toText(row.status),
        deleted: row.lifecycle_stage === 'deleted',
        start_time: toInt(row.start_time),
        ...(end !== undefined && { end_time: toInt(row.end_time) }),
        artifact_uri: toText(row.artifact_uri),
        params: toTags(params.get(id)),
        tags: ownTags,
        latest: (latest.get(id) ?? []).map((m) => ({
          key: toText(m.key),
          value: toNumber(m.value, isTrue(m.is_nan)),
          step: toInt(m.step),
          timestamp: toInt(m.timestamp),
        })),
        datasets: datasets.get(id) ?? [],
        model_inputs: links.filter((l) => l.source_type === 'RUN_INPUT').map((l) => toText(l.destination_id)),
        model_outputs: links
          .filter((l) => l.source_type === 'RUN_OUTPUT')
          .map((l) => ({ model_id: toText(l.destination_id), step: toInt(l.step) })),
      },
    ]
  })
}

async function readDatasets(sql: Sql, ids: string[]): Promise<Map<string, SourceDataset[]>> {
  if (!sql.columns.has('inputs') || !sql.columns.has('datasets')) return new Map()
  const rows = await sql.all(
    `select i.destination_id as run_uuid, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source,
       d.dataset_schema, d.dataset_profile
     from inputs i join datasets d on d.dataset_uuid = i.source_id
     where i.destination_type = 'RUN' and i.source_type = 'DATASET' and ${sql.isOneOf('i.destination_id', 1)}
     order by 1, d.name, d.digest`,
    [ids],
  )
  const tags = groupBy(
    await sql.all(`select input_uuid, name, value from input_tags where ${sql.isOneOf('input_uuid', 1)}`, [
      rows.map((row) => toText(row.input_uuid)),
    ]),
    'input_uuid',
  )
  const found = new Map<string, SourceDataset[]>()
  for (const [run, inputs] of groupBy(rows, 'run_uuid'))
    found.set(
      run,
      inputs.map((row) => {
        const schema = findText(row.dataset_schema)
        const profile = findText(row.dataset_profile)
        return {
          name: toText(row.name),
          digest: toText(row.digest),
          source_type: toText(row.dataset_source_type),
          source: toText(row.dataset_source),
          ...(schema !== undefined && { schema }),
          ...(profile !== undefined && { profile }),
          tags: toTags(tags.get(toText(row.input_uuid)), 'name'),
        }
      }),
    )
  return found
}

async function readModelLinks(sql: Sql, ids: string[]): Promise<Map<string, Row[]>> {
  if (!sql.columns.has('inputs')) return new Map()
  return groupBy(
    await sql.all(
      `select source_id, source_type, destination_id, ${pickColumns(sql, 'inputs', ['step'])} from inputs
       where source_type in ('RUN_INPUT', 'RUN_OUTPUT') and destination_type in ('MODEL_INPUT', 'MODEL_OUTPUT')
         and ${sql.isOneOf('source_id', 1)} order by source_id, destination_id`,
      [ids],
    ),
    'source_id',
  )
}

/** Which metrics are read together: their points fit into memory. */
function batchesOf(counts: Map<string, number>, keys: string[]): string[][] {
  const batches: string[][] = []
  let room = 0
  for (const key of keys) {
    const n = counts.get(key) ?? 0
    if (n === 0) continue
    if (batches.length === 0 || n > room) {
      batches.push([])
      room = POINTS_AT_ONCE
    }
    batches.at(-1)!.push(key)
    room -= n
  }
  return batches
}

export async function* readPoints(sql: Sql, { run_id }: SourceRun, keys: string[]): AsyncGenerator<SourcePoints> {
  const counted = await sql.all('select key, count(*) as n from metrics where run_uuid = $1 group by key', [run_id])
  const counts = new Map(counted.map((row) => [toText(row.key), Number(row.n)]))
  for (const batch of batchesOf(counts, keys)) {
    const columns = new Map(batch.map((key) => [key, new PointColumns(key)]))
    await sql.scanPoints(run_id, batch, (key, value, step, timestamp, isNan) =>
      columns.get(key)?.add(toNumber(value, isNan), step, timestamp),
    )
    for (const series of columns.values()) yield series.end()
  }
}
