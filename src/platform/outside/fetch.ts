/** Requests to URLs that users gave: only where `targets` allows, only to the addresses it judged, within limits. */
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { Failure, invalid } from '../../lib/failure.ts'
import { createTargets, type Resolve, type Target } from './targets.ts'

export interface OutsideRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For all of it: resolving, redirects, the last byte. */
  timeoutMs?: number
  /** Of the reply's body. */
  maxBytes?: number
  /** How many redirects may be followed; each is judged as the first URL is. */
  redirects?: number
  /** Names the URL in messages. */
  field?: string
  /** Whoever asks may be sent to this machine itself. */
  loopback?: boolean
  signal?: AbortSignal
}

export interface OutsideReply {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
  /** Where the reply came from, after redirects. */
  url: string
}

export interface OutsideStream extends Omit<OutsideReply, 'body'> {
  /** Ends the connection when it is left, too. */
  body: AsyncIterable<Uint8Array>
}

export interface Outside {
  /** Refuses a URL that may not be used, with the reason; for the moment at which somebody enters it. */
  check(url: string, field?: string, loopback?: boolean): Promise<void>
  fetch(url: string, request?: OutsideRequest): Promise<OutsideReply>
  /** For bodies of any size: `timeoutMs` is for the head of the reply, and for each silence after it. */
  open(url: string, request?: Omit<OutsideRequest, 'maxBytes'>): Promise<OutsideStream>
}

const TIMEOUT_MS = 10_000
const MAX_BYTES = 1 << 20
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** What another origin must not learn. */
const PRIVATE = /^(authorization|cookie|proxy-authorization|x-.*(token|key|secret|signature).*)$/i

const unreachable = (host: string, why: string, cause?: unknown): Failure =>
  new Failure('TEMPORARILY_UNAVAILABLE', `${host} could not be asked: ${why}.`, { cause })

/** Hands out the judged addresses: the name is not resolved a second time, so it cannot change its answer. */
const lookupOf =
  ({ addresses }: Target): LookupFunction =>
  (_host, options, done) =>
    options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family)

async function readBody(reply: IncomingMessage, maxBytes: number, host: string): Promise<Buffer> {
  const tooLarge = () =>
    new Failure('REQUEST_TOO_LARGE', `The reply of ${host} is larger than ${maxBytes} bytes and was cut off.`)
  if (Number(reply.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Plain = Required<Pick<OutsideRequest, 'method' | 'headers'>> & Pick<OutsideRequest, 'body'>

/** The head of a reply; what comes after is up to whoever asked. */
async function ask(target: Target, { method, headers, body }: Plain, signal: AbortSignal) {
  const { url } = target
  const options: RequestOptions = {
    method,
    // As they are: what unpacks itself may be a thousand times as large.
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Bellwether', ...headers },
    lookup: lookupOf(target),
    // A connection of its own: a kept one may lead to an address that was judged under other rules.
    agent: false,
    signal,
  }
  if (body !== undefined) options.headers = { ...options.headers, 'content-length': String(Buffer.byteLength(body)) }
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const request = send(url, options)
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('error', reject).once('response', resolve).end(body)
  })
  return { reply, end: () => void request.destroy() }
}

/** The request that a redirect asks for, as browsers make it. */
function follow(before: Plain, status: number, from: URL, to: URL): Plain {
  const turnsToGet = status === 303 || ((status === 301 || status === 302) && before.method === 'POST')
  const kept = Object.entries(before.headers).filter(
    ([name]) => (from.origin === to.origin || !PRIVATE.test(name)) && !(turnsToGet && /^content-/i.test(name)),
  )
  return turnsToGet
    ? { method: before.method === 'HEAD' ? 'HEAD' : 'GET', headers: Object.fromEntries(kept) }
    : { ...before, headers: Object.fromEntries(kept) }
}

export function createOutside(allowed: string[], resolve?: Resolve): Outside {
  const targets = createTargets(allowed, resolve)

  /** Follows redirects to the last reply. */
  async function reach(given: string, options: OutsideRequest, signal: AbortSignal) {
    const { redirects = 0, field = 'url', loopback = false } = options
    let request: Plain = { method: options.method ?? 'GET', headers: options.headers ?? {}, body: options.body }
    let target = await targets.judge(given, field, loopback)
    for (let followed = 0; ; followed++) {
      signal.throwIfAborted()
      const { reply, end } = await ask(target, request, signal)
      const { location } = reply.headers
      const head = { status: reply.statusCode!, headers: reply.headers, url: target.url.href }
      if (!REDIRECTS.has(head.status) || location === undefined) return { head, reply, end, host: target.url.host }
      end()
      const { url: from } = target
      if (followed >= redirects)
        throw invalid(`${from.host} redirects to another place, and that is not followed. Give the last URL.`)
      const to = URL.parse(location, from)
      if (from.protocol === 'https:' && to?.protocol === 'http:')
        throw invalid(`${from.host} redirects from https to http, and that is not followed.`)
      target = await targets.judge(to?.href ?? location, field, loopback)
      request = follow(request, head.status, from, target.url)
    }
  }

  async function fetchOutside(given: string, options: OutsideRequest, signal: AbortSignal): Promise<OutsideReply> {
    const { head, reply, end, host } = await reach(given, options, signal)
    try {
      return { ...head, body: await readBody(reply, options.maxBytes ?? MAX_BYTES, host) }
    } finally {
      // Whatever was not read is not waited for.
      end()
    }
  }

  /** What went wrong, in a sentence that names the host. */
  function explain(url: string, error: unknown, isLate: boolean, timeoutMs: number): Failure {
    if (error instanceof Failure) return error
    const { host } = new URL(url)
    if (isLate) return unreachable(host, `it took longer than ${timeoutMs / 1_000} s`, error)
    return unreachable(host, (error as Error).message.replace(/\.$/, ''), error)
  }

  async function open(url: string, options: OutsideRequest = {}): Promise<OutsideStream> {
    const { timeoutMs = TIMEOUT_MS } = options
    const idle = new AbortController()
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      idle.abort()
    }, timeoutMs)
    const signal = options.signal ? AbortSignal.any([idle.signal, options.signal]) : idle.signal
    const fail = (error: unknown): unknown => (options.signal?.aborted ? error : explain(url, error, isLate, timeoutMs))
    const { head, reply, end } = await reach(url, options, signal).catch((error: unknown) => {
      clearTimeout(timer)
      throw fail(error)
    })
    async function* body(): AsyncGenerator<Uint8Array> {
      let size = 0
      try {
        for await (const chunk of reply as AsyncIterable<Buffer>) {
          timer.refresh()
          size += chunk.length
          yield chunk
        }
        const declared = reply.headers['content-length']
        if (declared !== undefined && Number(declared) !== size) throw new Error('the reply ended before its end')
      } catch (error) {
        throw fail(error)
      } finally {
        clearTimeout(timer)
        end()
      }
    }
    return { ...head, body: body() }
  }

  return {
    check: async (url, field = 'url', loopback = false) => void (await targets.judge(url, field, loopback)),
    open,
    async fetch(url, options = {}) {
      const { timeoutMs = TIMEOUT_MS } = options
      const timeout = AbortSignal.timeout(timeoutMs)
      const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
      // A resolver that hangs knows no signal.
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
      try {
        return await Promise.race([fetchOutside(url, options, signal), stopped])
      } catch (error) {
        if (options.signal?.aborted) throw error
        throw explain(url, error, timeout.aborted, timeoutMs)
      }
    },
  }
}
