/** Single sign-on over HTTP. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../lib/failure.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { addressOf } from '../address.ts'
import type { Attempts } from '../attempts.ts'
import { identities as identitiesContract } from '../contract/identities.ts'
import { oidc as contract } from '../contract/oidc.ts'
import type { Modes } from '../mode.ts'
import { onwardPage } from '../pages.ts'
import { goTo, isEncrypted, localPath, readForm, send } from '../routes/forms.ts'
import type { IdentityService } from './accounts.ts'
import type { Person } from './claims.ts'
import type { LogIn } from './log-in.ts'
import { memoCookie, readMemo } from './memo.ts'
import type { ListedIdentityRow } from './store.ts'

/** Somebody who came from the provider, and may come in. */
export interface Entered {
  person: Person
  accountId: number
  identityId: number
}

export interface OidcServices {
  /** Where the server lies for a browser. */
  base(request: FastifyRequest): string
  logIn: LogIn
  identities: IdentityService
  modes: Modes
  attempts: Attempts
  /** Opens a session; returns its cookie. */
  open(request: FastifyRequest, entered: Entered): Promise<string>
  /** Follows the provider's order to end log-ins. */
  obey(token: string): Promise<unknown>
  loginPage(request: FastifyRequest, next: string, message?: string): string
}

/** The address by which the browser knows this server: the provider must know it too, and compares it. */
export function originOf(request: FastifyRequest): string {
  const forwarded = String(request.headers['x-forwarded-host'] ?? '')
    .split(',')[0]!
    .trim()
  return `${isEncrypted(request) ? 'https' : 'http'}://${forwarded || request.headers.host}`
}

export function oidcRoutes(http: Http, services: OidcServices): void {
  const { base, logIn, identities, modes, attempts, open, obey, loginPage } = services
  const homeOf = (request: FastifyRequest): string => `${base(request)}/`
  const backOf = (request: FastifyRequest): string => `${originOf(request)}${base(request)}${contract.back.path}`

  /** Whoever has accounts, and only they; what fails is said on the page that has other ways in. */
  async function onPage(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    act: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    if ((await modes.current()) !== 'accounts') return goTo(reply, homeOf(request))
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      http.log.warn({ err: error }, 'single sign-on failed')
      return send(reply, error.status, loginPage(request, next, error.message))
    }
  }

  async function enter(request: FastifyRequest): Promise<Entered> {
    const { searchParams } = new URL(request.url, 'http://here.invalid')
    let refusal: Failure | undefined
    const entered = await attempts.count({ address: addressOf(request), by: 'oidc' }, async () => {
      try {
        const person = await logIn.finish(searchParams, readMemo(request), backOf(request))
        return { person, ...(await identities.enter(person)) }
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'TEMPORARILY_UNAVAILABLE') throw error
        refusal = error
        return undefined
      }
    })
    if (!entered) throw refusal
    return entered
  }

  mountRaw(http, contract.begin, ({ next: given = '' }, { request, reply }) => {
    const next = localPath(given, homeOf(request))
    return onPage(request, reply, next, async () => {
      const { url, memo } = await logIn.begin(backOf(request), next)
      return goTo(reply.header('set-cookie', memoCookie(request, base(request), memo)), url)
    })
  })
  mountRaw(http, contract.back, (_, { request, reply }) => {
    const next = localPath(readMemo(request)?.next ?? '', homeOf(request))
    reply.header('set-cookie', memoCookie(request, base(request), undefined))
    return onPage(request, reply, next, async () => {
      const session = await open(request, await enter(request))
      reply.header('set-cookie', session)
      return send(reply, 200, onwardPage('Logged in', 'You are logged in.', next))
    })
  })
  mountRaw(http, contract.logout, async (_, { request, reply }) => {
    try {
      await obey((await readForm(request)).get('logout_token') ?? '')
      return reply.code(200).header('cache-control', 'no-store').send('')
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      http.log.warn({ err: error }, 'a logout token was refused')
      const body = { error: 'invalid_request', error_description: error.message }
      return reply.code(400).header('cache-control', 'no-store').type('application/json').send(JSON.stringify(body))
    }
  })
}

const toIdentity = ({ workspace_id: _, owner_by_group: _owner, first_at, last_at, ...row }: ListedIdentityRow) => ({
  ...row,
  first_at: first_at.getTime(),
  last_at: last_at.getTime(),
})

/** Also where no provider is set: what was known of one can be looked at and forgotten. */
export function identityRoutes(http: Http, identities: IdentityService, actorOf: ActorOf): void {
  mount(http, identitiesContract.list, async () => ({ identities: (await identities.list()).map(toIdentity) }))
  mount(
    http,
    identitiesContract.link,
    async ({ id, account }, context) => void (await identities.link((await actorOf(context)).accountId, id, account)),
  )
  mount(
    http,
    identitiesContract.remove,
    async ({ id }, context) => void (await identities.remove((await actorOf(context)).accountId, id)),
  )
}
