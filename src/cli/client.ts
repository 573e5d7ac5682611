/** Calls the routes of the contracts over HTTP: typed, int64-safe, with failures that say what to do. */
import type { Route } from '../lib/contract.ts'
import { parseJson, toJson } from '../lib/json.ts'
import { authorizationOf, findServer, type Place, type ServerOptions } from './find-server.ts'
import { Refused, Unreachable } from './output.ts'

export interface Client {
  /** The server's address, without credentials. */
  readonly url: string
  readonly place: Place
  call<I, O>(route: Route<I, O>, input: I, signal?: AbortSignal): Promise<O>
  /** For bytes in either direction: returns the reply as it comes, failures excepted. */
  send<I>(route: Route<I, unknown>, input: I, options?: SendOptions): Promise<Response>
  /** Where a person looks at a run. */
  runUrl(runId: string): string
}

export interface SendOptions {
  headers?: Record<string, string>
  body?: ReadableStream<Uint8Array> | undefined
  signal?: AbortSignal
  method?: string
}

const CALL_TIMEOUT_MS = 120_000

function toQuery(input: object): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input))
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) query.append(key, String(item))
  return query.size ? `?${query}` : ''
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Fills `:name` and `*` in the path; what remains travels as query or body. */
export function toRequest(route: Route, input: unknown): { path: string; rest: Record<string, unknown> } {
  const rest = { ...(input as Record<string, unknown>) }
  const take = (name: string): string => {
    const value = String(rest[name])
    delete rest[name]
    return value
  }
  const path = route.path
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(take(name)))
    .replace(/\*$/, () => encodePath(take('*')))
  return { path, rest }
}

/** A connection that failed says so in its cause; what went wrong there is for people. */
function unreachable({ url, from }: Place, error: unknown): Unreachable {
  const { message, name, cause } = error as Error & { cause?: NodeJS.ErrnoException & { errors?: Error[] } }
  const reason =
    name === 'TimeoutError'
      ? 'no answer in time'
      : cause?.code === 'ECONNREFUSED'
        ? 'nothing listens there'
        : cause?.code === 'ENOTFOUND'
          ? 'the name is unknown'
          : cause?.message || cause?.code || message
  return new Unreachable(
    `No server at ${url} (from ${from}): ${reason}. Start one with "bellwether up", or name another with --url or BELLWETHER_URL.`,
    { cause: error },
  )
}

async function refusal({ url, token, username }: Place, reply: Response): Promise<Refused> {
  const text = await reply.text().catch(() => '')
  const body = parseBody(text)
  if (!body) {
    const what = reply.headers.get('content-type')?.split(';')[0] ?? 'nothing'
    return new Refused(
      'BAD_REQUEST',
      reply.status,
      `${url} answered ${reply.status} with ${what}, not as Bellwether does. Check the address, and what stands between.`,
    )
  }
  const message = String(body.detail ?? body.message ?? `The server answered ${reply.status}.`)
  const hint =
    reply.status !== 401
      ? ''
      : token || username !== undefined
        ? ' The token given is not valid here.'
        : ' Log in with "bw login", or set BELLWETHER_TOKEN to a token of this server.'
  const id = body.request_id ?? reply.headers.get('x-request-id')
  const code = String(body.code ?? body.error_code ?? 'BAD_REQUEST')
  return new Refused(code, reply.status, message + hint, typeof id === 'string' ? id : undefined)
}

function parseBody(text: string): Record<string, unknown> | undefined {
  try {
    const body = parseJson(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const INQUERY = new Set(['GET', 'HEAD'])

export function createClient(place: Place): Client {
  const authorization = authorizationOf(place)
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>), ...(authorization && { authorization }) }
    try {
      return await fetch(place.url + path, { ...init, headers, redirect: 'error' })
    } catch (error) {
      if (init.signal?.aborted && (error as Error).name === 'AbortError') throw error
      throw unreachable(place, error)
    }
  }
  return {
    url: place.url,
    place,
    async call<I, O>(route: Route<I, O>, input: I, signal?: AbortSignal): Promise<O> {
      const { path, rest } = toRequest(route as Route, input)
      const inQuery = INQUERY.has(route.method)
      const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS)
      const reply = await request(inQuery ? path + toQuery(rest) : path, {
        method: route.method,
        ...(!inQuery && { body: toJson(rest), headers: { 'content-type': 'application/json' } }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      if (!reply.ok) throw await refusal(place, reply)
      const text = await reply.text().catch((error: unknown) => {
        throw unreachable(place, error)
      })
      const body = parseBody(text)
      if (!body) throw await refusal(place, new Response('', { status: reply.status, headers: reply.headers }))
      return body as O
    },
    async send(route, input, { headers, body, signal, method = route.method } = {}) {
      const { path, rest } = toRequest(route as Route, input)
      const reply = await request(path + toQuery(rest), {
        method,
        ...(headers && { headers }),
        ...(body && { body, duplex: 'half' }),
        ...(signal && { signal }),
      } as RequestInit)
      if (!reply.ok) throw await refusal(place, reply)
      return reply
    },
    runUrl: (runId) => `${place.url}/runs/${runId}`,
  }
}

/** The client of the server that the options and the environment name. */
export const connect = (options: ServerOptions): Client => createClient(findServer(options))
