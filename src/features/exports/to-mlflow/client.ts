/** Writes to an MLflow server by its REST protocol: patient with one that is busy, and plain about what it refuses. */
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, invalid } from '../../../lib/failure.ts'
import { parseJson, toJson } from '../../../lib/json.ts'

export type Json = Record<string, unknown>

export interface TargetClient {
  /** Without user, password or token. */
  place: string
  get(path: string, query?: Record<string, string | number | undefined>): Promise<Json>
  send(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: Json): Promise<Json>
  /** Uploads a file; `open` is called again for another try. */
  put(path: string, open: () => Promise<AsyncIterable<Uint8Array>>): Promise<void>
}

export interface Login {
  token?: string | undefined
  user?: string | undefined
  password?: string | undefined
}

/** The server refused; `status` says how. */
export class TargetRefused extends Failure {
  readonly answered: number
  constructor(message: string, answered: number) {
    super(
      answered === 404 ? 'RESOURCE_DOES_NOT_EXIST' : answered >= 500 ? 'TEMPORARILY_UNAVAILABLE' : 'BAD_REQUEST',
      message,
    )
    this.answered = answered
  }
}

const TIMEOUT_MS = 120_000
const TRIES = 6
const FIRST_PAUSE_MS = 500
const AGAIN = new Set([408, 429, 500, 502, 503, 504])

const authorizationOf = ({ token, user, password }: Login): string | undefined =>
  token !== undefined
    ? `Bearer ${token}`
    : user === undefined
      ? undefined
      : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`

function read(text: string): Json {
  try {
    return Object(parseJson(text || '{}')) as Json
  } catch {
    return {}
  }
}

export function targetClient(uri: string, login: Login, signal: AbortSignal): TargetClient {
  const url = URL.parse(uri)
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid(`--to-mlflow is '${uri}'. Give the address of an MLflow server, as in https://mlflow.example.com.`)
  const given = {
    ...login,
    ...(url.username && { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }),
  }
  const place = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  const authorization = authorizationOf(given)

  async function once(path: string, init: RequestInit): Promise<{ status: number; body: Json }> {
    const reply = await fetch(place + path, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(authorization && { authorization }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    return { status: reply.status, body: read(await reply.text()) }
  }

  async function patiently(path: string, make: () => Promise<RequestInit> | RequestInit): Promise<Json> {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted()
      const reply = await once(path, await make()).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason
        if (tries < TRIES) return undefined
        const { message, cause } = error as Error & { cause?: { code?: string } }
        throw new Failure('TEMPORARILY_UNAVAILABLE', `${place} does not answer: ${cause?.code ?? message}.`, {
          cause: error,
        })
      })
      if (reply && reply.status < 300) return reply.body
      if (reply && (!AGAIN.has(reply.status) || tries >= TRIES)) {
        const said = typeof reply.body.message === 'string' ? `: ${reply.body.message.slice(0, 300)}` : ''
        const advice =
          reply.status === 401 || reply.status === 403
            ? ' Set BELLWETHER_TO_TOKEN, or BELLWETHER_TO_USERNAME and BELLWETHER_TO_PASSWORD.'
            : ''
        throw new TargetRefused(
          `${place} answered ${path.split('?')[0]} with ${reply.status}${said}.${advice}`,
          reply.status,
        )
      }
      await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal })
    }
  }

  return {
    place,
    get(path, query = {}) {
      const params = new URLSearchParams()
      for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, String(value))
      return patiently(params.size ? `${path}?${params}` : path, () => ({ method: 'GET' }))
    },
    send: (method, path, body) =>
      patiently(path, () => ({ method, body: toJson(body), headers: { 'content-type': 'application/json' } })),
    async put(path, open) {
      await patiently(path, async () => ({
        method: 'PUT',
        body: Readable.toWeb(Readable.from(await open(), { objectMode: false })) as ReadableStream<Uint8Array>,
        headers: { 'content-type': 'application/octet-stream' },
        duplex: 'half',
      }))
    },
  }
}
