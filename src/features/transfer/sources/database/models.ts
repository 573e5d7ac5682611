/** Logged models and the registry of a tracking database. */
import type { SourceLoggedModel, SourceModel, SourceVersion } from '../../source.ts'
import { hasColumn, pickColumns, type Row, type Sql } from './sql.ts'
import { findText, groupBy, toInt, toNumber, toTags, toText } from './values.ts'

const PAGE = 200
const STATUSES = ['STATUS_UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED']

export async function* readLoggedModels(sql: Sql, experimentId: string): AsyncGenerator<SourceLoggedModel[]> {
  if (!sql.columns.has('logged_models')) return
  const ids = (
    await sql.all(
      `select model_id from logged_models where experiment_id = cast($1 as integer)
       order by creation_timestamp_ms, model_id`,
      [experimentId],
    )
  ).map((row) => toText(row.model_id))
  for (let at = 0; at < ids.length; at += PAGE) yield await readPage(sql, ids.slice(at, at + PAGE))
}

async function readPage(sql: Sql, ids: string[]): Promise<SourceLoggedModel[]> {
  const of = async (table: string, columns: string, order: string): Promise<Map<string, Row[]>> =>
    groupBy(
      await sql.all(`select ${columns} from ${table} where ${sql.isOneOf('model_id', 1)} order by ${order}`, [ids]),
      'model_id',
    )
  const models = await of(
    'logged_models',
    `model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
     lifecycle_stage, model_type, source_run_id`,
    'model_id',
  )
  const params = await of('logged_model_params', 'model_id, param_key, param_value', 'param_key')
  const tags = await of('logged_model_tags', 'model_id, tag_key, tag_value', 'tag_key')
  const points = await of(
    'logged_model_metrics',
    'model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, run_id, dataset_name, dataset_digest',
    'metric_name, metric_timestamp_ms, metric_step, run_id',
  )
  return ids.flatMap((id) => {
    const [row] = models.get(id) ?? []
    if (!row) return []
    return [
      {
        model_id: id,
        experiment_id: toText(row.experiment_id),
        name: toText(row.name),
        model_type: toText(row.model_type),
        source_run_id: toText(row.source_run_id),
        status: STATUSES[Number(row.status)] ?? STATUSES[0]!,
        artifact_uri: toText(row.artifact_location),
        deleted: row.lifecycle_stage === 'deleted',
        creation_time: toInt(row.creation_timestamp_ms),
        last_update_time: toInt(row.last_updated_timestamp_ms),
        params: toTags(params.get(id), 'param_key', 'param_value'),
        tags: toTags(tags.get(id), 'tag_key', 'tag_value'),
        points: (points.get(id) ?? []).map((point) => {
          const name = findText(point.dataset_name)
          const digest = findText(point.dataset_digest)
          return {
            key: toText(point.metric_name),
            value: toNumber(point.metric_value, point.metric_value === null),
            step: toInt(point.metric_step),
            timestamp: toInt(point.metric_timestamp_ms),
            run_id: toText(point.run_id),
            ...(name !== undefined && { dataset_name: name }),
            ...(digest !== undefined && { dataset_digest: digest }),
          }
        }),
      },
    ]
  })
}

const inWorkspace = (sql: Sql, table: string, n: number): string =>
  hasColumn(sql, table, 'workspace') ? `workspace = $${n}` : `$${n} <> ''`

/** Prompts too, which are registered models with a tag. */
export async function* readModels(sql: Sql, workspace: string): AsyncGenerator<SourceModel[]> {
  if (!sql.columns.has('registered_models')) return
  const of = async (table: string): Promise<Map<string, Row[]>> =>
    sql.columns.has(table)
      ? groupBy(await sql.all(`select * from ${table} where ${inWorkspace(sql, table, 1)}`, [workspace]), 'name')
      : new Map()
  const tags = await of('registered_model_tags')
  const aliases = await of('registered_model_aliases')
  const rows = await sql.all(
    `select name, creation_time, last_updated_time, description from registered_models
     where ${inWorkspace(sql, 'registered_models', 1)} order by name`,
    [workspace],
  )
  const models = rows.map((row): SourceModel => {
    const name = toText(row.name)
    return {
      name,
      description: toText(row.description),
      creation_time: toInt(row.creation_time),
      last_update_time: toInt(row.last_updated_time),
      tags: toTags(tags.get(name)),
      aliases: toTags(aliases.get(name), 'alias', 'version').map(({ key, value }) => ({
        alias: key,
        version: value,
      })),
    }
  })
  for (let at = 0; at < models.length; at += PAGE) yield models.slice(at, at + PAGE)
}

export async function* readVersions(sql: Sql, workspace: string, model: string): AsyncGenerator<SourceVersion[]> {
  if (!sql.columns.has('model_versions')) return
  const tags = sql.columns.has('model_version_tags')
    ? groupBy(
        await sql.all(
          `select version, key, value from model_version_tags
           where name = $1 and ${inWorkspace(sql, 'model_version_tags', 2)}`,
          [model, workspace],
        ),
        'version',
      )
    : new Map<string, Row[]>()
  const rows = await sql.all(
    `select ${pickColumns(sql, 'model_versions', [
      ...['version', 'creation_time', 'last_updated_time', 'description', 'user_id', 'current_stage', 'source'],
      ...['run_id', 'run_link', 'status', 'status_message'],
    ])} from model_versions
     where name = $1 and ${inWorkspace(sql, 'model_versions', 2)} and current_stage <> 'Deleted_Internal' order by version`,
    [model, workspace],
  )
  const versions = rows.map(
    (row): SourceVersion => ({
      name: model,
      version: toText(row.version),
      description: toText(row.description),
      user_id: toText(row.user_id),
      stage: toText(row.current_stage),
      status: toText(row.status),
      status_message: toText(row.status_message),
      source: toText(row.source),
      run_id: toText(row.run_id),
      run_link: toText(row.run_link),
      creation_time: toInt(row.creation_time),
      last_update_time: toInt(row.last_updated_time),
      tags: toTags(tags.get(toText(row.version))),
    }),
  )
  for (let at = 0; at < versions.length; at += PAGE) yield versions.slice(at, at + PAGE)
}
