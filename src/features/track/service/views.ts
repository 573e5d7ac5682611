/** Runs and experiments as pages and commands show them, and what differs between two runs. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid, notFound } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import { noPoints } from '../../../lib/points.ts'
import { toOffset, toToken } from '../../../platform/search/pages.ts'
import type { extremes } from '../contract/extremes.ts'
import type { own, State } from '../contract/own.ts'
import { experimentIdOf } from '../limits.ts'
import type { ExperimentSummary, Listed, TrackReads } from '../reads.ts'
import { type Columns, parseColumns } from '../search/columns.ts'
import { totals } from '../search/totals.ts'
import type { InputStore } from '../store/inputs.ts'
import type { RunInfo, RunRow } from '../store/runs.ts'
import { type Difference, differences } from './differences.ts'
import type { ExecutionService } from './executions.ts'
import type { ExperimentService } from './experiments.ts'
import type { LogService } from './log.ts'
import type { RunService } from './runs.ts'

type RunView = Reply<typeof own.searchRuns>['runs'][number]
type Detail = Reply<typeof own.run>

export const stateOf = (status: string, lost: boolean): State =>
  lost && status === 'RUNNING' ? 'lost' : (status.toLowerCase() as State)

export const toLink = (row: Listed) => ({ run_id: row.run_id, name: row.name, state: stateOf(row.status, row.lost) })

export const linkOf = (row: RunInfo) => toLink({ ...row, lost: row.lost_ms !== null })

const toExperiment = (row: ExperimentSummary) => ({
  experiment_id: String(row.id),
  name: row.name,
  deleted: row.deleted,
  created_at: row.created_ms,
  updated_at: row.updated_ms,
  last_run_at: row.last_run_ms,
  tags: row.tags,
  runs: { total: row.total, running: row.running, lost: row.lost, failed: row.failed },
})

interface Parts {
  experiments: ExperimentService
  runs: RunService
  log: LogService
  reads: TrackReads
  inputs: InputStore
  executions: ExecutionService
  now: () => number
}

/** Tags that an attribute of a view is made of. */
const BEHIND_ATTRIBUTES = ['mlflow.user', 'mlflow.parentRunId']

function dropOthers(tags: Record<string, string>, read: string[], wanted: string[]): void {
  for (const name of read) if (!wanted.includes(name)) delete tags[name]
}

export function viewService({ experiments, runs, log, reads, inputs, executions, now }: Parts) {
  const counted = totals(now)

  async function toViews(rows: RunRow[], columns?: Columns): Promise<RunView[]> {
    const ids = rows.map((row) => row.id)
    const [latest, seen] = await Promise.all([
      log.latestOf(ids, rows[0] && columns && { workspace: rows[0].workspace_id, names: columns.metrics }),
      reads.seen(ids),
    ])
    const views = rows.map((row) => toView(row, latest.get(row.id) ?? [], seen.get(row.id)))
    if (columns) for (const view of views) dropOthers(view.tags, BEHIND_ATTRIBUTES, columns.tags)
    return views
  }

  async function detail(workspace: number, runId: string): Promise<Detail> {
    const row = await runs.get(workspace, runId)
    const parentId = row.tags['mlflow.parentRunId']
    const [views, experiment, environment, datasets, models, children, parent, single] = await Promise.all([
      toViews([row]),
      experiments.get(workspace, String(row.experiment_id)),
      executions.environmentOf(workspace, row),
      inputs.datasets([row.id]),
      inputs.models([row.id]),
      reads.children(workspace, runId),
      parentId ? runs.get(workspace, parentId).catch(() => undefined) : undefined,
      log.singleOf(row.id),
    ])
    return {
      run: views[0]!,
      experiment: { experiment_id: String(row.experiment_id), name: experiment.name },
      environment,
      datasets: datasets.map(({ run: _run, tags, schema, profile, ...dataset }) => ({
        ...dataset,
        schema: schema ?? undefined,
        profile: profile ?? undefined,
        context: tags['mlflow.data.context'] ?? null,
      })),
      models: models.map(({ run: _run, ...model }) => model),
      parent: parent ? linkOf(parent) : null,
      children: children.map(toLink),
      artifact_uri: row.artifact_uri,
      single,
    }
  }

  return {
    detail,
    toViews,

    async experiments(
      workspace: number,
      { view = 'ACTIVE_ONLY', search = '', limit = 100, cursor }: Input<typeof own.experiments>,
    ) {
      const offset = toOffset(cursor)
      const rows = await reads.experiments(workspace, view, search, limit + 1, offset)
      const more = rows.length > limit
      return {
        experiments: rows.slice(0, limit).map(toExperiment),
        next_cursor: more ? toToken({ offset: offset + limit }) : null,
      }
    },

    async experiment(workspace: number, id: string) {
      const row = await reads.experiment(workspace, experimentIdOf(id))
      if (!row) throw notFound('Experiment', id)
      const { metrics, params, tags } = await reads.keys(workspace, row.id)
      return { experiment: toExperiment(row), keys: { metrics, params, tags } }
    },

    async search(workspace: number, input: Input<typeof own.searchRuns>) {
      const { limit = 100, view, cursor, offset, columns: list, experiment_ids, filter, order_by } = input
      if (cursor && offset)
        throw invalid("Parameters 'cursor' and 'offset' exclude each other. Send the one you page by.")
      const columns = parseColumns(list)
      const found = { experiment_ids, filter, run_view_type: view }
      const ids = experiment_ids.map((id) => experimentIdOf(id, 'experiment_ids'))
      const keys = columns && { params: columns.params, tags: [...columns.tags, ...BEHIND_ATTRIBUTES] }
      const isFirst = !cursor && !offset
      const search = { ...found, order_by, max_results: limit, page_token: cursor }
      // A filter may have to look at every run: then the first page and the count are one look.
      const isCounted = isFirst && Boolean(filter)
      const page = runs.search(workspace, search, { offset, keys, isCounted })
      const count = async (): Promise<number> => {
        if (isCounted) return (await page).total!
        return filter?.trim() ? runs.count(workspace, found) : reads.total(workspace, ids, view)
      }
      const [{ rows, token }, total] = await Promise.all([page, counted.of([workspace, found], isFirst, count)])
      return { runs: await toViews(rows, columns), total, next_cursor: token ?? null }
    },

    async points(workspace: number, { run_id, key, limit = 2_000, from_step, to_step }: Input<typeof own.points>) {
      await runs.get(workspace, run_id)
      const range =
        from_step === undefined && to_step === undefined
          ? undefined
          : { from: from_step ?? -(2n ** 63n), to: to_step ?? 2n ** 63n - 1n }
      const points = (await log.samplesOf(workspace, [run_id], key, limit, range)).get(run_id)
      return { key, ...(points ?? { ...noPoints(), total: 0 }) }
    },

    async extremes(workspace: number, { run_id, keys }: Input<typeof extremes.ofRun>) {
      const run = await runs.get(workspace, run_id)
      return { extremes: await log.extremesOf(workspace, run.id, keys) }
    },

    async diff(workspace: number, a: string, b: string) {
      const [left, right] = await Promise.all([detail(workspace, a), detail(workspace, b)])
      return { a: left.run, b: right.run, ...differences(left, right) }
    },
  }
}

function toView(
  row: RunRow,
  latest: { key: string; value: number; step: Int64; timestamp: Int64 }[],
  seen: Int64 | undefined,
): RunView {
  return {
    run_id: row.run_id,
    name: row.name,
    experiment_id: String(row.experiment_id),
    state: stateOf(row.status, row.lost_ms !== null),
    deleted: row.deleted,
    user: row.user_id || row.tags['mlflow.user'] || null,
    started_at: row.start_ms,
    ended_at: row.end_ms,
    last_seen_at: seen ?? null,
    parent_run_id: row.tags['mlflow.parentRunId'] ?? null,
    params: row.params,
    tags: row.tags,
    metrics: Object.fromEntries(latest.map(({ key, value, step, timestamp }) => [key, { value, step, timestamp }])),
  }
}

export type ViewService = ReturnType<typeof viewService>
export type { Difference }
