/** What a request must pass: rules that keep foreign pages and proxies out, then the policy of its route. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Route } from '../../lib/contract.ts'
import { Failure } from '../../lib/failure.ts'
import { type Config, isLoopback } from '../../platform/config.ts'
import { type Caller, type Guard, WORKSPACE_HEADER } from '../../platform/http/server.ts'
import type { Identity } from './identity.ts'
import type { Mode, Modes } from './mode.ts'
import { secretOf } from './secrets.ts'

const SINGLE_USER: Caller = { workspace: 1, accountId: null, may: { read: true, write: true, admin: true } }
const ANYBODY: Caller = { workspace: 1, accountId: null, may: { read: false, write: false, admin: false } }

/** Reads without secrets, for probes and for clients that compare versions before they log in. */
const PUBLIC = new Set([
  '/health',
  '/livez',
  '/readyz',
  '/version',
  '/api/v1/version',
  '/api/3.0/mlflow/server-info',
  '/ajax-api/3.0/mlflow/server-info',
])
const NONE: Set<string> = new Set()
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-prefix', 'forwarded']

const denied = (message: string): Failure => new Failure('PERMISSION_DENIED', message)

const noOwner = (): Failure =>
  denied(
    'This server has no owner yet. Open the set-up link that it printed at its start, or start it with BELLWETHER_INIT_OWNER and BELLWETHER_INIT_TOKEN.',
  )

const unauthenticated = (headers: IncomingHttpHeaders): Failure =>
  new Failure(
    'UNAUTHENTICATED',
    secretOf(headers)
      ? 'The access token or session is unknown, expired or revoked. Use another token, or log in again at /login.'
      : 'This server needs an access token: send "Authorization: Bearer bw_…" (in Python set MLFLOW_TRACKING_TOKEN), or log in at /login.',
  )

/** `name:port` without the port, in small letters. */
const toHostname = (host: string): string => (/^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(host)?.[1] ?? host).toLowerCase()

/** A request from a page of another origin: what the browser says of itself, else the origin compared with the host. */
function isForeign(headers: IncomingHttpHeaders, ourHosts: string[], ourNames: Set<string>): boolean {
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return true
  const { origin } = headers
  if (origin === undefined) return false
  const from = URL.parse(origin)
  if (!from?.host) return true
  if (ourNames.has(from.hostname)) return false
  // The scheme's own port may stand in one of the two only.
  return !ourHosts.some((host) => URL.parse(`${from.protocol}//${host}`)?.host === from.host)
}

interface Parts {
  config: Config
  modes: Modes
  identity: Identity
  routes: Route[]
  /** The workspace behind the name that a request carries. */
  workspaceOf(name: string | string[] | undefined): Promise<number>
}

export function createGate({ config, modes, identity, routes, workspaceOf }: Parts) {
  const names = new Set(config.allowedHosts.map(toHostname))
  const policies = new Map<string, Route['policy']>()

  /** Routes are known once all features are wired. */
  function isOpen(request: FastifyRequest): boolean {
    if (policies.size === 0) for (const { method, path, policy } of routes) policies.set(`${method} ${path}`, policy)
    const path = request.routeOptions.url?.replace(/^\/ajax-api\//, '/api/')
    return path === undefined || (policies.get(`${request.method} ${path}`) ?? 'open') === 'open'
  }

  /** Loopback is not trust: a page elsewhere may have its name resolve to this machine, a proxy may bring the world. */
  function checkOpenMode({ headers }: FastifyRequest): void {
    if (PROXY_HEADERS.some((name) => headers[name] !== undefined))
      throw denied(
        'This request came through a proxy, and this server has no owner yet. Make one first, on this machine: POST /api/v1/access/accounts with {"name": "…"}.',
      )
    const name = toHostname(headers.host ?? '')
    if (!isLoopback(name) && !names.has(name))
      throw denied(
        `This server has no accounts and answers only to localhost, not to '${name}'. If that name is yours, add it to BELLWETHER_ALLOWED_HOSTS.`,
      )
  }

  function checkOrigin({ headers }: FastifyRequest, mode: Mode): void {
    const hosts = [headers.host ?? '']
    if (mode === 'accounts') {
      // Browsers never send a Bearer token by themselves, and pages cannot forge what a browser says of them.
      if (/^bearer /i.test(headers.authorization ?? '') || headers['sec-fetch-site'] === 'same-origin') return
      hosts.push(...String(headers['x-forwarded-host'] ?? '').split(/\s*,\s*/))
    }
    if (isForeign(headers, hosts, mode === 'accounts' ? names : NONE))
      throw denied(
        `Pages of another origin (${headers.origin ?? 'unknown'}) may not change anything here. If that is your own proxy, let it pass the Host header on, or add its name to BELLWETHER_ALLOWED_HOSTS.`,
      )
  }

  const guard: Guard = async ({ headers }, { policy }) => {
    if (policy === 'open') return ANYBODY
    const mode = await modes.current()
    const workspace = (): Promise<number> => workspaceOf(headers[WORKSPACE_HEADER])
    if (mode === 'open') return { ...SINGLE_USER, workspace: await workspace() }
    if (mode === 'setup') throw noOwner()
    const who = await identity.find(headers)
    if (!who) throw unauthenticated(headers)
    if (!who.may[policy])
      throw denied(
        `'${who.account}' may not do this: it needs the right to ${policy}, and this access is a ${who.role}'s.`,
      )
    return { ...who, workspace: await workspace() }
  }

  return {
    guard,
    /** Runs before any body is read, for pages and unknown paths too. */
    async onRequest(request: FastifyRequest): Promise<void> {
      const isRead = READS.has(request.method)
      if (isRead && PUBLIC.has(request.routeOptions.url ?? '')) return
      const mode = await modes.current()
      if (mode === 'open') checkOpenMode(request)
      if (mode === 'setup' && request.routeOptions.url !== '/setup') throw noOwner()
      if (isRead) return
      checkOrigin(request, mode)
      // Nobody unknown may make the server read a large body.
      if (mode === 'accounts' && !isOpen(request) && !(await identity.find(request.headers)))
        throw unauthenticated(request.headers)
    },
  }
}
