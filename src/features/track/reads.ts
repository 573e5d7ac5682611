/** Reads of tracking for pages and commands: runs with their state, experiments with their counts. Never writes. */
import { type RawBuilder, sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Db } from '../../platform/db.ts'
import { inView } from './service/experiments.ts'
import { NEWEST, SUMS } from './store/run-counts.ts'

export interface ExperimentSummary {
  id: Int64
  name: string
  deleted: boolean
  created_ms: Int64
  updated_ms: Int64
  tags: Record<string, string>
  last_run_ms: Int64 | null
  total: number
  running: number
  lost: number
  failed: number
}

const sum = (column: string) =>
  sql`coalesce(k.${sql.ref(column)}, 0) + coalesce(x.${sql.ref(column)}, 0) as ${sql.ref(column)}`
/** Experiments with the kept counts `k` of their runs and what is not yet added to them, `x`. */
const summaries = (workspace: number, where: RawBuilder<unknown>) => sql`
  with x as materialized (
    select experiment_id, deleted, workspace_id, ${SUMS} from run_count_changes where workspace_id = ${workspace} group by 1, 2, 3)
  select e.id, e.name, e.deleted, e.created_ms, e.updated_ms, e.tags, ${sum('total')}, ${sum('running')}, ${sum('lost')}, ${sum('failed')},
    case when x.newest_left then ${NEWEST} else greatest(k.newest_ms, x.newest_ms) end as last_run_ms
  from experiments e
  left join run_counts k on k.experiment_id = e.id and k.deleted = e.deleted
  left join x on x.experiment_id = e.id and x.deleted = e.deleted
  where e.workspace_id = ${workspace} and ${where}`

type View = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'

export interface Listed {
  run_id: string
  name: string
  status: string
  lost: boolean
}

interface Use extends Listed {
  deleted: boolean
  experiment_id: Int64
  experiment: string
  start_ms: Int64 | null
  context: string | null
  total: number
}

export const trackReads = (db: Db) => ({
  experiments: async (workspace: number, view: View, search: string, limit: number, offset: number) => {
    const named = search ? sql`position(lower(${search}) in lower(e.name)) > 0` : sql`true`
    const { rows } = await sql<ExperimentSummary>`
      select * from (${summaries(workspace, sql`${inView(view, sql.ref('e.deleted'))} and ${named}`)}) e
      order by greatest(last_run_ms, updated_ms) desc, id desc limit ${limit} offset ${offset}`.execute(db)
    return rows
  },

  experiment: async (workspace: number, id: string): Promise<ExperimentSummary | undefined> => {
    const { rows } = await sql<ExperimentSummary>`${summaries(workspace, sql`e.id = ${id}::bigint`)}`.execute(db)
    return rows[0]
  },

  /** How many runs experiments have. */
  total: async (workspace: number, experiments: string[], view: View | undefined): Promise<number> => {
    const { rows } = await sql<{ total: number }>`
      select coalesce(sum(total), 0)::int as total from (
        select workspace_id, experiment_id, deleted, total from run_counts
        union all select workspace_id, experiment_id, deleted, total from run_count_changes) t
      where workspace_id = ${workspace} and experiment_id = any(${experiments}::bigint[])
        and ${inView(view, sql.ref('deleted'))}`.execute(db)
    return rows[0]!.total
  },

  /** Keys of metrics, params and tags that the runs of an experiment have; `numbers` are those whose every value is one. */
  keys: async (workspace: number, experiment: Int64) => {
    const { rows } = await sql<{ kind: 'metrics' | 'params' | 'tags'; name: string; has_text: boolean }>`
      select kind, name, has_text from experiment_keys
      where workspace_id = ${workspace} and experiment_id = ${experiment} order by kind, name`.execute(db)
    const of = (kind: string): string[] => rows.flatMap((row) => (row.kind === kind ? [row.name] : []))
    const numbers = rows.flatMap(({ kind, name, has_text }) => (has_text ? [] : [`${kind}.${name}`]))
    return { metrics: of('metrics'), params: of('params'), tags: of('tags'), numbers }
  },

  /** Metrics and params of the newest runs: how many have each, and whether they differ in it. */
  telling: async (workspace: number, experiment: Int64, sample: number) => {
    const newest = sql`select id from runs where workspace_id = ${workspace} and experiment_id = ${experiment} and not deleted
      order by start_ms desc nulls last, run_id limit ${sample}`
    const { rows } = await sql<{ column: string; runs: number; differ: boolean }>`
      with newest as materialized (${newest})
      select 'metrics.' || k.name as column, m.runs, m.differ
      from (select key, count(*)::int as runs, min(value) <> max(value) as differ
        from latest where run in (select id from newest) group by key) m
      join metric_keys k on k.id = m.key and k.workspace_id = ${workspace}
      union all
      select 'params.' || e.key, count(*)::int, min(e.value collate "C") <> max(e.value collate "C")
      from run_docs d, jsonb_each_text(d.params) e where d.workspace_id = ${workspace} and d.run in (select id from newest)
      group by e.key
      order by 1`.execute(db)
    return rows
  },

  seen: async (runs: Int64[]): Promise<Map<Int64, Int64>> => {
    const { rows } = await sql<{ run: Int64; seen_ms: Int64 }>`
      select run, seen_ms from run_activity -- workspace_id is that of the run
      where run = any(${runs})`.execute(db)
    return new Map(rows.map((row) => [row.run, row.seen_ms]))
  },

  /** Runs that used any of these datasets, the newest first, with how many there are. */
  usesOf: async (workspace: number, datasets: Int64[], limit: number, offset: number) => {
    const { rows } = await sql<Use>`
      select r.run_id, r.name, r.status, r.lost_ms is not null as lost, r.deleted, r.experiment_id, e.name as experiment,
        r.start_ms, i.tags ->> 'mlflow.data.context' as context, count(*) over ()::int as total
      from run_datasets i join runs r on r.id = i.run join experiments e on e.id = r.experiment_id
      where i.workspace_id = ${workspace} and i.dataset = any(${datasets}::bigint[])
      order by r.start_ms desc nulls last, r.id desc limit ${limit} offset ${offset}`.execute(db)
    return rows
  },

  children: async (workspace: number, runId: string): Promise<Listed[]> => {
    const { rows } = await sql<Listed>`
      select r.run_id, r.name, r.status, r.lost_ms is not null as lost from runs r join run_docs d on d.run = r.id
      where r.workspace_id = ${workspace} and not r.deleted and d.tags @> jsonb_build_object('mlflow.parentRunId', ${runId}::text)
      order by r.start_ms, r.id limit 1000`.execute(db)
    return rows
  },
})

export type TrackReads = ReturnType<typeof trackReads>
