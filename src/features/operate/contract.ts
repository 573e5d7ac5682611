/** Routes of running the server: how it is, its backups. */
import { Empty, Int64, OneOf, route, Type } from '../../lib/contract.ts'

const own = (summary: string) => ({ policy: 'install', form: 'own', summary }) as const
const orNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Int64>>(type: T) =>
  Type.Union([type, Type.Null()])
const Kind = OneOf(['by-hand', 'nightly', 'before-migration'] as const)
const Ms = Int64({ description: 'milliseconds since 1970' })
const Count = Type.Integer()
const Name = Type.String({ description: 'the name of its file' })

export const Task = Type.Object({
  id: Type.Integer(),
  task: OneOf(['make', 'verify'] as const),
  kind: Kind,
  name: orNull(Name),
  state: OneOf(['waiting', 'running', 'done', 'failed'] as const),
  asked_ms: Ms,
  began_ms: orNull(Ms),
  ended_ms: orNull(Ms),
  phase: Type.Union([OneOf(['database', 'files'] as const), Type.Null()]),
  done: Int64({ description: 'bytes' }),
  total: Int64({ description: 'bytes, as far as is known' }),
  bytes: orNull(Int64({ description: 'of the file' })),
  error: orNull(Type.String()),
})

export const Backup = Type.Object({
  name: Name,
  place: Type.String({ description: 'where the file is' }),
  kind: Kind,
  bytes: Int64(),
  made_ms: Ms,
  took_ms: Count,
  version: Type.String({ description: 'of Bellwether' }),
  rows: Int64(),
  artifacts: Type.Object({
    kept: OneOf(['inside', 'beside', 'none'] as const),
    count: Count,
    bytes: Int64(),
    missing: Type.Integer({ description: 'whose bytes the store had lost before' }),
  }),
  verified_ms: orNull(Ms),
})

export const HealthCheck = Type.Object({
  check: Type.String(),
  status: OneOf(['ok', 'attention', 'bad', 'unknown'] as const),
  message: Type.String(),
  fix: Type.Optional(Type.String({ description: 'what to do' })),
})

export const operate = {
  health: route(
    'operate.health',
    'GET',
    '/api/v1/health',
    own('How the server is: database, schema, backups, jobs, disks.'),
    Empty,
    Type.Object({ checks: Type.Array(HealthCheck) }),
  ),
  disk: route(
    'operate.disk',
    'GET',
    '/api/v1/health/disk',
    own('What uses the disk of the data, and how much of it is free.'),
    Empty,
    Type.Object({
      place: Type.String({ description: 'the data directory' }),
      size: Int64({ description: 'of its disk, in bytes' }),
      free: Int64(),
      others: Int64({ description: 'what is not of this server' }),
      parts: Type.Array(
        Type.Object({
          what: OneOf(['database', 'artifacts', 'backups'] as const),
          bytes: Int64(),
          here: Type.Boolean({ description: 'lies on this disk' }),
        }),
      ),
      tables: Type.Array(Type.Object({ name: Type.String(), bytes: Int64() }), {
        description: 'the largest, with their indexes',
      }),
    }),
  ),
  backups: route(
    'operate.backups',
    'GET',
    '/api/v1/backups',
    own("The server's backups, the newest first; what is being made, what went wrong, when the next is due."),
    Empty,
    Type.Object({
      place: Type.String(),
      nightly: Type.Object({
        on: Type.Boolean(),
        at: Type.String({ description: "a time of day in the server's time zone" }),
        keep: Count,
        next_ms: orNull(Ms),
      }),
      backups: Type.Array(Backup),
      unreadable: Type.Array(Type.Object({ name: Name, reason: Type.String() })),
      active: Type.Union([Task, Type.Null()]),
      failed: Type.Union([Task, Type.Null()], { description: 'the last one, if it failed' }),
    }),
  ),
  backUp: route(
    'operate.backUp',
    'POST',
    '/api/v1/backups',
    { ...own('Make a backup in the place of backups.'), events: ['backup.made', 'backup.failed'] },
    Empty,
    Type.Object({ task: Task }),
  ),
  task: route(
    'operate.backupTask',
    'GET',
    '/api/v1/backups/tasks/:id',
    own('How far a backup is, or its verification.'),
    Type.Object({ id: Type.Integer() }),
    Type.Object({ task: Task }),
  ),
  verify: route(
    'operate.verifyBackup',
    'POST',
    '/api/v1/backups/:name/verify',
    { ...own('Restore a backup into a temporary database and compare.'), events: ['backup.verified', 'backup.failed'] },
    Type.Object({ name: Name }),
    Type.Object({ task: Task }),
  ),
  stream: route(
    'operate.streamBackup',
    'POST',
    '/api/v1/backups/stream',
    {
      policy: 'install',
      form: 'raw',
      summary: 'A whole backup as one file, made while it is read; without its end it is none.',
      events: ['backup.made', 'backup.failed'],
    },
    Empty,
    Empty,
  ),
}

/** The size that a streamed backup has at most, about. */
export const ESTIMATE_HEADER = 'x-bellwether-estimate'
