/** Routes of tracking that MLflow does not have: states, environments, columns of points, differences. */
import { Double, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { Dataset, VIEWS } from './shapes.ts'

const read = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const write = (summary: string) => ({ policy: 'write', form: 'own', summary }) as const
const Text = Type.Union([Type.String(), Type.Null()])
const Time = Type.Union([Int64({ description: 'milliseconds since 1970' }), Type.Null()])
const Words = Type.Record(Type.String(), Type.String())
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 }))
const Cursor = Type.Optional(Type.String({ description: 'next_cursor of the page before' }))

/** MLflow's states in small letters, and `lost`: says it is running, but its process has probably died. */
export const STATES = ['running', 'scheduled', 'finished', 'failed', 'killed', 'lost'] as const
export type State = (typeof STATES)[number]

export const LatestPoint = Type.Object({ value: Double(), step: Int64(), timestamp: Int64() })

export const RunView = Type.Object({
  run_id: Type.String(),
  name: Type.String(),
  experiment_id: Type.String(),
  state: OneOf(STATES),
  deleted: Type.Boolean(),
  user: Text,
  started_at: Time,
  ended_at: Time,
  last_seen_at: Time,
  parent_run_id: Text,
  params: Words,
  tags: Words,
  metrics: Type.Record(Type.String(), LatestPoint),
})

/** What is known of where a run ran; null is unknown. */
export const Environment = Type.Object({
  command: Text,
  directory: Text,
  commit: Text,
  branch: Text,
  remote: Text,
  dirty: Type.Union([Type.Boolean(), Type.Null()]),
  diff: Text,
  image: Text,
  python: Text,
  packages: Type.Union([Words, Type.Null()]),
  device: Type.Union([Words, Type.Null()]),
  exit_code: Type.Union([Type.Integer(), Type.Null()]),
  signal: Text,
})
const EnvironmentInput = Type.Object({
  command: Type.Optional(Type.String()),
  directory: Type.Optional(Type.String()),
  commit: Type.Optional(Type.String()),
  branch: Type.Optional(Type.String()),
  remote: Type.Optional(Type.String()),
  dirty: Type.Optional(Type.Boolean()),
  diff: Type.Optional(Type.String()),
  python: Type.Optional(Type.String()),
  packages: Type.Optional(Words),
  device: Type.Optional(Words),
})

const Link = Type.Object({ run_id: Type.String(), name: Type.String(), state: OneOf(STATES) })

export const RunDetail = Type.Object({
  run: RunView,
  experiment: Type.Object({ experiment_id: Type.String(), name: Type.String() }),
  environment: Environment,
  datasets: Type.Array(Type.Object({ ...Dataset.properties, context: Text })),
  models: Type.Array(
    Type.Object({ model_id: Type.String(), direction: OneOf(['input', 'output'] as const), step: Int64() }),
  ),
  parent: Type.Union([Link, Type.Null()]),
  children: Type.Array(Link),
  artifact_uri: Type.String(),
  single: Type.Array(Type.String(), { description: 'names of the metrics that have one point' }),
})

export const ExperimentView = Type.Object({
  experiment_id: Type.String(),
  name: Type.String(),
  deleted: Type.Boolean(),
  created_at: Int64(),
  updated_at: Int64(),
  last_run_at: Time,
  tags: Words,
  runs: Type.Object({ total: Type.Integer(), running: Type.Integer(), lost: Type.Integer(), failed: Type.Integer() }),
})

const Row = Type.Object({ name: Type.String(), a: Text, b: Text })

export const own = {
  experiments: route(
    'track.experiments',
    'GET',
    '/api/v1/experiments',
    read('Experiments with what runs in them, the most recently active first.'),
    Type.Object({
      view: Type.Optional(OneOf(VIEWS)),
      search: Type.Optional(Type.String()),
      limit: Limit,
      cursor: Cursor,
    }),
    Type.Object({ experiments: Type.Array(ExperimentView), next_cursor: Text }),
  ),
  experiment: route(
    'track.experiment',
    'GET',
    '/api/v1/experiments/:experiment_id',
    read('One experiment, and the keys that its runs have.'),
    Type.Object({ experiment_id: Type.String() }),
    Type.Object({
      experiment: ExperimentView,
      keys: Type.Object({
        metrics: Type.Array(Type.String()),
        params: Type.Array(Type.String()),
        tags: Type.Array(Type.String()),
      }),
    }),
  ),
  searchRuns: route(
    'track.searchRuns',
    'POST',
    '/api/v1/runs/search',
    read('Runs that match a filter, with their state.'),
    Type.Object({
      experiment_ids: Type.Array(Type.String()),
      filter: Type.Optional(Type.String()),
      order_by: Type.Optional(Type.Array(Type.String())),
      view: Type.Optional(OneOf(VIEWS)),
      columns: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 1_000,
          description: 'metrics.NAME, params.NAME, tags.NAME: only these travel; all, if absent',
        }),
      ),
      limit: Limit,
      cursor: Cursor,
      offset: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'runs to pass over; not together with cursor' }),
      ),
    }),
    Type.Object({ runs: Type.Array(RunView), total: Type.Integer(), next_cursor: Text }),
  ),
  run: route(
    'track.run',
    'GET',
    '/api/v1/runs/:run_id',
    read('A run with all that is known of it; what is not known is null.'),
    Type.Object({ run_id: Type.String() }),
    RunDetail,
  ),
  setLastSeen: route(
    'track.setLastSeen',
    'PUT',
    '/api/v1/runs/:run_id/last-seen',
    {
      ...write(
        'Say when a run that is brought here from elsewhere last reported; after too long a silence it is lost.',
      ),
      events: ['run.lost', 'run.resumed'],
    },
    Type.Object({
      run_id: Type.String(),
      last_seen_at: Int64({ description: 'milliseconds since 1970; what follows by any write counts anew' }),
    }),
    Type.Object({ state: OneOf(STATES) }),
  ),
  points: route(
    'track.points',
    'GET',
    '/api/v1/runs/:run_id/points',
    read('One metric as columns, at most `limit` points with the extremes kept.'),
    Type.Object({
      run_id: Type.String(),
      key: Type.String(),
      limit: Type.Optional(Type.Integer({ minimum: 2, maximum: 100_000 })),
      from_step: Type.Optional(Int64()),
      to_step: Type.Optional(Int64()),
    }),
    Type.Object({
      key: Type.String(),
      total: Type.Integer(),
      steps: Type.Array(Int64()),
      timestamps: Type.Array(Int64()),
      values: Type.Array(Double()),
    }),
  ),
  diff: route(
    'track.diff',
    'GET',
    '/api/v1/diff/runs',
    read('What differs between two runs: params, metrics, tags, datasets, environment, code.'),
    Type.Object({ a: Type.String(), b: Type.String() }),
    Type.Object({
      a: RunView,
      b: RunView,
      params: Type.Array(Row),
      metrics: Type.Array(Row),
      tags: Type.Array(Row),
      datasets: Type.Array(Row),
      environment: Type.Array(Row),
      packages: Type.Array(Row),
      device: Type.Array(Row),
      unknown: Type.Array(
        Type.String({ description: 'what is unknown of one of them, so that it cannot be compared' }),
      ),
    }),
  ),
  startExecution: route(
    'track.startExecution',
    'POST',
    '/api/v1/executions',
    { ...write('Say where a process runs; the runs it makes refer to this.'), maxBytes: 16 << 20 },
    EnvironmentInput,
    Type.Object({ execution_id: Type.String() }),
  ),
  finishExecution: route(
    'track.finishExecution',
    'POST',
    '/api/v1/executions/:execution_id/finish',
    {
      ...write('Say how a process ended; closes the runs it left open.'),
      events: ['run.finished', 'run.failed', 'run.killed'],
    },
    Type.Object({
      execution_id: Type.String(),
      exit_code: Type.Optional(Type.Integer()),
      signal: Type.Optional(Type.String()),
    }),
    Type.Object({ runs: Type.Array(Link) }),
  ),
}
