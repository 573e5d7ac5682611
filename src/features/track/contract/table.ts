/** Routes for tables of runs: the keys that there are, the values of one, and runs in groups with their means. */
import { Double, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { STATES } from './own.ts'
import { VIEWS } from './shapes.ts'

const read = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Value = Type.Union([Double(), Type.Null()])
const Names = Type.Array(Type.String())

/** The values of one metric in a group of runs; NaN and infinities count apart, and in no mean. */
export const MetricSummary = Type.Object({
  n: Type.Integer({ description: 'runs whose latest value is a finite number' }),
  not_finite: Type.Integer(),
  mean: Value,
  sd: Value,
  low: Type.Union([Double(), Type.Null()], {
    description: 'where the mean lies at 95 %, by Student’s t; null below two runs',
  }),
  high: Value,
  least: Value,
  greatest: Value,
})

/** A key's text where all runs of the group have the same; null where they differ or only some have it. */
const SameText = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))

export const RunGroup = Type.Object({
  key: Type.Array(Type.Union([Type.String(), Type.Null()]), { description: 'one value for each entry of group_by' }),
  filter: Type.String({ description: 'the filter that finds its runs' }),
  runs: Type.Integer(),
  newest_at: Type.Union([Int64(), Type.Null()]),
  first: Type.Object(
    { run_id: Type.String(), name: Type.String(), state: OneOf(STATES) },
    { description: 'the run that stands first by the metric in order_by, else the newest' },
  ),
  metrics: Type.Record(Type.String(), MetricSummary),
  params: SameText,
  tags: SameText,
})

export const table = {
  keys: route(
    'track.keys',
    'GET',
    '/api/v1/experiments/:experiment_id/keys',
    read('The keys that the runs of an experiment have, and which tell its newest runs apart.'),
    Type.Object({ experiment_id: Type.String() }),
    Type.Object({
      metrics: Names,
      params: Names,
      tags: Names,
      numbers: Type.Array(Type.String(), { description: 'those whose every value is a number, such as params.lr' }),
      telling: Type.Array(Type.String(), { description: 'those that most of the newest runs have and differ in' }),
    }),
  ),
  values: route(
    'track.values',
    'GET',
    '/api/v1/experiments/:experiment_id/values',
    read('The values of one param, tag or attribute in an experiment, the most frequent first; of a metric its range.'),
    Type.Object({
      experiment_id: Type.String(),
      key: Type.String({ description: 'as in a filter: params.optimizer, tags.team, status, metrics.loss' }),
      search: Type.Optional(Type.String({ description: 'only values with this text in them' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    }),
    Type.Object({
      values: Type.Array(Type.Object({ value: Type.String(), runs: Type.Integer() })),
      total: Type.Integer({ description: 'different values' }),
      runs: Type.Integer({ description: 'runs that have one' }),
      least: Value,
      greatest: Value,
    }),
  ),
  groups: route(
    'track.groups',
    'POST',
    '/api/v1/runs/groups',
    read('Runs that match a filter, grouped by params, tags or attributes, with the mean of each metric.'),
    Type.Object({
      experiment_ids: Type.Array(Type.String()),
      filter: Type.Optional(Type.String()),
      view: Type.Optional(OneOf(VIEWS)),
      group_by: Type.Array(Type.String(), {
        maxItems: 4,
        description:
          'params.optimizer, tags.team, status, or configuration: all params but seeds; none: all runs together',
      }),
      order_by: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 1,
          description: 'a metric (by its mean), an entry of group_by, start_time (the newest run), or runs (how many)',
        }),
      ),
      columns: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 200,
          description: 'metrics.NAME, params.NAME, tags.NAME to bring along',
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
    }),
    Type.Object({
      groups: Type.Array(RunGroup),
      total: Type.Integer({ description: 'groups on all pages' }),
      runs: Type.Integer({ description: 'runs in all of them' }),
    }),
  ),
}
