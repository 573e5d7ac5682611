/** Routes of passwords, and of what somebody is told of the own account. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Account, Id, own } from './accounts.ts'

const Password = Type.String({ maxLength: 1_000, description: '12 to 200 characters' })

export const passwords = {
  mine: route(
    'access.mine',
    'GET',
    '/api/v1/access/account',
    own('self', 'Your own account.'),
    Empty,
    Type.Object({ account: Account, has_password: Type.Boolean() }),
  ),
  change: route(
    'access.changePassword',
    'PUT',
    '/api/v1/access/password',
    { ...own('self', 'Change your password, or set the first; your other log-ins end.'), events: ['password.changed'] },
    Type.Object({
      old: Type.Optional(Type.String({ maxLength: 1_000, description: 'the present one, if there is one' })),
      new: Password,
    }),
    Empty,
  ),
  offer: route(
    'access.offerPassword',
    'POST',
    '/api/v1/access/accounts/:id/password-link',
    {
      ...own('install', 'Make a link by which a person sets their password; it works once, for three days.'),
      events: ['password.offered'],
    },
    Type.Object({ id: Id }),
    Type.Object({
      path: Type.String({ description: 'of the page, below the address of the server' }),
      expires_at: Int64({ description: 'milliseconds since 1970' }),
    }),
  ),
}
