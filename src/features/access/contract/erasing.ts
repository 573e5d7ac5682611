/** Routes by which a person takes along what is kept of them, and is forgotten. */
import { Int64, route, Type } from '../../../lib/contract.ts'
import { Account, Id, own, Text } from './accounts.ts'
import { Session, Token } from './tokens.ts'

const Time = Int64({ description: 'milliseconds since 1970' })

export const erasing = {
  export: route(
    'access.export',
    'GET',
    '/api/v1/access/account/export',
    own('self', 'All that is kept of you; events page by page, the newest first.'),
    Type.Object({
      before: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 2 ** 53 - 1, description: '`next` of the page before' }),
      ),
    }),
    Type.Object({
      account: Account,
      has_password: Type.Boolean(),
      tokens: Type.Array(Token),
      sessions: Type.Array(Session),
      identities: Type.Array(
        Type.Object({ issuer: Type.String(), subject: Type.String(), name: Type.String(), email: Text }),
        { description: 'as the identity provider knows you' },
      ),
      networks: Type.Array(Type.Object({ token_id: Id, network: Type.String(), first_at: Time }), {
        description: 'from where your tokens were used',
      }),
      choices: Type.Array(
        Type.Object({ workspace: Type.String(), answers_for: Text, specialisations: Type.Array(Type.String()) }),
      ),
      looks: Type.Array(Type.Object({ at: Time, by: Text, what: Text, workspace: Text })),
      elsewhere: Type.Unsafe<Record<string, unknown>>({ description: 'what other parts of the server keep of you' }),
      events: Type.Array(
        Type.Object({
          seq: Int64(),
          at: Time,
          workspace: Text,
          name: Type.String(),
          subject_kind: Type.String(),
          subject_id: Type.String(),
          details: Type.Unsafe<Record<string, unknown> | null>({ description: 'null when erased' }),
        }),
        { description: 'what you caused, and what happened to your account and tokens' },
      ),
      next: Type.Union([Int64(), Type.Null()], { description: '`before` of the next page of events' }),
    }),
  ),
  erase: route(
    'access.eraseAccount',
    'POST',
    '/api/v1/access/accounts/:id/erase',
    {
      ...own('install', 'Forget a person for good: name, contact, tokens, choices and what events say of them.'),
      events: ['account.erased', 'audit.erased'],
    },
    Type.Object({ id: Id, name: Type.String({ maxLength: 100, description: 'its present name, against mistakes' }) }),
    Type.Object({ events: Type.Integer({ description: 'events that say nothing any more' }) }),
  ),
}
