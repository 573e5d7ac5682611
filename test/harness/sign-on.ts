/** Single sign-on in tests: a real provider beside the server, and somebody with a browser's cookies. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { access } from '../../src/features/access/contract/accounts.ts'
import type { Reply } from '../../src/lib/contract.ts'
import type { OidcConfig } from '../../src/platform/oidc-config.ts'

const SCRIPT = join(import.meta.dirname, 'identity-provider.mjs')

/** What the provider says of somebody, besides the subject. */
export type Claims = Record<string, unknown>

export interface IdentityProvider {
  issuer: string
  /** Makes the servers its client; it tells the first when somebody logs out. */
  start(...servers: string[]): Promise<void>
  setPeople(people: Record<string, Claims>): Promise<void>
  stop(): void
}

const SECRET = 'a secret of the provider and of this server'

/** Settings for a server whose provider this is. */
export const oidcOf = (issuer: string, more: Partial<OidcConfig> = {}): OidcConfig => ({
  issuer,
  clientId: 'bellwether',
  clientSecret: SECRET,
  scopes: 'openid profile email',
  groupsClaim: 'groups',
  groups: [],
  newAccounts: 'always',
  label: 'Log in with the test',
  ...more,
})

export async function identityProvider(): Promise<IdentityProvider> {
  const child = fork(SCRIPT, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] })
  const stop = (): void => void child.kill()
  afterAll(stop)
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  const issuer = `http://127.0.0.1:${Number(String(line))}`
  const control = async (path: string, body: unknown): Promise<void> => {
    const { ok, status } = await fetch(`${issuer}/control/${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!ok) throw new Error(`The provider answered ${status}.`)
  }
  return {
    issuer,
    start: (...servers) => control('start', { servers, secret: SECRET }),
    setPeople: (people) => control('people', people),
    stop,
  }
}

export interface Page {
  url: string
  status: number
  text: string
  headers: Headers
}

let visitors = 0

/** Cookies by origin, redirections by hand: what a browser does, without one. Each comes from an address of its own. */
export function visitor(as = '') {
  const address = `10.0.0.${++visitors}`
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string): Map<string, string> => {
    const { origin } = new URL(url)
    if (!jars.has(origin)) jars.set(origin, new Map())
    return jars.get(origin)!
  }

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      accept: 'text/html',
      'x-forwarded-for': address,
      ...(cookie && { cookie }),
      ...(init.headers as Record<string, string>),
    }
    const reply = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (!value || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) jarOf(url).delete(name)
      else jarOf(url).set(name, value)
    }
    return reply
  }

  const toPage = async (url: string, reply: Response): Promise<Page> => ({
    url,
    status: reply.status,
    text: await reply.text(),
    headers: reply.headers,
  })

  /** Follows redirections, up to one whose address begins with `until`, which is not asked. */
  async function go(start: string, init?: RequestInit, until?: string): Promise<Page> {
    let url = start
    let reply = await ask(url, init)
    for (let i = 0; i < 12; i++) {
      const location = reply.headers.get('location')
      if (!location || reply.status < 300 || reply.status > 399) return toPage(url, reply)
      const to = new URL(location, url)
      if (until !== undefined && to.href.startsWith(until)) return { ...(await toPage(to.href, reply)), text: '' }
      if (to.pathname.startsWith('/interaction/')) to.searchParams.set('as', as)
      url = to.href
      reply = await ask(url)
    }
    throw new Error(`Too many redirections: ${url}`)
  }

  return {
    ask,
    go,
    jarOf,
    post: (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      go(url, {
        method: 'POST',
        body: String(new URLSearchParams(fields)),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin, ...headers },
      }),
  }
}

export type Visitor = ReturnType<typeof visitor>

/** Whom a server takes somebody for. */
export async function meOf(url: string, who: Visitor): Promise<Reply<typeof access.me>> {
  const reply = await who.ask(`${url}${access.me.path}`, { headers: { accept: 'application/json' } })
  return (await reply.json()) as Reply<typeof access.me>
}
