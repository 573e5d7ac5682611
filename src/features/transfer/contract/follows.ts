/** Routes of follows: another tracking server stays where it is, and what is in it is seen here too. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { SOURCE_ACCESS } from './imports.ts'

const own = (summary: string) => ({ policy: 'admin', form: 'own', summary }) as const
const Ms = (description: string) => Int64({ description: `milliseconds since 1970: ${description}` })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

const Name = Type.String({
  pattern: '^[\\w][\\w.-]{0,99}$',
  description: 'letters, digits, dots and dashes; unique in the workspace',
})
const Experiments = Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 1_000 })
const Every = Type.Integer({ minimum: 1, maximum: 86_400, description: 'seconds between two looks; default 10' })

export interface FollowOptions {
  experiments: string[] | null
  copy_files: boolean
  write_back: boolean
}

export const Follow = Type.Object({
  name: Name,
  place: Type.String({ description: 'without user, password and token' }),
  state: OneOf(['active', 'paused', 'away'] as const),
  every: Every,
  experiments: orNull(Experiments),
  copy_files: Type.Boolean(),
  write_back: Type.Boolean({
    description: 'notes of Bellwether, tags that begin with bellwether., are told to the source',
  }),
  created_ms: Ms('when it was made'),
  seen_ms: orNull(Ms('when the source last answered')),
  behind_ms: orNull(Int64({ description: 'what is shown may be so much older than the source' })),
  next_ms: orNull(Ms('when it is looked at next')),
  error: orNull(Type.String({ description: 'what the source said, while it is away' })),
  counts: Type.Record(Type.String(), Int64(), { description: 'experiments, runs, points, models taken so far' }),
})

const One = Type.Object({ name: Type.String({ maxLength: 100 }) })
const Reply1 = Type.Object({ follow: Follow })

export const follows = {
  list: route(
    'transfer.listFollows',
    'GET',
    '/api/v1/follows',
    own('Which servers are followed, and how far behind they are shown.'),
    Empty,
    Type.Object({ follows: Type.Array(Follow) }),
  ),
  create: route(
    'transfer.createFollow',
    'POST',
    '/api/v1/follows',
    {
      ...own('Follow a tracking server that stays: what is logged there is seen here, and cannot be changed here.'),
      events: ['follow.started', 'follow.away', 'follow.back'],
    },
    Type.Object({
      uri: Type.String({ minLength: 1, maxLength: 2_000, description: 'https://… of the server' }),
      ...SOURCE_ACCESS,
      name: Type.Optional(Name),
      every: Type.Optional(Every),
      experiments: Type.Optional(Experiments),
      copy_files: Type.Optional(
        Type.Boolean({ description: 'copy the bytes of files, instead of reading them there' }),
      ),
      write_back: Type.Optional(
        Type.Boolean({ description: 'let tags that begin with bellwether. be told to the source' }),
      ),
    }),
    Reply1,
  ),
  get: route('transfer.getFollow', 'GET', '/api/v1/follows/:name', own('How a follow is.'), One, Reply1),
  pause: route(
    'transfer.pauseFollow',
    'POST',
    '/api/v1/follows/:name/pause',
    { ...own('Ask the source no more for now.'), events: ['follow.paused'] },
    One,
    Reply1,
  ),
  resume: route(
    'transfer.resumeFollow',
    'POST',
    '/api/v1/follows/:name/resume',
    { ...own('Follow again, and look at once.'), events: ['follow.resumed'] },
    One,
    Reply1,
  ),
  stop: route(
    'transfer.stopFollow',
    'DELETE',
    '/api/v1/follows/:name',
    { ...own('Follow no more: what was taken stays and can be changed here.'), events: ['follow.stopped'] },
    One,
    Empty,
  ),
}
