/** Routes of accounts and tokens. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'

/** From least to most: reads; also writes; also manages accounts; cannot be removed while it is the last. */
export const ROLES = ['reader', 'writer', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]
const Role = OneOf(ROLES)

const own = (policy: 'open' | 'read' | 'write' | 'admin', summary: string) =>
  ({ policy, form: 'own', summary }) as const
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Text = Type.Union([Type.String(), Type.Null()])
const Time = Type.Union([Int64({ description: 'milliseconds since 1970' }), Type.Null()])
const Secret = Type.String({ description: 'the token itself, shown this once' })

const Account = Type.Object({
  id: Id,
  name: Type.String(),
  role: Role,
  created_at: Int64(),
  disabled_at: Time,
})
const Token = Type.Object({
  id: Id,
  account_id: Id,
  label: Type.String(),
  session: Type.Boolean({ description: 'a log-in of a browser' }),
  role: Type.Union([Role, Type.Null()], { description: "less than the account's role; null: as much" }),
  created_at: Int64(),
  expires_at: Time,
  last_used_at: Time,
})

export const access = {
  me: route(
    'access.me',
    'GET',
    '/api/v1/access/me',
    own('open', 'Who the server takes you for.'),
    Empty,
    Type.Object({
      mode: OneOf(['open', 'accounts'] as const),
      account_id: Type.Union([Id, Type.Null()]),
      account: Text,
      role: Type.Union([Role, Type.Null()]),
    }),
  ),
  createAccount: route(
    'access.createAccount',
    'POST',
    '/api/v1/access/accounts',
    {
      ...own('admin', 'Make an account. The first is an owner, comes with its token, and ends open access.'),
      events: ['account.created', 'token.created'],
    },
    Type.Object({ name: Type.String({ maxLength: 100 }), role: Type.Optional(Role) }),
    Type.Object({ account: Account, token: Type.Optional(Secret) }),
  ),
  listAccounts: route(
    'access.listAccounts',
    'GET',
    '/api/v1/access/accounts',
    own('admin', 'All accounts.'),
    Empty,
    Type.Object({ accounts: Type.Array(Account) }),
  ),
  disableAccount: route(
    'access.disableAccount',
    'DELETE',
    '/api/v1/access/accounts/:id',
    { ...own('admin', 'Disable an account; its tokens stop working.'), events: ['account.disabled'] },
    Type.Object({ id: Id }),
    Empty,
  ),
  createToken: route(
    'access.createToken',
    'POST',
    '/api/v1/access/tokens',
    { ...own('write', 'Make a token, for yourself or, as an admin, for others.'), events: ['token.created'] },
    Type.Object({
      label: Type.String({ minLength: 1, maxLength: 100 }),
      account_id: Type.Optional(Id),
      role: Type.Optional(Role),
      expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 })),
    }),
    Type.Object({ token: Secret, info: Token }),
  ),
  listTokens: route(
    'access.listTokens',
    'GET',
    '/api/v1/access/tokens',
    own('read', 'Your tokens and log-ins that are not revoked; as an admin also those of others.'),
    Type.Object({ account_id: Type.Optional(Id) }),
    Type.Object({ tokens: Type.Array(Token) }),
  ),
  revokeToken: route(
    'access.revokeToken',
    'DELETE',
    '/api/v1/access/tokens/:id',
    { ...own('write', 'Withdraw a token, and the log-ins it opened.'), events: ['token.revoked'] },
    Type.Object({ id: Id }),
    Empty,
  ),
}
