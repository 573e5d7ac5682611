/** Pages that need no script: log-in, log-out, set-up, setting a password, letting a command line in. */
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
    { ...page('Log in with name and password, or with a token; sets a cookie.'), events: ['token.created'] },
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
      events: ['account.created', 'password.changed', 'token.created'],
    },
    Empty,
    Empty,
  ),
  password: route(
    'access.passwordPage',
    'GET',
    '/password',
    page('The form by which somebody with a link sets the own password.'),
    Type.Object({ code: Type.Optional(Type.String({ maxLength: 200 })) }),
    Empty,
  ),
  postPassword: route(
    'access.setPassword',
    'POST',
    '/password',
    {
      ...page('Set the own password with the code of the link, and log in.'),
      events: ['password.changed', 'token.created'],
    },
    Empty,
    Empty,
  ),
  device: route(
    'access.devicePage',
    'GET',
    '/device',
    page('The form that asks for the code of a command line; leads to the log-in before.'),
    Empty,
    Empty,
  ),
  postDevice: route(
    'access.answerDevice',
    'POST',
    '/device',
    { ...page('Show what asks with a code, then let it in or not.'), policy: 'self' },
    Empty,
    Empty,
  ),
}
