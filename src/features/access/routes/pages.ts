/** The pages of log-in, log-out and set-up: plain forms, a cookie that scripts cannot read. */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../lib/failure.ts'
import type { Config } from '../../../platform/config.ts'
import { isLoopback } from '../../../platform/config.ts'
import { baseOf } from '../../../platform/http/base.ts'
import { mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { Attempts } from '../attempts.ts'
import { pages as contract } from '../contract/pages.ts'
import type { Identity } from '../identity.ts'
import type { Modes } from '../mode.ts'
import { loginPage, messagePage, ownerPage, PAGE_HEADERS, setupPage } from '../pages.ts'
import { COOKIE } from '../secrets.ts'
import { type OwnerService, wrongLink } from '../service/owner.ts'
import type { TokenService } from '../service/tokens.ts'

export interface PageServices {
  config: Config
  tokens: TokenService
  owner: OwnerService
  identity: Identity
  modes: Modes
  attempts: Attempts
}

const MAX_FORM_BYTES = 8_192
const tooLarge = (): Failure => new Failure('REQUEST_TOO_LARGE', `A form has at most ${MAX_FORM_BYTES} bytes.`)

async function readForm(request: FastifyRequest): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as Readable) {
    size += (chunk as Buffer).length
    if (size > MAX_FORM_BYTES) throw tooLarge()
    chunks.push(chunk as Buffer)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

const send = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply.code(status).headers(PAGE_HEADERS).header('cache-control', 'no-store').send(html)

const goTo = (reply: FastifyReply, location: string): FastifyReply =>
  reply.code(303).header('location', location).header('cache-control', 'no-store').send('')

/** Only a path of this server: what a browser would read as another host, however written, leads home. */
export function localPath(next: string, home: string): string {
  const url = next.startsWith('/') ? URL.parse(next, 'http://here.invalid') : null
  if (url?.host !== 'here.invalid' || url.pathname.startsWith('//')) return home
  return url.pathname + url.search + url.hash
}

/** A proxy on this machine says for whom it asks; nobody else is believed. */
function addressOf(request: FastifyRequest): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)!
    .trim()
  return forwarded && isLoopback(request.ip) ? forwarded : request.ip
}

/** People get a page, programs the failure itself. */
function refuse(request: FastifyRequest, reply: FastifyReply, failure: Failure, page: string): FastifyReply {
  if (!String(request.headers.accept).includes('text/html')) throw failure
  return send(reply, failure.status, page)
}

export function pageRoutes(http: Http, services: PageServices): void {
  const { config, tokens, owner, identity, modes, attempts } = services
  const base = (request: FastifyRequest): string => baseOf(request, config.basePath)

  const cookie = (request: FastifyRequest, value: string, seconds: number): string => {
    const secure = String(request.headers['x-forwarded-proto']).startsWith('https') || request.protocol === 'https'
    const path = base(request) || '/'
    return `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=${path}; Max-Age=${seconds}${secure ? '; Secure' : ''}`
  }
  const isAccounts = async (): Promise<boolean> => (await modes.current()) === 'accounts'

  mountRaw(http, contract.login, async ({ next }, { request, reply }) => {
    const home = `${base(request)}/`
    return (await isAccounts()) ? send(reply, 200, loginPage(base(request), next ?? home)) : goTo(reply, home)
  })
  mountRaw(http, contract.postLogin, async (_, { request, reply }) => {
    const home = `${base(request)}/`
    if (!(await isAccounts())) return goTo(reply, home)
    const form = await readForm(request)
    const next = localPath(form.get('next') ?? '', home)
    try {
      const token = form.get('token')?.trim() ?? ''
      const made = await attempts.count(addressOf(request), () => tokens.logIn(token))
      if (!made) throw new Failure('UNAUTHENTICATED', 'This token is unknown, expired or revoked.')
      return goTo(reply.header('set-cookie', cookie(request, made.session, made.seconds)), next)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return refuse(request, reply, error, loginPage(base(request), next, error.message))
    }
  })
  mountRaw(http, contract.postLogout, async (_, { request, reply }) => {
    const who = await identity.find(request.headers)
    // A token that is sent with every request stays: it is the log-in that ends.
    if (who?.session) await tokens.revoke(who, who.tokenId)
    return goTo(reply.header('set-cookie', cookie(request, '', 0)), `${base(request)}/login`)
  })

  /** Codes are checked under the same limit as tokens; undefined when it may go on. */
  async function refuseCode(request: FastifyRequest, reply: FastifyReply, code: string) {
    try {
      if (await attempts.count(addressOf(request), async () => owner.isCode(code) || undefined)) return undefined
      throw wrongLink()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return refuse(request, reply, error, messagePage('Set up this server', error.message))
    }
  }
  mountRaw(http, contract.setup, async ({ code = '' }, { request, reply }) => {
    if ((await modes.current()) !== 'setup') return goTo(reply, `${base(request)}/login`)
    return (await refuseCode(request, reply, code)) ?? send(reply, 200, setupPage(base(request), code))
  })
  mountRaw(http, contract.postSetup, async (_, { request, reply }) => {
    if ((await modes.current()) !== 'setup') return goTo(reply, `${base(request)}/login`)
    const form = await readForm(request)
    const code = form.get('code') ?? ''
    const refused = await refuseCode(request, reply, code)
    if (refused) return refused
    try {
      return send(reply, 200, ownerPage(base(request), await owner.createOwner(code, form.get('name') ?? '')))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return refuse(request, reply, error, setupPage(base(request), code, error.message))
    }
  })
}
