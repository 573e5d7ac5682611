/** Routes of people as the identity provider knows them: whose account somebody is. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Id, own } from './accounts.ts'

const Identity = Type.Object({
  id: Id,
  issuer: Type.String({ description: 'the address of the provider' }),
  subject: Type.String({ description: 'who somebody is there, whatever they are called' }),
  name: Type.String({ description: 'what the provider called them last' }),
  email: Type.Union([Type.String(), Type.Null()], { description: 'if the provider has verified it' }),
  account: Type.Union([Type.String(), Type.Null()], { description: 'null: waits for an owner' }),
  account_id: Type.Union([Id, Type.Null()]),
  first_at: Int64({ description: 'milliseconds since 1970' }),
  last_at: Int64({ description: 'milliseconds since 1970' }),
})

export const identities = {
  list: route(
    'access.listIdentities',
    'GET',
    '/api/v1/access/identities',
    own('install', 'People as the identity provider knows them, those without an account first.'),
    Empty,
    Type.Object({ identities: Type.Array(Identity) }),
  ),
  link: route(
    'access.linkIdentity',
    'PUT',
    '/api/v1/access/identities/:id/account',
    { ...own('install', 'Say whose account somebody is that the provider knows.'), events: ['identity.linked'] },
    Type.Object({ id: Id, account: Type.String({ description: 'the name of a person' }) }),
    Empty,
  ),
  remove: route(
    'access.removeIdentity',
    'DELETE',
    '/api/v1/access/identities/:id',
    {
      ...own('install', 'Forget somebody that the provider knows: the log-ins end, the account stays.'),
      events: ['account.changed', 'identity.unlinked', 'member.removed', 'token.revoked'],
    },
    Type.Object({ id: Id }),
    Empty,
  ),
}
