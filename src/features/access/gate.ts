/** What a request must pass: rules that keep foreign pages and proxies out, then the policy of its route. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Right, Route, Scope } from '../../lib/contract.ts'
import { Failure, notFound } from '../../lib/failure.ts'
import { type Config, isLoopback } from '../../platform/config.ts'
import { type Caller, type Guard, workspaceNameOf } from '../../platform/http/server.ts'
import type { Identity, Place, Principal } from './identity.ts'
import type { Mode, Modes } from './mode.ts'
import { noWorkspace, type Places } from './places.ts'
import { EVERYTHING, NOTHING } from './roles.ts'
import { credentialsOf, secretOf } from './secrets.ts'

/** What belongs to the installation or to an account stands in no workspace. */
const NOWHERE = 0
const ANYBODY: Caller = { workspace: NOWHERE, accountId: null, may: NOTHING }

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
    'This server has no owner yet. Open the set-up link that it printed at its start, or start it with BELLWETHER_INIT_OWNER and BELLWETHER_INIT_PASSWORD or BELLWETHER_INIT_TOKEN.',
  )

const unauthenticated = (headers: IncomingHttpHeaders): Failure =>
  new Failure(
    'UNAUTHENTICATED',
    (secretOf(headers) ?? credentialsOf(headers))
      ? 'The access token, session or password is unknown, expired or revoked. Use another token, or log in again at /login.'
      : 'This server needs an access token: send "Authorization: Bearer bw_…" (in Python set MLFLOW_TRACKING_TOKEN), or log in at /login.',
  )

const lacks = ({ account, scopes }: Principal, right: Scope, place?: Place, where?: string): Failure =>
  denied(
    `'${account}' may not do this: it needs the right '${right}'${where === undefined ? '' : ` in workspace '${where}' too`}, which ${
      place && scopes?.includes(right) !== false
        ? `the role ${place.standing} does not give`
        : 'this access does not give'
    }${scopes && !scopes.includes(right) ? `: it is limited to ${scopes.join(', ')}` : ''}.`,
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
  places: Places
}

export function createGate({ config, modes, identity, routes, places }: Parts) {
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

  async function openCaller(name: string, isSomewhere: boolean): Promise<Caller> {
    const workspace = isSomewhere ? await places.workspaceOf(name) : NOWHERE
    if (workspace === undefined) throw notFound('Workspace', name)
    return { workspace, accountId: null, may: EVERYTHING }
  }

  const guard: Guard = async (request, { policy }) => {
    if (policy === 'open') return ANYBODY
    const isSomewhere = policy !== 'self' && policy !== 'install'
    const mode = await modes.current()
    if (mode === 'open') return openCaller(workspaceNameOf(request), isSomewhere)
    if (mode === 'setup') throw noOwner()
    const who = await identity.find(request)
    if (!who) throw unauthenticated(request.headers)
    const { accountId, alone } = who
    if (!isSomewhere) {
      if (!alone[policy]) throw lacks(who, policy)
      return { workspace: NOWHERE, accountId, may: alone }
    }
    const place = await places.of(who, workspaceNameOf(request))
    if (!place) throw noWorkspace(workspaceNameOf(request), who)
    if (!place.may[policy]) throw lacks(who, policy, place)
    return { workspace: place.workspace, accountId, may: place.may }
  }

  return {
    guard,
    /** The workspace of another name, for a request that needs a right there as well. */
    async elsewhere(request: FastifyRequest, name: string, right: Right): Promise<number> {
      if ((await modes.current()) === 'open') return (await openCaller(name, true)).workspace
      const who = await identity.find(request)
      if (!who) throw unauthenticated(request.headers)
      const place = await places.of(who, name)
      if (!place) throw noWorkspace(name, who)
      if (!place.may[right]) throw lacks(who, right, place, name)
      return place.workspace
    },
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
      if (mode === 'accounts' && !isOpen(request) && !(await identity.find(request)))
        throw unauthenticated(request.headers)
    },
  }
}
