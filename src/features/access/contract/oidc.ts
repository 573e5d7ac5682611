/** Routes of single sign-on: the way to the provider and back, its orders to log out, and whose account somebody is. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Id, own } from './accounts.ts'

const page = (summary: string) => ({ policy: 'open', form: 'raw', summary }) as const
const Long = Type.Optional(Type.String({ maxLength: 8_000 }))

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

export const oidc = {
  begin: route(
    'access.beginOidc',
    'GET',
    '/login/oidc',
    page('To the identity provider, which sends the browser back.'),
    Type.Object({ next: Type.Optional(Type.String({ maxLength: 2_000 })) }),
    Empty,
  ),
  back: route(
    'access.finishOidc',
    'GET',
    '/login/oidc/back',
    {
      ...page('Back from the identity provider; logs in and sets a cookie.'),
      events: [
        'account.created',
        'account.changed',
        'identity.linked',
        'member.added',
        'member.changed',
        'member.removed',
        'token.created',
      ],
    },
    Type.Object({ code: Long, state: Long, iss: Long, error: Long, error_description: Long }),
    Empty,
  ),
  logout: route(
    'access.oidcLogout',
    'POST',
    '/login/oidc/logout',
    { ...page("The provider's order to end log-ins: a form with a 'logout_token'."), events: ['token.revoked'] },
    Empty,
    Empty,
  ),
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
