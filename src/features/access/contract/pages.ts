/** Pages that need no script: log-in, log-out, set-up. */
import { Empty, route, Type } from '../../../lib/contract.ts'

const page = (summary: string) => ({ policy: 'open', form: 'raw', summary }) as const

export const pages = {
  login: route(
    'access.loginPage',
    'GET',
    '/login',
    page('The log-in form.'),
    Type.Object({ next: Type.Optional(Type.String({ maxLength: 2_000 })) }),
    Empty,
  ),
  postLogin: route(
    'access.login',
    'POST',
    '/login',
    { ...page('Log in with a token; sets a cookie.'), events: ['token.created'] },
    Empty,
    Empty,
  ),
  postLogout: route(
    'access.logout',
    'POST',
    '/logout',
    { ...page('Log out.'), events: ['token.revoked'] },
    Empty,
    Empty,
  ),
  setup: route(
    'access.setupPage',
    'GET',
    '/setup',
    page('The form that makes the first owner.'),
    Type.Object({ code: Type.Optional(Type.String({ maxLength: 200 })) }),
    Empty,
  ),
  postSetup: route(
    'access.setup',
    'POST',
    '/setup',
    {
      ...page('Make the first owner, with the code of the set-up link.'),
      events: ['account.created', 'token.created'],
    },
    Empty,
    Empty,
  ),
}
