/** Routes of the audit: the log's head to keep elsewhere, and the log as a file that can be checked without this server. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { EVENTS, type EventName } from '../../../lib/vocabulary.ts'

const optional = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))
const Seq = (description: string) => Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1, description })

export const audit = {
  head: route(
    'activity.getAuditHead',
    'GET',
    '/api/v1/audit/head',
    {
      policy: 'admin',
      form: 'own',
      summary:
        'Where the log ends now, signed: kept elsewhere, it shows later that nothing before it was changed or cut off.',
    },
    Empty,
    Type.Object({
      head: Type.Object({ seq: Seq('events sealed so far'), hash: Type.String(), at: Type.String() }),
      signature: Type.String({
        description: 'Ed25519, base64url, over "bellwether head 1", a newline and `head` as canonical JSON',
      }),
      public_key: Type.String({ description: 'the 32 bytes of the key, base64url' }),
    }),
  ),
  export: route(
    'activity.exportAudit',
    'GET',
    '/api/v1/audit/export',
    {
      policy: 'admin',
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
      name: Type.Optional(OneOf(Object.keys(EVENTS) as EventName[])),
      subject_kind: optional('what events are about'),
      subject_id: optional('the id of what they are about'),
      account: optional('who caused them: the name of an account, or its number'),
      scope: Type.Optional(OneOf(['workspace', 'installation'] as const)),
    }),
    Empty,
  ),
}
