/** Routes of single sign-on, for browsers and for the provider: the way there and back, and its orders to log out. */
import { Empty, route, Type } from '../../../lib/contract.ts'

const page = (summary: string) => ({ policy: 'open', form: 'raw', summary }) as const
const Long = Type.Optional(Type.String({ maxLength: 8_000 }))

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
}
