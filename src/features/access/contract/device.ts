/** Routes of the command line's log-in: it shows a code, somebody who is logged in with a browser confirms it. */
import { Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { Id, own } from './accounts.ts'
import { MAX_DAYS } from './tokens.ts'

export const device = {
  start: route(
    'access.startDevice',
    'POST',
    '/api/v1/access/device',
    own('open', 'Ask to be let in: returns a code to show, and a secret to come back with.'),
    Type.Object({
      label: Type.String({ minLength: 1, maxLength: 100, description: 'what asks, as the token will be called' }),
      days: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_DAYS, description: 'how long the token lasts; default 30' }),
      ),
    }),
    Type.Object({
      device_code: Type.String({ description: 'to come back with; nobody else may see it' }),
      user_code: Type.String({ description: 'to be typed on the page' }),
      path: Type.String({ description: 'of the page, below the address of the server' }),
      expires_at: Int64({ description: 'milliseconds since 1970' }),
      interval_seconds: Type.Integer({ description: 'how long to wait between two questions' }),
    }),
  ),
  take: route(
    'access.takeDevice',
    'POST',
    '/api/v1/access/device/token',
    { ...own('open', 'Come back for the token; it is told once.'), events: ['token.created'] },
    Type.Object({ device_code: Type.String({ maxLength: 100 }) }),
    Type.Object({
      state: OneOf(['waiting', 'allowed', 'refused'] as const),
      token: Type.Optional(Type.String()),
      id: Type.Optional(Id),
      account: Type.Optional(Type.String()),
      expires_at: Type.Optional(Int64({ description: 'milliseconds since 1970' })),
    }),
  ),
}
