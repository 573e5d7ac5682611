/** Mounts one route of a contract: guard, decode, handle, reply. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decode } from '../../lib/codec.ts'
import type { Route } from '../../lib/contract.ts'
import { invalid } from '../../lib/failure.ts'
import { toJson } from '../../lib/json.ts'
import type { Caller, Http } from './server.ts'

export interface Context extends Caller {
  request: FastifyRequest
  reply: FastifyReply
}

/** A string is sent as it is: JSON that the handler has built itself. */
export type Handler<I, O> = (input: I, context: Context) => Promise<O | string | undefined> | O | string | undefined

interface MountOptions<I> {
  /** Takes plain input of a hot route as it is; what it does not take is read against the schema (property-tested). */
  plain?: (source: Record<string, unknown>) => I | undefined
}

/** Query, path and body are one input: MLflow's clients send bodies with DELETE and PATCH too. */
function sourceOf(request: FastifyRequest): Record<string, unknown> {
  const body = request.body
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    throw invalid('The request body must be a JSON object.')
  const query = request.query as Record<string, unknown>
  const params = request.params as Record<string, unknown>
  if (body && !hasKeys(query) && !hasKeys(params)) return body as Record<string, unknown>
  return { ...query, ...(body as object | null), ...params }
}

function hasKeys(object: object | undefined): boolean {
  for (const _ in object) return true
  return false
}

export function mount<I, O>(
  http: Http,
  route: Route<I, O>,
  handler: Handler<I, O>,
  { plain }: MountOptions<I> = {},
): void {
  http.routes.push(route as Route)
  const read = (source: Record<string, unknown>): I => plain?.(source) ?? (decode(route.input, source) as I)
  const urls =
    route.form === 'mlflow' && route.path.startsWith('/api/')
      ? [route.path, `/ajax-${route.path.slice(1)}`]
      : [route.path]
  for (const url of urls)
    http.app.route({
      method: route.method,
      url,
      ...(route.maxBytes !== undefined && { bodyLimit: route.maxBytes }),
      handler: async (request, reply) => {
        const caller = await http.guard(request, route as Route)
        const input = read(sourceOf(request))
        const result = await handler(input, { ...caller, request, reply })
        if (reply.sent) return reply
        const text = typeof result === 'string' ? result : toJson(result ?? {})
        // Bytes: a text would be measured first and written slowly with the head of the reply.
        return reply.header('content-type', 'application/json').send(Buffer.from(text))
      },
    })
}

/** Mounts a route that streams: its body is not parsed, its handler answers through `reply`. */
export function mountRaw<I>(
  http: Http,
  route: Route<I, unknown>,
  handler: (input: I, context: Context) => Promise<unknown> | unknown,
): void {
  http.routes.push(route as Route)
  const urls = route.path.startsWith('/api/2.0/mlflow') ? [route.path, `/ajax-${route.path.slice(1)}`] : [route.path]
  http.app.register((child, _options, done) => {
    child.removeAllContentTypeParsers()
    child.addContentTypeParser('*', (_request, payload, next) => next(null, payload))
    for (const url of urls)
      child.route({
        method: route.method,
        url,
        bodyLimit: Number.MAX_SAFE_INTEGER,
        handler: async (request, reply) => {
          const caller = await http.guard(request, route as Route)
          const input = decode(route.input, { ...(request.query as object), ...(request.params as object) }) as I
          await handler(input, { ...caller, request, reply })
          return reply
        },
      })
    done()
  })
}
