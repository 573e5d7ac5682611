/** The end of log-ins: ours is told to the provider, and the provider's is told to us, by a signed order. */
import { createHash } from 'node:crypto'
import { errors } from 'jose'
import type { Logger } from 'pino'
import { type Failure, invalid } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { isSafe, type OidcConfig } from '../../../platform/oidc-config.ts'
import type { Identity, Principal } from '../identity.ts'
import { HOME } from '../service/accounts.ts'
import type { TokenStore } from '../store/tokens.ts'
import { type Provider, TOLERANCE_S } from './provider.ts'
import type { IdentityRow, IdentityStore, SessionRow } from './store.ts'

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'
/** An order that took longer is not followed; until then it is known which were. */
const MAX_AGE_S = 300

export interface LogOutParts {
  db: Db
  store: IdentityStore
  tokens: Pick<TokenStore, 'revoke'>
  events: Events
  identity: Pick<Identity, 'forget'>
  log: Logger
  now: () => number
}

interface Order {
  issuer: string
  sid: string | undefined
  subject: string | undefined
  digest: Buffer
  until: Date
}

const wrong = (why: string): Failure => invalid(`The logout token was refused: ${why}.`)

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)

export function logOutService({ db, store, tokens, events, identity, log, now }: LogOutParts) {
  async function end(tx: Tx, sessions: SessionRow[]): Promise<number> {
    let ended = 0
    for (const { token_id, account_id, label } of sessions) {
      if (!(await tokens.revoke(tx, HOME, token_id))) continue
      ended++
      await events.append(tx, {
        workspace: HOME,
        name: 'token.revoked',
        kind: 'token',
        id: String(token_id),
        accountId: null,
        details: { label, account_id, session: true, by_provider: true },
      })
    }
    return ended
  }

  /** Signature, issuer, audience and times are checked by then; what else makes an order of it. */
  function toOrder(claims: Readonly<Record<string, unknown>>): Order {
    const isLogout = typeof claims.events === 'object' && claims.events !== null && Object.hasOwn(claims.events, LOGOUT)
    if (!isLogout) throw wrong("its claim 'events' does not say that it is one")
    if (claims.nonce !== undefined) throw wrong("it has a 'nonce', as ID tokens have")
    const { iat } = claims
    if (typeof iat !== 'number') throw wrong("it has no 'iat'")
    const age = now() / 1_000 - iat
    if (age > MAX_AGE_S || age < -TOLERANCE_S) throw wrong(`it was made ${Math.round(age)} s ago`)
    const jti = textOf(claims.jti)
    if (!jti) throw wrong("it has no 'jti'")
    const sid = textOf(claims.sid)
    const subject = textOf(claims.sub)
    if (sid === undefined && subject === undefined) throw wrong("it names neither 'sub' nor 'sid'")
    return {
      issuer: String(claims.iss),
      sid,
      subject,
      digest: createHash('sha256').update(`${claims.iss} ${jti}`).digest(),
      until: new Date((iat + MAX_AGE_S + TOLERANCE_S) * 1_000),
    }
  }

  async function read(provider: Provider, token: string): Promise<Order> {
    try {
      return toOrder(await provider.verify(token))
    } catch (error) {
      if (error instanceof errors.JOSEError) throw wrong(error.message.replace(/\.$/, ''))
      throw error
    }
  }

  return {
    /** Ends the log-ins that the provider's order names; returns how many. */
    async obey(provider: Provider, token: string): Promise<number> {
      const { issuer, sid, subject, digest, until } = await read(provider, token)
      const ended = await db.transaction().execute(async (tx) => {
        if (!(await store.noteLogoutToken(tx, HOME, digest, until, new Date(now()))))
          throw wrong('it was followed before')
        return end(tx, await store.openSessions(tx, HOME, issuer, { sid, subject }))
      })
      identity.forget()
      return ended
    },

    /** Of one person. */
    async endSessionsOf(tx: Tx, { issuer, subject }: IdentityRow): Promise<void> {
      await end(tx, await store.openSessions(tx, HOME, issuer, { sid: undefined, subject }))
    },

    /** Where the provider ends its own session; nothing for log-ins of another kind, and where it cannot be asked. */
    async addressOf(
      provider: Provider,
      { clientId }: OidcConfig,
      { session, tokenId }: Principal,
      back: string,
    ): Promise<string | undefined> {
      const idToken = session && tokenId !== null ? await store.idTokenOf(HOME, tokenId) : undefined
      if (idToken === undefined) return undefined
      const as = await provider.metadata().catch((error: Error) => {
        log.warn({ err: error }, 'the log-out could not be told to the identity provider')
      })
      const url = URL.parse(as?.end_session_endpoint ?? '')
      if (!url || !isSafe(url)) return undefined
      url.searchParams.set('id_token_hint', idToken)
      url.searchParams.set('client_id', clientId)
      url.searchParams.set('post_logout_redirect_uri', back)
      return url.href
    },
  }
}

export type LogOutService = ReturnType<typeof logOutService>
