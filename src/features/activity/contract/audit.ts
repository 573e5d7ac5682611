/** Routes of the audit: the log's head to keep elsewhere, and the log as a file that can be checked without this server. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { EVENT_GROUPS, EVENTS, type EventName } from '../../../lib/vocabulary.ts'

const optional = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))
const Seq = (description: string) => Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1, description })

const NAMES = Object.keys(EVENTS) as EventName[]

const Moment = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description })
const Head = Type.Object({ seq: Seq('events sealed so far'), hash: Type.String(), at: Type.String() })

const AuditEvent = Type.Object({
  seq: Type.Integer(),
  at: Int64({ description: 'milliseconds since 1970' }),
  name: Type.Unsafe<EventName>({ type: 'string' }),
  subject_kind: Type.String(),
  subject_id: Type.String(),
  label: Type.Union([Type.String(), Type.Null()], { description: 'what people call it now' }),
  account_id: Type.Union([Type.Integer(), Type.Null()]),
  account: Type.Union([Type.String(), Type.Null()], { description: 'the name of the account now' }),
  details: Type.Unsafe<Record<string, unknown> | null>({ description: 'null when erased' }),
  erased: Type.Boolean(),
})

export const audit = {
  list: route(
    'activity.listAudit',
    'GET',
    '/api/v1/audit',
    {
      policy: 'audit',
      form: 'own',
      summary: 'Who did what, newest first: sealed events by time, name, subject, account and text.',
    },
    Type.Object({
      since: Type.Optional(Int64({ description: 'of this moment or later, in milliseconds since 1970' })),
      until: Type.Optional(Int64({ description: 'before this moment' })),
      name: Type.Optional(OneOf(NAMES)),
      group: Type.Optional(OneOf(EVENT_GROUPS)),
      subject_kind: optional('what events are about; together with subject_id'),
      subject_id: optional('the id of what they are about'),
      account: optional('who caused them: the name of an account, or its number'),
      text: optional('beginnings of words that their details or the id of their subject have'),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      after: optional('`next` of the page before'),
    }),
    Type.Object({
      events: Type.Array(AuditEvent),
      next: Type.Union([Type.String(), Type.Null()], {
        description:
          '`after` of the next page; with `text` there may be one although this page is not full: then that far was looked',
      }),
    }),
  ),
  days: route(
    'activity.countAuditDays',
    'GET',
    '/api/v1/audit/days',
    { policy: 'audit', form: 'own', summary: 'How many events each day had, by name and by UTC.' },
    Type.Object({
      since: Type.Optional(Type.String({ format: 'date', description: 'the first day; a year ago where absent' })),
      until: Type.Optional(Type.String({ format: 'date', description: 'the last day; today where absent' })),
    }),
    Type.Object({
      since: Type.String(),
      until: Type.String(),
      days: Type.Array(
        Type.Object({ day: Type.String(), name: Type.Unsafe<EventName>({ type: 'string' }), n: Type.Integer() }),
      ),
    }),
  ),
  head: route(
    'activity.getAuditHead',
    'GET',
    '/api/v1/audit/head',
    {
      policy: 'audit',
      form: 'own',
      summary:
        'Where the log ends now, signed: kept elsewhere, it shows later that nothing before it was changed or cut off.',
    },
    Empty,
    Type.Object({
      head: Head,
      signature: Type.String({
        description: 'Ed25519, base64url, over "bellwether head 1", a newline and `head` as canonical JSON',
      }),
      public_key: Type.String({ description: 'the 32 bytes of the key, base64url' }),
    }),
  ),
  status: route(
    'activity.getAuditStatus',
    'GET',
    '/api/v1/audit/status',
    {
      policy: 'audit',
      form: 'own',
      summary: 'What this server last found when it checked the log: how far it is whole, and since when.',
    },
    Empty,
    Type.Object({
      state: OneOf(['unchecked', 'checking', 'whole', 'broken'] as const),
      good: Type.Object({ seq: Seq('up to this event the log is as it was sealed'), hash: Type.String() }),
      sealed: Seq('events sealed so far'),
      checked_at: Moment('when that was found, in milliseconds since 1970'),
      whole_at: Moment('when all of the log was last walked to its end'),
      fault: Type.Union([
        Type.Object({
          seq: Seq('the first event that is not as it was'),
          reason: Type.String(),
          by: OneOf(['chain', 'head'] as const),
        }),
        Type.Null(),
      ]),
      kept: Type.Union([Head, Type.Null()], { description: 'the last head that was kept beside the data' }),
      public_key: Type.String(),
    }),
  ),
  accept: route(
    'activity.acceptAudit',
    'POST',
    '/api/v1/audit/accept',
    {
      policy: 'install',
      form: 'own',
      summary: 'After a restore: the log as it is now counts, though it does not lead to the heads that were kept.',
      events: ['audit.accepted'],
    },
    Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'why it is another log' }) }),
    Empty,
  ),
  export: route(
    'activity.exportAudit',
    'GET',
    '/api/v1/audit/export',
    {
      policy: 'audit',
      form: 'raw',
      summary:
        'The log as JSON lines that anybody can check without this server; what a filter leaves out stands there as fingerprints.',
      events: ['audit.exported'],
    },
    Type.Object({
      after: Type.Optional(Seq('goes on after this place, as when an export broke off')),
      since: Type.Optional(
        Int64({ description: 'begins with the first event of this moment or later, in milliseconds since 1970' }),
      ),
      until: Type.Optional(Int64({ description: 'ends with the last event before this moment' })),
      name: Type.Optional(OneOf(NAMES)),
      subject_kind: optional('what events are about'),
      subject_id: optional('the id of what they are about'),
      account: optional('who caused them: the name of an account, or its number'),
      scope: Type.Optional(OneOf(['workspace', 'installation'] as const)),
    }),
    Empty,
  ),
}
