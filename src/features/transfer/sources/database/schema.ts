/** Which schemas of MLflow's database are known, and what there is in one that cannot be taken. */
import { invalid } from '../../../../lib/failure.ts'
import type { SourceCheck } from '../../source.ts'
import type { Sql } from './sql.ts'

/** The newest MLflow whose schema was looked at. */
const NEWEST = '3.17'

/** Its revisions, from the first one on. */
const REVISIONS = new Set(
  `
  0584bdc529eb 0a8213491aaa 0c779009ac13 17e22815139b 181f10493468 1971f2d9a75b 1a0cddfcaa16 1b5f0d9ad7c1
  1bd49d398cd23 27a6a02d2cf1 2b4d017a5e9b 2c33131f4dae 2d6e25af4d3e 3500859a5d39 39d1c3be5f05 3da73c924c2f
  400f98739977 4465047574b1 451aebb31d03 534353b11cbc 5b0e9adcef9c 5d2d30f0abce 6953534de441 6f8d9c3b2a1e
  71994744cf8e 728d730b5ebd 75868b020152 76601a5f987d 770bee3ae1dd 7ac759974ad8 7d34483879f0 7f2a7d5fae7d
  84291f40a231 867495a8f9d4 89d3d66ed43f 89d4b8295536 90e64c465722 97727af70f4d a1b2c3d4e5f6 a5b4c3d2e1f0
  a8b9c0d1e2f3 a8c4a736bde6 acf3f17fdcc7 ae8bbe7743c9 b7c8d9e0f1a2 b7e2c1a4d9f3 b7e4c1a90f23 bd07f7e963c5
  bda7b8c39065 bf29a5ff90ea c1d2e3f4a5b6 c3d6457b6d8a c3d9e7f1a2b4 c48cb773bb87 c8d9e0f1a2b3 c9d4e5f6a7b8
  cbc13b556ace cc1f77228345 cfd24bdc0731 d0e1f2a3b4c5 d3e4f5a6b7c8 da6fb0208061 dc11669786a5 de4033877273
  df50e92ffc5e e1f2a3b4c5d6 f5a4f2784254
`
    .trim()
    .split(/\s+/),
)

/** Without these columns it is no tracking database of MLflow 2.0 or newer. */
const NEEDED: Record<string, string[]> = {
  experiments: ['experiment_id', 'name', 'artifact_location', 'lifecycle_stage'],
  runs: ['run_uuid', 'experiment_id', 'status', 'start_time', 'end_time', 'lifecycle_stage', 'artifact_uri'],
  metrics: ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan'],
  latest_metrics: ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan'],
  params: ['run_uuid', 'key', 'value'],
  tags: ['run_uuid', 'key', 'value'],
}

/** Tables whose rows have no place here. */
const WITHOUT_PLACE: [table: string, what: string, why: string][] = [
  ['trace_info', 'traces', 'traces of generative work are not kept here yet'],
  ['assessments', 'assessments of traces', 'they belong to traces, which are not kept here yet'],
  ['evaluation_datasets', 'evaluation datasets', 'they belong to the evaluation of generative work'],
  ['scorers', 'scorers', 'they belong to the evaluation of generative work'],
  ['issues', 'issues of traces', 'they belong to traces, which are not kept here yet'],
  ['label_schemas', 'label schemas', 'they belong to the review of traces'],
  ['review_queues', 'review queues', 'they belong to the review of traces'],
  ['endpoints', 'endpoints of the gateway', 'this server is no gateway to language models'],
  ['secrets', 'secrets of the gateway', 'secrets stay where they are'],
  ['budget_policies', 'budgets of the gateway', 'this server is no gateway to language models'],
  ['guardrails', 'guardrails of the gateway', 'this server is no gateway to language models'],
  ['mcp_servers', 'MCP servers', 'this server keeps no list of them'],
  ['webhooks', 'webhooks', 'make them here anew: their secrets can be read by nobody else'],
]

export function assertSchema({ columns, place }: Sql): void {
  const missing = Object.entries(NEEDED).flatMap(([table, names]) =>
    names.filter((name) => !columns.get(table)?.has(name)).map((name) => `${table}.${name}`),
  )
  if (missing.length === Object.values(NEEDED).flat().length)
    throw invalid(
      `Parameter 'uri' names ${place}, which is no tracking database of MLflow: it has no table of runs. Name the one of --backend-store-uri.`,
    )
  if (missing.length)
    throw invalid(
      `The tracking database ${place} lacks ${missing.slice(0, 5).join(', ')}: it is older than MLflow 2.0. Upgrade a copy with "mlflow db upgrade" and name that.`,
    )
}

const count = async (sql: Sql, text: string, values: string[] = []): Promise<number> =>
  Number((await sql.all(text, values))[0]!.n)

/** Rows of the whole database whose kinds have no place here, and what is in its other workspaces. */
export async function whatIsLeft(sql: Sql, workspace: string): Promise<SourceCheck['left']> {
  const left: SourceCheck['left'] = []
  const [row] = sql.columns.has('alembic_version') ? await sql.all('select version_num from alembic_version') : []
  const revision = row && String(row.version_num)
  if (revision !== undefined && !REVISIONS.has(revision))
    left.push({
      what: `what revision ${revision} of the schema brought`,
      why: `it is newer than MLflow ${NEWEST}, the newest that this server knows: everything known was read, and something new may be missing`,
    })
  for (const [table, what, why] of WITHOUT_PLACE) {
    const n = sql.columns.has(table) ? await count(sql, `select count(*) as n from ${table}`) : 0
    if (n) left.push({ what, count: n, why })
  }
  for (const [table, what] of [
    ['experiments', 'experiments of other workspaces'],
    ['registered_models', 'registered models of other workspaces'],
  ] as const) {
    if (!sql.columns.get(table)?.has('workspace')) continue
    const n = await count(sql, `select count(*) as n from ${table} where workspace <> $1`, [workspace])
    if (n)
      left.push({ what, count: n, why: `they are not in the workspace '${workspace}': name another one to take them` })
  }
  return left
}

/** Rows whose number is there at once; points are counted by what the runs have. */
export async function countRows(sql: Sql, workspace: string): Promise<NonNullable<SourceCheck['counts']>> {
  const inWorkspace = (table: string): string =>
    sql.columns.get(table)?.has('workspace') ? `where ${table}.workspace = $1` : "where $1 <> ''"
  const counts: NonNullable<SourceCheck['counts']> = {
    experiments: await count(sql, `select count(*) as n from experiments ${inWorkspace('experiments')}`, [workspace]),
    runs: await count(
      sql,
      `select count(*) as n from runs join experiments on experiments.experiment_id = runs.experiment_id ${inWorkspace('experiments')}`,
      [workspace],
    ),
  }
  if (sql.engine === 'sqlite') counts.points = await count(sql, 'select count(*) as n from metrics')
  if (sql.columns.has('registered_models'))
    counts.models = await count(
      sql,
      `select count(*) as n from registered_models ${inWorkspace('registered_models')}`,
      [workspace],
    )
  if (sql.columns.has('model_versions'))
    counts.versions = await count(
      sql,
      `select count(*) as n from model_versions ${inWorkspace('model_versions')} and current_stage <> 'Deleted_Internal'`,
      [workspace],
    )
  return counts
}
