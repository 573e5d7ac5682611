/** The pages of log-in, log-out, set-up and of setting a password. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../lib/failure.ts'
import type { Config } from '../../../platform/config.ts'
import { baseOf } from '../../../platform/http/base.ts'
import { mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { addressOf } from '../address.ts'
import type { Attempts } from '../attempts.ts'
import { browserOf } from '../browser.ts'
import { pages as contract } from '../contract/pages.ts'
import type { Identity, Principal } from '../identity.ts'
import type { Modes } from '../mode.ts'
import type { Oidc } from '../oidc/index.ts'
import { loginPage, messagePage, onwardPage, passwordPage, setupPage } from '../pages.ts'
import { type PasswordService, wrongPasswordLink } from '../passwords/service.ts'
import { type OwnerService, wrongLink } from '../service/owner.ts'
import type { TokenService } from '../service/tokens.ts'
import { attempt, cookieOf, goTo, localPath, newPasswordIn, readForm, send } from './forms.ts'

export interface PageServices {
  config: Config
  tokens: TokenService
  passwords: PasswordService
  owner: OwnerService
  identity: Identity
  modes: Modes
  attempts: Attempts
  oidc: Oidc
}

export function pageRoutes(http: Http, services: PageServices): void {
  const { config, tokens, passwords, owner, identity, modes, attempts, oidc } = services
  const base = (request: FastifyRequest): string => baseOf(request, config.basePath)
  const homeOf = (request: FastifyRequest): string => `${base(request)}/`
  const isMode = async (mode: Awaited<ReturnType<Modes['current']>>): Promise<boolean> =>
    (await modes.current()) === mode

  async function logIn(request: FastifyRequest, reply: FastifyReply, who: Principal, next: string) {
    const { session, seconds } = await tokens.openSession(who, browserOf(request.headers['user-agent']))
    return goTo(reply.header('set-cookie', cookieOf(request, base(request), session, seconds)), next)
  }

  /** Failures of both kinds are counted alike. */
  async function whoIs(request: FastifyRequest, form: URLSearchParams): Promise<Principal> {
    const address = addressOf(request)
    const name = form.get('name')?.trim()
    if (name) {
      const who = await identity.byPassword({ name, password: form.get('password') ?? '' }, address)
      if (!who) throw new Failure('UNAUTHENTICATED', 'Name and password do not belong together.')
      return who
    }
    const token = form.get('token')?.trim() ?? ''
    const who = await attempts.count({ address, by: 'token' }, async () =>
      token.startsWith('bw_') ? identity.bySecret(token) : undefined,
    )
    if (!who) throw new Failure('UNAUTHENTICATED', 'This token is unknown, expired or revoked.')
    return who
  }

  mountRaw(http, contract.login, async ({ next }, { request, reply }) => {
    const home = homeOf(request)
    if (!(await isMode('accounts'))) return goTo(reply, home)
    return send(reply, 200, loginPage(base(request), next ?? home, undefined, oidc.other))
  })
  mountRaw(http, contract.postLogin, async (_, { request, reply }) => {
    const home = homeOf(request)
    if (!(await isMode('accounts'))) return goTo(reply, home)
    const form = await readForm(request)
    const next = localPath(form.get('next') ?? '', home)
    return attempt(
      request,
      reply,
      (message) => loginPage(base(request), next, message, oidc.other),
      async () => logIn(request, reply, await whoIs(request, form), next),
    )
  })
  mountRaw(http, contract.postLogout, async (_, { request, reply }) => {
    const who = await identity.find(request)
    // A token that is sent with every request stays: it is the log-in that ends.
    const away = who && (await oidc.leave(request, who))
    if (who?.session && who.tokenId !== null) await tokens.revoke(who, who.tokenId, true)
    reply.header('set-cookie', cookieOf(request, base(request), '', 0))
    // Forms of our pages lead to this server only, redirections included.
    if (away) return send(reply, 200, onwardPage('Logged out', 'You are logged out here; the provider follows.', away))
    return goTo(reply, `${base(request)}/login`)
  })

  /** What a link leads to; codes are tried under the same limit as tokens. */
  async function checkCode<T>(request: FastifyRequest, find: () => Promise<T | undefined>, wrong: () => Failure) {
    const found = await attempts.count({ address: addressOf(request), by: 'link' }, find)
    if (found === undefined) throw wrong()
    return found
  }

  const checkSetup = (request: FastifyRequest, code: string): Promise<true> =>
    checkCode(request, async () => owner.isCode(code) || undefined, wrongLink)
  const setupProblem = (message: string): string => messagePage('Set up this server', message)

  mountRaw(http, contract.setup, async ({ code = '' }, { request, reply }) => {
    if (!(await isMode('setup'))) return goTo(reply, `${base(request)}/login`)
    return attempt(request, reply, setupProblem, async () => {
      await checkSetup(request, code)
      return send(reply, 200, setupPage(base(request), code))
    })
  })
  mountRaw(http, contract.postSetup, async (_, { request, reply }) => {
    if (!(await isMode('setup'))) return goTo(reply, `${base(request)}/login`)
    const form = await readForm(request)
    const code = form.get('code') ?? ''
    return attempt(request, reply, setupProblem, async () => {
      await checkSetup(request, code)
      const again = (message: string): string => setupPage(base(request), code, message)
      return attempt(request, reply, again, async () => {
        const id = await owner.createOwner(code, form.get('name') ?? '', newPasswordIn(form))
        return logIn(request, reply, (await identity.byId(id))!, homeOf(request))
      })
    })
  })

  const checkLink = (request: FastifyRequest, code: string) =>
    checkCode(request, () => passwords.find(code), wrongPasswordLink)
  const linkProblem = (message: string): string => messagePage('Set your password', message)

  mountRaw(http, contract.password, ({ code = '' }, { request, reply }) =>
    attempt(request, reply, linkProblem, async () => {
      const { account } = await checkLink(request, code)
      return send(reply, 200, passwordPage(base(request), code, account))
    }),
  )
  mountRaw(http, contract.postPassword, async (_, { request, reply }) => {
    const form = await readForm(request)
    const code = form.get('code') ?? ''
    return attempt(request, reply, linkProblem, async () => {
      const { account } = await checkLink(request, code)
      const again = (message: string): string => passwordPage(base(request), code, account, message)
      return attempt(request, reply, again, async () => {
        const id = await passwords.setByLink(code, newPasswordIn(form))
        return logIn(request, reply, (await identity.byId(id))!, homeOf(request))
      })
    })
  })
}
