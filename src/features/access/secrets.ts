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

/** `Authorization: Bearer`, or name and password of Basic. */
function readAuthorization(authorization: string | undefined): { name?: string; secret: string } | undefined {
  const [, scheme, value] = /^(bearer|basic) +(\S{1,2000})$/i.exec(authorization ?? '') ?? []
  if (!scheme || !value) return undefined
  if (scheme.toLowerCase() === 'bearer') return { secret: value }
  const pair = Buffer.from(value, 'base64').toString()
  const at = pair.indexOf(':')
  return at < 0 ? undefined : { name: pair.slice(0, at), secret: pair.slice(at + 1) }
}

const isToken = (secret: string | undefined): boolean => secret?.startsWith('bw_') ?? false

/** The secret a request carries. A proxy's own Basic password is no token of ours: then the cookie counts. */
export function secretOf({ authorization, cookie }: IncomingHttpHeaders): string | undefined {
  const token = readAuthorization(authorization)?.secret
  return isToken(token) ? token : SESSION.exec(cookie ?? '')?.[1]
}

/** Name and password of Basic, unless the password is a token. */
export function credentialsOf({ authorization }: IncomingHttpHeaders): { name: string; password: string } | undefined {
  const given = readAuthorization(authorization)
  if (!given?.name || !given.secret || isToken(given.secret)) return undefined
  return { name: given.name, password: given.secret }
}
