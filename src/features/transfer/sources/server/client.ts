/** Asks another tracking server: few requests at once, patient with one that is busy, and never longer than it may take. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, type FailureCode, invalid } from '../../../../lib/failure.ts'
import { parseJson } from '../../../../lib/json.ts'
import type { OpenOptions } from '../open.ts'

export type Json = Record<string, unknown>

export interface ServerClient {
  /** Without user, password or token. */
  place: string
  get(path: string, query?: Json): Promise<Json>
  post(path: string, body: Json): Promise<Json>
  text(path: string): Promise<string>
  stream(path: string, query?: Json): Promise<AsyncIterable<Uint8Array>>
}

/** What the server said, for whoever can do without. */
export class Declined extends Failure {
  readonly was: number
  constructor(code: FailureCode, message: string, was: number) {
    super(code, message)
    this.was = was
  }
}

const TIMEOUT_MS = 60_000
const MAX_BYTES = 256 << 20
const AT_ONCE = 4
const TRIES = 5
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const AGAIN = new Set([408, 429, 500, 502, 503, 504])

/** At most so many at a time; the others wait in their order. */
export function lanes(most: number) {
  let busy = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= most) await new Promise<void>((go) => waiting.push(go))
    else busy++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy--
    }
  }
}

function queryOf(query: Json): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) params.append(key, String(each))
  return params.size ? `?${params}` : ''
}

/** Seconds, or a date. */
function pauseOf(header: unknown, tries: number): number {
  const text = String(header ?? '')
  const asked = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  const own = FIRST_PAUSE_MS * 2 ** tries * (0.75 + Math.random() / 2)
  return Math.min(LONGEST_PAUSE_MS, Math.max(own, Number.isNaN(asked) ? 0 : asked))
}

function authorizationOf({ user, password, token }: NonNullable<OpenOptions['credentials']>): string | undefined {
  if (token !== undefined) return `Bearer ${token}`
  if (user === undefined) return undefined
  return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`
}

function declined(host: string, path: string, status: number, body: Buffer): Failure {
  let said: Json = {}
  try {
    said = Object(parseJson(body.toString())) as Json
  } catch {
    // Not JSON: the status says it all.
  }
  const message = typeof said.message === 'string' ? said.message.slice(0, 300) : ''
  if (status === 401 || status === 403)
    return new Declined(
      'PERMISSION_DENIED',
      `${host} refused to answer (${status}${message && `: ${message}`}). Give a user and password, or a token, that may read there.`,
      status,
    )
  return new Declined(
    status === 404
      ? 'RESOURCE_DOES_NOT_EXIST'
      : status >= 500 || status === 429
        ? 'TEMPORARILY_UNAVAILABLE'
        : 'BAD_REQUEST',
    `${host} answered ${path} with ${status}${message && `: ${message}`}.`,
    status,
  )
}

export function serverClient(
  uri: string,
  { outside, credentials = {}, workspace, loopback, signal }: OpenOptions,
): ServerClient {
  const url = URL.parse(uri)
  if (!url?.host) throw invalid("Parameter 'uri' is no complete address. Give it as https://mlflow.example.com.")
  if (url.username || url.password)
    throw invalid("Parameter 'uri' holds a user or password, which would be shown. Give them apart from the address.")
  const place = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  const authorization = authorizationOf(credentials)
  const headers = {
    ...(authorization && { authorization }),
    ...(workspace !== undefined && { 'x-mlflow-workspace': workspace }),
  }
  const inLane = lanes(AT_ONCE)
  const common = {
    timeoutMs: TIMEOUT_MS,
    redirects: 2,
    field: 'uri',
    ...(loopback && { loopback }),
    ...(signal && { signal }),
  }

  /** Tries again what may go well later; the last failure is thrown. */
  async function patiently<T>(
    ask: () => Promise<{ status: number; headers: Json; take(): Promise<T>; refuse(): Promise<Failure> }>,
  ) {
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted()
      const reply = await ask().catch((error: unknown) => {
        if (!(error instanceof Failure) || error.code !== 'TEMPORARILY_UNAVAILABLE' || tries + 1 >= TRIES) throw error
        return undefined
      })
      if (reply && reply.status < 300) return reply.take()
      if (reply && (!AGAIN.has(reply.status) || tries + 1 >= TRIES)) throw await reply.refuse()
      await reply?.refuse()
      await sleep(pauseOf(reply?.headers['retry-after'], tries), undefined, signal ? { signal } : {})
    }
  }

  const ask = (path: string, more: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
    inLane(() =>
      patiently(async () => {
        const reply = await outside.fetch(place + path, {
          ...{ ...common, maxBytes: MAX_BYTES, ...more },
          headers: { ...headers, ...more.headers },
        })
        return {
          ...{ status: reply.status, headers: reply.headers as Json },
          take: async () => reply.body,
          refuse: async () => declined(url.host, path.split('?')[0]!, reply.status, reply.body),
        }
      }),
    )

  function read(path: string, body: Buffer): Json {
    try {
      const value = parseJson(body.toString() || '{}')
      if (typeof value === 'object' && value !== null) return value as Json
    } catch {
      // Said below.
    }
    throw new Failure(
      'BAD_REQUEST',
      `${url!.host} answered ${path} with something other than JSON. Is 'uri' the address of an MLflow server?`,
    )
  }

  return {
    place,
    get: async (path, query = {}) => read(path, await ask(path + queryOf(query))),
    post: async (path, body) =>
      read(
        path,
        await ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    text: async (path) => (await ask(path)).toString(),
    stream: (path, query = {}) =>
      inLane(() =>
        patiently(async () => {
          const reply = await outside.open(place + path + queryOf(query), { ...common, headers })
          const all = async (): Promise<Buffer> => {
            const chunks: Uint8Array[] = []
            for await (const chunk of reply.body) if (chunks.length < 64) chunks.push(chunk)
            return Buffer.concat(chunks)
          }
          return {
            ...{ status: reply.status, headers: reply.headers as Json },
            take: async () => reply.body,
            refuse: async () => declined(url.host, path, reply.status, await all()),
          }
        }),
      ),
  }
}
