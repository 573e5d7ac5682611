/** Calls the server by its contracts: typed, int64-safe, with failures that a page can show. */
import type { Route } from '../../src/lib/contract.ts'
import { parseJson, toJson } from '../../src/lib/json.ts'
import { urlOf } from './place.ts'

/** A refusal or outage; `status` 0 means that the server did not answer. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly requestId: string | undefined
  constructor(message: string, code: string, status: number, requestId?: string) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.requestId = requestId
  }
}

type Fields = Record<string, unknown>

export async function call<I, O>(route: Route<I, O>, input: I, signal?: AbortSignal): Promise<O> {
  const { path, rest } = fillPath(route.path, input as Fields)
  const inQuery = route.method === 'GET'
  const reply = await send(urlOf(inQuery ? path + toQuery(rest) : path), {
    method: route.method,
    headers: { accept: 'application/json', ...(!inQuery && { 'content-type': 'application/json' }) },
    ...(!inQuery && { body: toJson(rest) }),
    signal: signal ?? null,
  })
  const text = await reply.text()
  if (!reply.ok) throw toError(reply, text)
  return parseJson(text) as O
}

/** Bytes of a file: all, or those from `start` up to, not including, `end`. */
export async function bytesOf(
  url: string,
  span: readonly [start: number, end: number] | undefined,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reply = await send(url, {
    headers: span ? { range: `bytes=${span[0]}-${span[1] - 1}` } : {},
    signal: signal ?? null,
  })
  if (!reply.ok) throw toError(reply, await reply.text())
  const bytes = new Uint8Array(await reply.arrayBuffer())
  // What stands between may ignore ranges.
  return span && reply.status === 200 ? bytes.slice(...span) : bytes
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new ApiError('The server does not answer.', 'UNREACHABLE', 0)
  }
}

function toError(reply: Response, text: string): ApiError {
  const requestId = reply.headers.get('x-request-id') ?? undefined
  try {
    const body = parseJson(text) as { detail?: string; message?: string; code?: string; error_code?: string }
    const message = body.detail ?? body.message
    if (message) return new ApiError(message, body.code ?? body.error_code ?? 'ERROR', reply.status, requestId)
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  return new ApiError(`The server answered ${reply.status} ${reply.statusText}.`, 'ERROR', reply.status, requestId)
}

/** Fills `:name` parts of the path; what remains travels as query or body. */
export function fillPath(path: string, input: Fields): { path: string; rest: Fields } {
  const rest = { ...input }
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest[name]))
    delete rest[name]
    return value
  })
  return { path: filled, rest }
}

export function toQuery(input: Fields): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input))
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) query.append(key, String(item))
  return query.size ? `?${query}` : ''
}
