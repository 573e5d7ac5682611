/** Routes of imports: everything of another tracking server, its database or its folder is taken in, once. */
import { Empty, type Input, Int64, OneOf, type Reply, route, Type } from '../../../lib/contract.ts'

const own = (summary: string) => ({ policy: 'admin', form: 'own', summary }) as const

export const IMPORT_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type ImportState = (typeof IMPORT_STATES)[number]
export const SOURCE_KINDS = ['server', 'database', 'folder'] as const

/** What is counted, in the order in which it is taken. */
export const TAKEN_KINDS = [
  'experiments',
  'runs',
  'points',
  'files',
  'bytes',
  'logged_models',
  'models',
  'versions',
] as const
export type TakenKind = (typeof TAKEN_KINDS)[number]

const Ms = (description: string) => Int64({ description: `milliseconds since 1970: ${description}` })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const Id = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })

export const Uri = Type.String({
  minLength: 1,
  maxLength: 2_000,
  description:
    'https://… of a server; sqlite:///… or postgresql://… of its database; the whole path of its folder. The last two are for owners.',
})
const Secret = (description: string) => Type.Optional(Type.String({ maxLength: 10_000, description }))
export const SOURCE_ACCESS = {
  user: Secret('for a server that asks for a user and a password'),
  password: Secret('kept encrypted until it is no longer needed'),
  token: Secret('for a server that asks for a token, as Databricks does; kept encrypted'),
  source_workspace: Type.Optional(
    Type.String({ maxLength: 200, description: 'of a server that has several: the one to read' }),
  ),
}
const Experiments = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
    maxItems: 1_000,
    description: 'names or ids; absent for all',
  }),
)

const Taken = Type.Object({
  kind: OneOf(TAKEN_KINDS),
  done: Int64({ description: 'so many so far' }),
  total: orNull(Int64({ description: 'as far as is known' })),
})

export const ImportProgress = Type.Object({
  phase: OneOf(['waiting', 'looking', 'runs', 'models', 'done'] as const),
  current: orNull(Type.String({ description: 'what is being taken now, for people' })),
  kinds: Type.Array(Taken),
  rate: orNull(Type.Number({ description: 'runs a second, over the last minute' })),
})

export const ImportReport = Type.Object({
  version: orNull(Type.String({ description: 'of MLflow, that serves or wrote it' })),
  taken: Type.Array(
    Type.Object({
      kind: OneOf(TAKEN_KINDS),
      count: Int64({ description: 'new here; with dry_run, would be' }),
      known: Int64({ description: 'here already, and as it is there now' }),
    }),
  ),
  left: Type.Array(
    Type.Object({
      what: Type.String(),
      why: Type.String(),
      count: orNull(Int64()),
      examples: Type.Array(Type.String(), { description: 'at most 100' }),
    }),
  ),
  experiments: Type.Array(
    Type.Object({
      source_id: Type.String(),
      name: Type.String(),
      experiment_id: orNull(Type.String({ description: 'here; null with dry_run' })),
      here: Type.String({ description: 'its name here' }),
      how: OneOf(['made', 'joined', 'known'] as const),
    }),
    { description: 'where each one went; at most 1,000' },
  ),
})

export const Import = Type.Object({
  id: Id,
  kind: OneOf(SOURCE_KINDS),
  place: Type.String({ description: 'without user, password and token' }),
  experiments: orNull(Type.Array(Type.String())),
  dry_run: Type.Boolean(),
  files: Type.Boolean({ description: 'the bytes of files are taken too' }),
  on_clash: OneOf(['suffix', 'leave'] as const),
  state: OneOf(IMPORT_STATES),
  asked_ms: Ms('when it was asked for'),
  began_ms: orNull(Ms('when it began')),
  ended_ms: orNull(Ms('when it ended')),
  progress: ImportProgress,
  report: ImportReport,
  error: orNull(Type.String({ description: 'why it failed' })),
})

const One = Type.Object({ id: Id })
const Reply1 = Type.Object({ import: Import })

export const imports = {
  list: route(
    'transfer.listImports',
    'GET',
    '/api/v1/imports',
    own('What was taken in from elsewhere, and is being, the newest first; at most 100.'),
    Empty,
    Type.Object({ imports: Type.Array(Import) }),
  ),
  create: route(
    'transfer.createImport',
    'POST',
    '/api/v1/imports',
    {
      ...own('Take in all of another tracking server, its database or folder; the server goes on with it by itself.'),
      events: ['import.started', 'import.finished', 'import.failed', 'import.cancelled'],
    },
    Type.Object({
      ...{ uri: Uri, ...SOURCE_ACCESS, experiments: Experiments },
      artifacts_root: Type.Optional(
        Type.String({
          maxLength: 2_000,
          description: 'of a database or folder: where its files lie, a whole path or s3://bucket/prefix',
        }),
      ),
      dry_run: Type.Optional(Type.Boolean({ description: 'read, write nothing, say what would happen' })),
      files: Type.Optional(Type.Boolean({ description: 'false leaves the bytes of files where they are' })),
      on_clash: Type.Optional(OneOf(['suffix', 'leave'] as const)),
    }),
    Reply1,
  ),
  get: route(
    'transfer.getImport',
    'GET',
    '/api/v1/imports/:id',
    own('How far an import is, and what it took.'),
    One,
    Reply1,
  ),
  cancel: route(
    'transfer.cancelImport',
    'POST',
    '/api/v1/imports/:id/cancel',
    { ...own('End an import; what it took stays.'), events: ['import.cancelled'] },
    One,
    Reply1,
  ),
  resume: route(
    'transfer.resumeImport',
    'POST',
    '/api/v1/imports/:id/resume',
    own('Go on with an import that failed or was cancelled, where it stopped.'),
    One,
    Reply1,
  ),
}

export type ImportView = Reply<typeof imports.get>['import']
export type Progress = ImportView['progress']
export type Report = ImportView['report']
export type ImportInput = Input<typeof imports.create>

/** What an import was asked to do, apart from what nobody is to see. */
export interface ImportOptions {
  experiments: string[] | null
  dry_run: boolean
  files: boolean
  on_clash: 'suffix' | 'leave'
}
