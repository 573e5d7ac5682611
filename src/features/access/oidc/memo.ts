/**
 * What a browser keeps while somebody is at the provider: the answer counts only in the browser that asked. It is the
 * browser's own secret, so it needs neither a signature nor a row; pages cannot read it, and it is used once.
 */
import type { FastifyRequest } from 'fastify'
import { isEncrypted } from '../routes/forms.ts'

export interface Memo {
  state: string
  nonce: string
  verifier: string
  /** Where to go then; judged again when it is read. */
  next: string
}

const KEEP_S = 600
const MEMO_COOKIE = 'bellwether_oidc'
const COOKIE = new RegExp(`(?:^|;\\s*)${MEMO_COOKIE}=([\\w-]{1,4000})(?:;|$)`)

const writeMemo = ({ state, nonce, verifier, next }: Memo): string =>
  Buffer.from(JSON.stringify([state, nonce, verifier, next])).toString('base64url')

export function readMemo({ headers }: Pick<FastifyRequest, 'headers'>): Memo | undefined {
  const [, value] = COOKIE.exec(headers.cookie ?? '') ?? []
  if (value === undefined) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(value, 'base64url').toString())
    if (!Array.isArray(parts) || parts.length !== 4 || !parts.every((part) => typeof part === 'string'))
      return undefined
    const [state, nonce, verifier, next] = parts as [string, string, string, string]
    return state && nonce && verifier ? { state, nonce, verifier, next } : undefined
  } catch {
    return undefined
  }
}

/** Lax: it has to come along when the provider's page leads back. An empty value takes it away. */
export function memoCookie(request: FastifyRequest, basePath: string, memo: Memo | undefined): string {
  const value = memo ? writeMemo(memo) : ''
  const secure = isEncrypted(request) ? '; Secure' : ''
  return `${MEMO_COOKIE}=${value}; HttpOnly; SameSite=Lax; Path=${basePath}/login/oidc; Max-Age=${memo ? KEEP_S : 0}${secure}`
}
