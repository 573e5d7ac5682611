/** The HTTP server: request ids, JSON that keeps int64, failures in the caller's dialect, headers that are safe by default. */
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import type { Route, Scope } from '../../lib/contract.ts'
import { classOf, Failure, invalid } from '../../lib/failure.ts'
import { parseJson } from '../../lib/json.ts'
import { outageOf } from '../db.ts'
import { SAFE_HEADERS } from './headers.ts'

export type Grants = Readonly<Record<Scope, boolean>>

/** Who calls: the account, the workspace and what they may do there. Calls that belong to no workspace have none: 0. */
export interface Caller {
  workspace: number
  accountId: number | null
  may: Grants
}

/** Finds the caller of a request or throws UNAUTHENTICATED or PERMISSION_DENIED. */
export type Guard = (request: FastifyRequest, route: Route) => Promise<Caller> | Caller

export interface Http {
  app: FastifyInstance
  /** Every mounted route, for the OpenAPI document and the tests. */
  routes: Route[]
  guard: Guard
  log: Logger
}

const MAX_HEADER_BYTES = 64 << 10
const MAX_JSON_BYTES = 64 << 20

/** Own routes answer failures as RFC 9457 problems, all others in MLflow's form. */
export const problemOf = (failure: Failure, url: string, requestId: string): { type: string; body: object } =>
  url.startsWith('/api/v1')
    ? {
        type: 'application/problem+json',
        body: {
          title: failure.code,
          status: failure.status,
          detail: failure.message,
          code: failure.code,
          request_id: requestId,
        },
      }
    : {
        type: 'application/json',
        body: {
          error_code: failure.code,
          message: failure.message,
          ...classOf(failure.code),
          request_id: requestId,
        },
      }

export function sendFailure(failure: Failure, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { type, body } = problemOf(failure, request.url, request.id)
  // A browser would put a window of its own over the page that has a log-in to offer.
  if (failure.code === 'UNAUTHENTICATED' && request.headers['sec-fetch-site'] === undefined)
    reply.header('www-authenticate', 'Basic realm="bellwether", Bearer')
  if (failure.code === 'TEMPORARILY_UNAVAILABLE') reply.header('retry-after', '1')
  return reply.code(failure.status).header('content-type', type).send(JSON.stringify(body))
}

/** What Fastify itself refuses, in our codes and with the fix. */
function fromFastify(error: FastifyError): Failure | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Failure(
        'REQUEST_TOO_LARGE',
        'The request body is larger than this route accepts. Send it in smaller parts.',
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return invalid('The request body must be JSON: send the header Content-Type: application/json.')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return invalid('The request body is empty. Send a JSON object.')
  }
  return error.statusCode !== undefined && error.statusCode < 500
    ? new Failure('BAD_REQUEST', error.message)
    : undefined
}

/** MLflow's header; `/w/NAME` before any path says the same, for clients and links that cannot send it. */
export const WORKSPACE_HEADER = 'x-mlflow-workspace'

/** The workspace that a request names; the first of a server has this name. */
export const workspaceNameOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string =>
  String(headers[WORKSPACE_HEADER] || 'default')

function splitWorkspace(url: string): { url: string; workspace?: string } {
  const [whole, workspace] = /^\/w\/([^/?#]+)(?=[/?#]|$)/.exec(url) ?? []
  if (!whole || !workspace) return { url }
  const rest = url.slice(whole.length)
  return { url: rest.startsWith('/') ? rest : `/${rest}`, workspace }
}

export function createHttp(log: Logger, basePath: string): Http {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_JSON_BYTES,
    keepAliveTimeout: 75_000,
    // Addresses of pages say all that is chosen on them: two hundred runs and as many columns are longer than Node's 16 KiB.
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    // Uploads take as long as they take; headers do not.
    requestTimeout: 0,
    routerOptions: { maxParamLength: 10_000, ignoreTrailingSlash: false },
    genReqId: (req) => {
      const given = req.headers['x-request-id']
      return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID()
    },
    rewriteUrl: (req) => {
      const given = req.url ?? '/'
      const hasBase = basePath && (given === basePath || given.startsWith(`${basePath}/`))
      const { url, workspace } = splitWorkspace(hasBase ? given.slice(basePath.length) || '/' : given)
      if (workspace) req.headers[WORKSPACE_HEADER] = workspace
      return url
    },
  })
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const bytes = body as Buffer
      if (!isUtf8(bytes)) throw new SyntaxError('it is not UTF-8')
      const value = bytes.length === 0 ? {} : parseJson(bytes.toString('utf8'))
      // Old clients of MLflow encode their JSON twice.
      done(null, typeof value === 'string' ? parseJson(value) : value)
    } catch (error) {
      done(invalid(`The request body is not valid JSON: ${(error as Error).message}.`), undefined)
    }
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(SAFE_HEADERS)
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const failure = error instanceof Failure ? error : (fromFastify(error) ?? outageOf(error))
    if (failure && (failure.status < 500 || failure.code === 'NOT_IMPLEMENTED'))
      return sendFailure(failure, request, reply)
    request.log.error({ err: error, method: request.method, url: request.url }, 'request failed')
    return sendFailure(
      failure ?? new Failure('INTERNAL_ERROR', `Internal error. The log has it under request id ${request.id}.`),
      request,
      reply,
    )
  })
  return {
    app,
    routes: [],
    log,
    guard: () => {
      throw new Failure('PERMISSION_DENIED', 'No access rules are set up.')
    },
  }
}
