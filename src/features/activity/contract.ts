/** Routes of the event log: pages of events, a live stream, the check of the chain. */
import { Empty, Int64, OneOf, route, Type } from '../../lib/contract.ts'
import { EVENTS, type EventName } from '../../lib/vocabulary.ts'

const Seq = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1, description }))
const Text = Type.Union([Type.String(), Type.Null()])

export const Event = Type.Object({
  seq: Type.Integer({ description: 'place in the log; without gaps' }),
  at: Int64({ description: 'milliseconds since 1970' }),
  name: Type.Unsafe<EventName>({ type: 'string' }),
  subject_kind: Type.String(),
  subject_id: Type.String(),
  account: Text,
  details: Type.Unsafe<Record<string, unknown> | null>({ description: 'null when erased' }),
})

export const activity = {
  list: route(
    'activity.listEvents',
    'GET',
    '/api/v1/events',
    {
      policy: 'read',
      form: 'own',
      summary: 'Events after a place in the log, oldest first; with `wait`, as they happen.',
    },
    Type.Object({
      after: Seq('the last seq you have; absent for the beginning'),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      name: Type.Optional(OneOf(Object.keys(EVENTS) as EventName[])),
      subject_kind: Type.Optional(Type.String()),
      subject_id: Type.Optional(Type.String()),
      wait: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 30, description: 'seconds to wait for the first event' }),
      ),
    }),
    Type.Object({ events: Type.Array(Event), next_after: Type.Integer({ description: '`after` of the next page' }) }),
  ),
  stream: route(
    'activity.stream',
    'GET',
    '/api/v1/events/stream',
    {
      policy: 'read',
      form: 'raw',
      summary:
        'Server-sent events: the log as it is sealed, resumed by Last-Event-ID or `after`; and, without id, `points`: runs that got points.',
    },
    Type.Object({ after: Seq('the last seq you have; absent for the present') }),
    Empty,
  ),
  verify: route(
    'activity.verify',
    'GET',
    '/api/v1/events/verify',
    { policy: 'audit', form: 'own', summary: 'Checks that no event was changed, removed or slipped in.' },
    Empty,
    Type.Object({
      ok: Type.Boolean(),
      count: Type.Integer({ description: 'events found to be right' }),
      head: Text,
      first_bad_seq: Type.Optional(Type.Integer()),
      reason: Type.Optional(Type.String()),
    }),
  ),
}
