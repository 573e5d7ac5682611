/** Several runs beside each other: what differs between them, their curves, and every point as CSV. */
import { Double, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { RunView } from './own.ts'

const read = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Text = Type.Union([Type.String(), Type.Null()])

/** How many runs one page or reply can hold apart. */
export const MOST_RUNS = 20

const RunIds = Type.Array(Type.String(), {
  maxItems: MOST_RUNS,
  description: 'repeat the parameter for each run, two to twenty of them',
})

/** One entry of all runs, in their order; null where a run has none, or where it is unknown of it. */
const Line = Type.Object({ name: Type.String(), values: Type.Array(Text) })
const Count = Type.Integer()

/** What a place on the horizontal axis means: a step, a moment, or milliseconds since the run's start. */
export const AXES = ['step', 'time', 'relative'] as const

export const compare = {
  runs: route(
    'track.compareRuns',
    'GET',
    '/api/v1/compare/runs',
    read('What differs between two to twenty runs; what is unknown of one of them is said, not compared.'),
    Type.Object({
      run_id: RunIds,
      all: Type.Optional(Type.Boolean({ description: 'entries that are the same in all runs too' })),
    }),
    Type.Object({
      runs: Type.Array(RunView),
      experiments: Type.Array(Type.Object({ experiment_id: Type.String(), name: Type.String() })),
      params: Type.Array(Line),
      tags: Type.Array(Line),
      datasets: Type.Array(Line),
      environment: Type.Array(Line),
      packages: Type.Array(Line),
      device: Type.Array(Line),
      metrics: Type.Array(
        Type.Object({ name: Type.String(), values: Type.Array(Type.Union([Double(), Type.Null()])) }),
      ),
      same: Type.Object(
        { params: Count, tags: Count, datasets: Count, environment: Count, packages: Count, device: Count },
        { description: 'how many entries are the same in all runs' },
      ),
      unknown: Type.Array(Type.Object({ name: Type.String(), run_ids: Type.Array(Type.String()) })),
      groups: Type.Array(Type.Array(Type.String()), {
        description: 'ids of runs that differ, as far as known, in nothing but their seed; alone where there is none',
      }),
      seeds: Type.Array(Type.String({ description: 'params that count as seeds' })),
    }),
  ),
  points: route(
    'track.comparePoints',
    'GET',
    '/api/v1/compare/points',
    read('One metric of several runs as columns, at most `limit` points of each with the extremes kept.'),
    Type.Object({
      run_id: RunIds,
      key: Type.String(),
      limit: Type.Optional(Type.Integer({ minimum: 2, maximum: 100_000 })),
      axis: Type.Optional(OneOf(AXES)),
      from: Type.Optional(Int64({ description: 'on that axis: a step, or milliseconds' })),
      to: Type.Optional(Int64({ description: 'on that axis: a step, or milliseconds' })),
    }),
    Type.Object({
      key: Type.String(),
      runs: Type.Array(
        Type.Object({
          run_id: Type.String(),
          total: Type.Integer(),
          steps: Type.Array(Int64()),
          timestamps: Type.Array(Int64()),
          values: Type.Array(Double()),
        }),
      ),
    }),
  ),
  csv: route(
    'track.pointsCsv',
    'GET',
    '/api/v1/runs/:run_id/points.csv',
    { policy: 'read', form: 'raw', summary: 'Every point of one metric as CSV, none left out.' },
    Type.Object({
      run_id: Type.String(),
      key: Type.String(),
      from_step: Type.Optional(Int64()),
      to_step: Type.Optional(Int64()),
    }),
    Type.Object({}),
  ),
}
