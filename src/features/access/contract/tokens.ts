/** Routes of tokens: one's own, those of any account for an owner, those for a workspace for its admins. */
import { Empty, Int64, route, SCOPES, Type } from '../../../lib/contract.ts'
import { Id, own, ScopeName, Secret, Text, Time } from './accounts.ts'

export const MAX_DAYS = 3_650

export const Token = Type.Object({
  id: Id,
  account_id: Id,
  account: Type.String(),
  label: Type.String(),
  scopes: Type.Union([Type.Array(ScopeName), Type.Null()], { description: 'null: all that the account may' }),
  workspace: Type.Union([Type.String(), Type.Null()], { description: 'where alone it works; null: everywhere' }),
  created_at: Int64(),
  expires_at: Time,
  last_used_at: Time,
})
const Tokens = Type.Object({ tokens: Type.Array(Token) })
const Made = Type.Object({ token: Secret, info: Token })

const Wanted = Type.Object({
  label: Type.String({ minLength: 1, maxLength: 100, description: 'what it is for' }),
  scopes: Type.Optional(
    Type.Array(ScopeName, {
      minItems: 1,
      maxItems: SCOPES.length,
      description: 'what it may do at most; without it, all that you may with what you log in with',
    }),
  ),
  workspace: Type.Optional(Type.String({ description: 'the one workspace in which it works; without it, in all' })),
  expires_in_days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_DAYS, description: 'default 90, at most what the server allows' }),
  ),
})
export const Session = Type.Object({
  id: Id,
  label: Type.String({ description: 'the browser, as it described itself' }),
  is_this: Type.Boolean({ description: 'the one you ask with' }),
  opened_by: Text,
  by_provider: Type.Boolean({ description: 'a log-in by single sign-on, which the provider can end' }),
  created_at: Int64(),
  expires_at: Time,
  last_used_at: Time,
})
const { workspace: _, ...WantedHere } = Wanted.properties

const made = { events: ['token.created'] } as const
const revoked = { events: ['token.revoked'] } as const

export const tokens = {
  create: route(
    'access.createToken',
    'POST',
    '/api/v1/access/tokens',
    { ...own('self', 'Make a token for yourself.'), ...made },
    Wanted,
    Made,
  ),
  list: route(
    'access.listTokens',
    'GET',
    '/api/v1/access/tokens',
    own('self', 'Your tokens that are not revoked, with their last use.'),
    Empty,
    Tokens,
  ),
  revoke: route(
    'access.revokeToken',
    'DELETE',
    '/api/v1/access/tokens/:id',
    { ...own('self', 'Withdraw a token of yours, and the log-ins it opened.'), ...revoked },
    Type.Object({ id: Id }),
    Empty,
  ),
  createOf: route(
    'access.createTokenOf',
    'POST',
    '/api/v1/access/accounts/:account_id/tokens',
    { ...own('install', 'Make a token for another account.'), ...made },
    Type.Object({ account_id: Id, ...Wanted.properties }),
    Made,
  ),
  listOf: route(
    'access.listTokensOf',
    'GET',
    '/api/v1/access/accounts/:account_id/tokens',
    own('install', 'The tokens of another account.'),
    Type.Object({ account_id: Id }),
    Tokens,
  ),
  revokeOf: route(
    'access.revokeTokenOf',
    'DELETE',
    '/api/v1/access/accounts/:account_id/tokens/:id',
    { ...own('install', 'Withdraw a token of another account.'), ...revoked },
    Type.Object({ account_id: Id, id: Id }),
    Empty,
  ),
  createHere: route(
    'access.createTokenHere',
    'POST',
    '/api/v1/workspace/tokens',
    { ...own('admin', 'Make a token for a service account that is a member here; it works here only.'), ...made },
    Type.Object({ account: Type.String({ description: 'the name of the service account' }), ...WantedHere }),
    Made,
  ),
  listHere: route(
    'access.listTokensHere',
    'GET',
    '/api/v1/workspace/tokens',
    own('admin', 'Tokens that work in this workspace only, whosever they are.'),
    Empty,
    Tokens,
  ),
  revokeHere: route(
    'access.revokeTokenHere',
    'DELETE',
    '/api/v1/workspace/tokens/:id',
    { ...own('admin', 'Withdraw a token that works in this workspace only.'), ...revoked },
    Type.Object({ id: Id }),
    Empty,
  ),
  sessions: route(
    'access.listSessions',
    'GET',
    '/api/v1/access/sessions',
    own('self', 'Where you are logged in with a browser.'),
    Empty,
    Type.Object({ sessions: Type.Array(Session) }),
  ),
  endSession: route(
    'access.endSession',
    'DELETE',
    '/api/v1/access/sessions/:id',
    { ...own('self', 'End a log-in of a browser.'), ...revoked },
    Type.Object({ id: Id }),
    Empty,
  ),
}
