/** What tables of runs ask: which keys there are, what values one has, and runs in groups. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { writeIs } from '../../../lib/filter/write.ts'
import { meanInterval } from '../../../lib/stats/student.ts'
import { explained } from '../../../platform/search/explain.ts'
import type { table as contract } from '../contract/table.ts'
import { experimentIdOf } from '../limits.ts'
import type { MetricKeys } from '../points/keys.ts'
import type { TrackReads } from '../reads.ts'
import { parseColumns } from '../search/columns.ts'
import { type RunField, toRunField } from '../search/run-field.ts'
import type { GroupRow, GroupStore, GroupsAsked, SummaryRow } from '../store/groups.ts'
import type { ExperimentService } from './experiments.ts'
import { selection } from './runs.ts'
import { toLink } from './views.ts'

/** Enough to see what varies, few enough to be read at every visit. */
const SAMPLE_RUNS = 100

type GroupsInput = Input<typeof contract.groups>
type Group = Reply<typeof contract.groups>['groups'][number]

interface Parts {
  experiments: ExperimentService
  reads: TrackReads
  store: GroupStore
  keys: MetricKeys
  /** Makes what was logged visible to a search by metric. */
  settle: () => Promise<void>
}

export function tableService({ experiments, reads, store, keys, settle }: Parts) {
  /** What comes first in the list of groups. */
  async function orderOf(workspace: number, { order_by }: GroupsInput, by: RunField[]): Promise<GroupsAsked['order']> {
    const text = order_by?.[0]
    if (text === undefined) return { of: 'newest', descending: true }
    const [, counted, direction] = /^\s*(runs)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? []
    if (counted) return { of: 'runs', descending: direction?.toLowerCase() === 'desc' }
    const { key, descending } = parseOrderBy([text])[0]!
    if (key.entity === 'metric') return { of: 'metric', at: (await keys.find(workspace, key.name)) ?? -1, descending }
    const wrong = (sentence: string) => invalid(`Invalid value '${text}' for parameter 'order_by': ${sentence}`)
    const { id } = toRunField(text.replace(/\s+(asc|desc)\s*$/i, ''), wrong)
    if (id === 'attribute start_time') return { of: 'newest', descending }
    const at = by.findIndex((field) => field.id === id)
    if (at < 0) throw wrong('groups are ordered by a metric, an entry of group_by, start_time or runs.')
    return { of: 'key', at, descending }
  }

  return {
    async keys(workspace: number, id: string) {
      const { id: experiment } = await experiments.get(workspace, id)
      const [all, sampled] = await Promise.all([
        reads.keys(workspace, experiment),
        reads.telling(workspace, experiment, SAMPLE_RUNS),
      ])
      const differing = sampled.filter(({ differ }) => differ)
      const most = Math.max(0, ...sampled.map(({ runs }) => runs))
      const common = differing.filter(({ runs }) => 2 * runs > most)
      return { ...all, telling: (common.length ? common : differing).map(({ column }) => column) }
    },

    async values(workspace: number, { experiment_id, key, search = '', limit = 50 }: Input<typeof contract.values>) {
      const experiment = experimentIdOf(experiment_id)
      await experiments.get(workspace, experiment)
      const wrong = (sentence: string) => invalid(`Invalid value '${key}' for parameter 'key': ${sentence}`)
      const field = toRunField(key, wrong)
      if (field.type === 'metric') {
        const metric = await keys.find(workspace, field.id.slice('metric '.length))
        const range = metric === undefined ? NO_RANGE : await store.range(workspace, experiment, metric)
        return { values: [], total: 0, ...range }
      }
      const rows = await store.values(workspace, experiment, field.field, search, limit)
      const [first] = rows
      if (!first) return { values: [], total: 0, ...NO_RANGE }
      return {
        values: rows.map(({ value, runs }) => ({ value, runs })),
        total: first.total,
        runs: first.all_runs,
        least: first.least === null ? null : Number(first.least),
        greatest: first.greatest === null ? null : Number(first.greatest),
      }
    },

    async groups(workspace: number, input: GroupsInput) {
      const { group_by, experiment_ids, filter, view, limit = 100, offset = 0 } = input
      const by = group_by.map((text, i) => toGroupField(text, i))
      const { metrics = [], params = [], tags = [] } = parseColumns(input.columns) ?? {}
      const order = await orderOf(workspace, input, by)
      const ids = await keys.findAll(workspace, metrics)
      const { experiments, where } = selection(workspace, { experiment_ids, filter, run_view_type: view })
      await settle()
      const rows = await explained(
        store.groups(workspace, {
          ...{ experiments, where, by: by.map(({ field }) => field), order },
          ...{ metrics: ids, params, tags, limit, offset },
        }),
      )
      const names = await keys.names(ids)
      return {
        groups: rows.map((row) => toGroup(row, by, names)),
        total: rows[0]?.total ?? 0,
        runs: rows[0]?.all_runs ?? 0,
      }
    },
  }
}

const NO_RANGE = { runs: 0, least: null, greatest: null }

function toGroupField(text: string, i: number): RunField {
  const wrong = (sentence: string) => invalid(`Invalid value '${text}' for parameter 'group_by[${i}]': ${sentence}`)
  const field = toRunField(text, wrong)
  if (field.type === 'metric') throw wrong('a metric differs from run to run; group by a param, tag or attribute.')
  if (field.type === 'bigint') throw wrong('times and durations differ from run to run; group by a param or tag.')
  return field
}

function toGroup(row: GroupRow, by: RunField[], names: Map<number, string>): Group {
  const texts = (kind: 'params' | 'tags') =>
    Object.fromEntries((row.texts ?? []).flatMap((text) => (text.kind === kind ? [[text.name, text.value]] : [])))
  return {
    key: row.key,
    filter: row.key.map((value, i) => writeIs(by[i]!.written, value)).join(' AND '),
    runs: row.runs,
    newest_at: row.newest_ms,
    first: toLink(row),
    metrics: Object.fromEntries((row.metrics ?? []).map((summary) => [names.get(summary.metric)!, toSummary(summary)])),
    params: texts('params'),
    tags: texts('tags'),
  }
}

function toSummary({ n, not_finite, mean, sd, least, greatest }: SummaryRow): Group['metrics'][string] {
  const interval = mean !== null && sd !== null ? meanInterval({ n, mean, sd }) : undefined
  return { n, not_finite, mean, sd, low: interval?.low ?? null, high: interval?.high ?? null, least, greatest }
}

export type TableService = ReturnType<typeof tableService>
