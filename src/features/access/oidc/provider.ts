/** What the identity provider says of itself, and requests to it: only through the guard of outside addresses. */
import type { JSONWebKeySet } from 'jose'
import * as oauth from 'oauth4webapi'
import { Failure } from '../../../lib/failure.ts'
import { isSafe, type OidcConfig } from '../../../platform/oidc-config.ts'
import { createOutside } from '../../../platform/outside/fetch.ts'
import { createKeys } from './keys.ts'

const KEEP_MS = 3_600_000
const TIMEOUT_MS = 5_000
/** What clocks may differ by. */
export const TOLERANCE_S = 60

interface Parts {
  oidc: OidcConfig
  /** Where URLs that users give may lead; the issuer is added, and nothing that it names besides. */
  allowedTargets: string[]
  now: () => number
}

const unavailable = (host: string, why: string, cause?: unknown): Failure =>
  new Failure(
    'TEMPORARILY_UNAVAILABLE',
    `Single sign-on does not work now: ${why.replace(/\.$/, '')}. Log in with name and password, or try again. Whoever runs this server looks at ${host}.`,
    { cause },
  )

export function createProvider({ oidc, allowedTargets, now }: Parts) {
  const issuer = new URL(oidc.issuer)
  const port = issuer.port || (issuer.protocol === 'https:' ? '443' : '80')
  const outside = createOutside([...allowedTargets, `${issuer.hostname}:${port}`])

  const ask: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input))
    if (!isSafe(url)) throw new Error(`${url.host} is to be asked without encryption`)
    const { status, headers, body } = await outside.fetch(url.href, {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.body != null && { body: String(init.body) }),
      timeoutMs: TIMEOUT_MS,
      field: 'oidc_issuer',
    })
    const type = headers['content-type']
    return new Response(new Uint8Array(body), { status, headers: type === undefined ? {} : { 'content-type': type } })
  }

  /** For calls of the library. Without encryption only `ask` decides: on this machine, for an issuer of this machine. */
  const options = () => ({
    [oauth.customFetch]: ask,
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
  })

  let kept: { at: number; metadata: Promise<oauth.AuthorizationServer> } | undefined

  async function discover(): Promise<oauth.AuthorizationServer> {
    try {
      const metadata = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options()))
      for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
        const url = URL.parse(metadata[name] ?? '')
        if (!url || !isSafe(url)) throw new Error(`its configuration has no '${name}' that can be used`)
      }
      return metadata
    } catch (error) {
      throw unavailable(
        issuer.host,
        `the configuration of ${issuer.host} could not be read (${(error as Error).message})`,
        error,
      )
    }
  }

  function metadata(): Promise<oauth.AuthorizationServer> {
    const age = now() - (kept?.at ?? Number.NEGATIVE_INFINITY)
    if (kept && age >= 0 && age < KEEP_MS) return kept.metadata
    const asked = { at: now(), metadata: discover() }
    kept = asked
    asked.metadata.catch(() => {
      if (kept === asked) kept = undefined
    })
    return asked.metadata
  }

  async function fetchKeys(): Promise<JSONWebKeySet> {
    const { jwks_uri } = await metadata()
    const reply = await ask(jwks_uri!, { headers: { accept: 'application/json' } })
    const set = reply.ok ? ((await reply.json()) as Partial<JSONWebKeySet>) : {}
    if (!Array.isArray(set.keys)) throw unavailable(issuer.host, `the keys of ${issuer.host} could not be read`)
    return set as JSONWebKeySet
  }

  const keys = createKeys(fetchKeys, now)

  return {
    metadata,
    options,
    unavailable: (why: string, cause?: unknown): Failure => unavailable(issuer.host, why, cause),
    client: (): oauth.Client => ({
      client_id: oidc.clientId,
      [oauth.clockTolerance]: TOLERANCE_S,
      [oauth.clockSkew]: Math.round((now() - Date.now()) / 1_000),
    }),
    /** Claims of a token that this provider signed for us, in time. */
    verify: async (token: string) =>
      keys.verify(token, {
        // As the provider writes it: the setting may differ by a slash at the end.
        issuer: (await metadata()).issuer,
        audience: oidc.clientId,
        clockTolerance: TOLERANCE_S,
        currentDate: new Date(now()),
      }),
  }
}

export type Provider = ReturnType<typeof createProvider>
