/** Where a server lies below a host: what is set, else what the proxy in front says that it took off a path. */
import type { FastifyRequest } from 'fastify'

/** Plain segments only: it is written into pages, cookies and redirects. */
const PREFIX = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+){1,20}$/
const MAX_LENGTH = 200

/** Without a slash at its end; empty at the root. */
export function baseOf({ headers }: Pick<FastifyRequest, 'headers'>, configured: string): string {
  if (configured) return configured
  const told = String(headers['x-forwarded-prefix'] ?? '').replace(/\/+$/, '')
  return told.length <= MAX_LENGTH && PREFIX.test(told) ? told : ''
}
