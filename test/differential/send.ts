/** Sends a step to one server and keeps what came back. */
import { once } from 'node:events'
import http from 'node:http'
import { parseJson, toJson } from '../../src/lib/json.ts'
import type { Request, Step } from './step.ts'

export interface Seen {
  status: number
  headers: http.IncomingHttpHeaders
  /** Parsed, if it is JSON; otherwise text. */
  body: unknown
}

const MAX_PAGES = 30

/** The value at a path such as `run.info.run_id` or `files.0.path`. */
const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value)

/** Replaces `$name` in every string, and `#` by the number of a request sent beside others. */
function fill(value: unknown, saved: Map<string, string>, n?: number): unknown {
  if (typeof value === 'string') {
    const text = value.replace(/\$(\w+)/g, (_, name: string) => {
      const known = saved.get(name)
      if (known === undefined) throw new Error(`No earlier step saved '${name}'.`)
      return known
    })
    return n === undefined ? text : text.replaceAll('#', String(n))
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, saved, n))
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, saved, n)]))
  return value
}

function toPath({ path, query = {} }: Request): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => [key, String(item)]),
  )
  const search = pairs.length ? `?${new URLSearchParams(pairs)}` : ''
  return `${path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`}${search}`
}

/** Not by `fetch`, which tidies paths up: `..` must arrive as it is. */
async function ask(base: string, request: Request): Promise<Seen> {
  const { method, body, headers = {} } = request
  const text = body === undefined || typeof body === 'string' ? body : toJson(body)
  const { hostname, port } = new URL(base)
  const sent = http.request({
    hostname,
    port,
    method,
    path: toPath(request),
    agent: false,
    headers: {
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...headers,
    },
  })
  sent.end(text)
  const [reply] = (await once(sent, 'response')) as [http.IncomingMessage]
  const said = (await reply.toArray()).join('')
  const isJson = reply.headers['content-type']?.includes('json') && said !== ''
  return { status: reply.statusCode!, headers: reply.headers, body: isJson ? parseJson(said) : said }
}

/** One server in the course of the comparison: its address and what was saved of its replies. */
export function speaker(base: string) {
  const saved = new Map<string, string>()

  async function allPages(request: Request): Promise<Seen[]> {
    const pages: Seen[] = []
    for (let token: unknown; pages.length < MAX_PAGES; ) {
      const field = token ? { page_token: token } : {}
      const page = await ask(
        base,
        request.method === 'GET'
          ? { ...request, query: { ...request.query, ...field } }
          : { ...request, body: { ...(request.body as object), ...field } },
      )
      pages.push(page)
      token = valueAt(page.body, 'next_page_token')
      if (!token) break
    }
    return pages
  }

  return async (step: Step): Promise<Seen[]> => {
    const { times, save = {} } = step
    const fresh = (n?: number) => fill(step.request, saved, n) as Request
    const seen = step.toTheEnd
      ? await allPages(fresh())
      : await Promise.all(Array.from({ length: times ?? 1 }, (_, i) => ask(base, fresh(times && i))))
    for (const [name, path] of Object.entries(save)) {
      const value = valueAt(seen[0]!.body, path)
      if (value === undefined) throw new Error(`'${step.title}': no ${path} in ${toJson(seen[0])}`)
      saved.set(name, String(value))
    }
    return seen
  }
}

export type Speaker = ReturnType<typeof speaker>
