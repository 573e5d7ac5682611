/** Tokens and session ids: 256 random bits each, of which only the sha256 is kept. */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const random = (): string => randomBytes(32).toString('base64url')

export const newToken = (): string => `bw_${random()}`
export const newSession = (): string => `bws_${random()}`
export const newCode = random

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** What an operator may choose as BELLWETHER_INIT_TOKEN: long enough, and safe in a header. */
export const isGoodToken = (text: string): boolean => /^bw_[\x21-\x7e]{29,300}$/.test(text)

export const COOKIE = 'bellwether_session'
const SESSION = new RegExp(`(?:^|;\\s*)${COOKIE}=(bws_[\\w-]{43})(?:;|$)`)

/** The token of `Authorization: Bearer` or of Basic's password. */
function tokenOf(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(bearer|basic) +(\S{1,1000})$/i.exec(authorization ?? '') ?? []
  if (!scheme || !value) return undefined
  if (scheme.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString()
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined
}

/** The secret a request carries. A proxy's own Basic password is no token of ours: then the cookie counts. */
export function secretOf({ authorization, cookie }: IncomingHttpHeaders): string | undefined {
  const token = tokenOf(authorization)
  return token?.startsWith('bw_') ? token : SESSION.exec(cookie ?? '')?.[1]
}
