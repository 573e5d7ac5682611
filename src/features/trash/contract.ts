/** Routes of the trash: what is in it, one thing back, what emptying it would free, emptying it. */
import { Empty, Int64, OneOf, type Policy, route, Type } from '../../lib/contract.ts'

const own = <P extends Policy>(policy: P, summary: string) => ({ policy, form: 'own', summary }) as const
const Ms = Int64({ description: 'milliseconds since 1970' })
const orNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Int64>>(type: T) =>
  Type.Union([type, Type.Null()])

export const TRASHED = ['experiment', 'run', 'model'] as const
export type Trashed = (typeof TRASHED)[number]
export const DEFAULT_DAYS = 30
export const MOST_LISTED = 1_000

const Days = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: 36_500,
    description: `only what came into the trash so many days ago or earlier; default ${DEFAULT_DAYS}, 0 for everything`,
  }),
)

const Item = Type.Object({
  kind: OneOf(TRASHED),
  id: Type.String(),
  name: Type.String(),
  experiment_id: Type.String(),
  experiment: Type.String({ description: 'the name of the experiment' }),
  deleted_at: Ms,
  runs: orNull(Int64({ description: 'of an experiment' })),
  files: Type.Integer(),
  bytes: Int64({ description: 'of its files' }),
  needed_by: orNull(Type.String({ description: 'what needs it: emptying leaves it' })),
})

const FREED = {
  experiments: Type.Integer(),
  runs: Type.Integer(),
  models: Type.Integer(),
  points: Int64(),
  files: Type.Integer(),
  bytes: Int64({ description: 'of the files; bytes that other files have too stay' }),
}

export const Sweep = Type.Object({
  id: Type.Integer(),
  state: OneOf(['waiting', 'running', 'done', 'failed'] as const),
  before_ms: Ms,
  asked_ms: Ms,
  ended_ms: orNull(Ms),
  total: Type.Integer({ description: 'things to look at' }),
  kept: Type.Integer({ description: 'things that something else needs' }),
  ...FREED,
  error: orNull(Type.String()),
})

export const trash = {
  list: route(
    'trash.list',
    'GET',
    '/api/v1/trash',
    own(
      'read',
      'What is in the trash, the last that came first. Runs of an experiment in the trash are counted with it.',
    ),
    Type.Object({
      kind: Type.Optional(OneOf(TRASHED)),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST_LISTED, description: 'of each kind; default 100' }),
      ),
    }),
    Type.Object({
      items: Type.Array(Item),
      totals: Type.Object({ experiment: Type.Integer(), run: Type.Integer(), model: Type.Integer() }),
    }),
  ),
  plan: route(
    'trash.plan',
    'GET',
    '/api/v1/trash/plan',
    own('read', 'What emptying the trash would free, and what it would leave because something needs it.'),
    Type.Object({ older_than_days: Days }),
    Type.Object({
      ...FREED,
      kept: Type.Array(Type.Object({ kind: OneOf(TRASHED), id: Type.String(), needed_by: Type.String() }), {
        description: 'the first hundred',
      }),
      kept_total: Type.Integer(),
    }),
  ),
  restore: route(
    'trash.restore',
    'POST',
    '/api/v1/trash/restore',
    {
      ...own('write', 'Bring one thing back; an experiment, which brings its runs, asks for the right maintain.'),
      events: ['experiment.restored', 'run.restored', 'model-version.restored'],
    },
    Type.Object({ kind: OneOf(TRASHED), id: Type.String() }),
    Empty,
  ),
  empty: route(
    'trash.empty',
    'POST',
    '/api/v1/trash/empty',
    {
      ...own('maintain', 'Free what is in the trash, for good, in the background; one at a time.'),
      events: ['trash.freed', 'trash.emptied'],
    },
    Type.Object({ older_than_days: Days }),
    Type.Object({ sweep: Sweep }),
  ),
  sweep: route(
    'trash.sweep',
    'GET',
    '/api/v1/trash/sweep',
    own('read', 'How far the last emptying is.'),
    Empty,
    Type.Object({ sweep: Type.Union([Sweep, Type.Null()]) }),
  ),
}
