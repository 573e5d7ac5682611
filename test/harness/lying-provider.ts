/** A provider that signs whatever a test wants, for answers that a real one never gives. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll } from 'vitest'

interface Key {
  kid: string
  privateKey: CryptoKey
  jwk: Record<string, unknown>
}

async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}

export async function lyingProvider() {
  let keys = [await newKey('k1')]
  let metadata: Record<string, unknown> = {}
  let idToken = ''
  let userinfo: Record<string, unknown> | undefined
  const asked: string[] = []

  const answer = (reply: ServerResponse, body: unknown): void => {
    reply.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }
  const server = createServer((request: IncomingMessage, reply) => {
    const path = request.url!.split('?')[0]!
    asked.push(path)
    if (path === '/.well-known/openid-configuration') return answer(reply, metadata)
    if (path === '/jwks') return answer(reply, { keys: keys.map(({ jwk }) => jwk) })
    if (path === '/token') return answer(reply, { access_token: 'a', token_type: 'Bearer', id_token: idToken })
    if (path === '/userinfo') return answer(reply, userinfo)
    reply.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => void server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const honest = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/end`,
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
  }
  metadata = honest

  return {
    issuer,
    asked,
    /** What it says of itself, besides what is true. */
    claimToBe: (lies: Record<string, unknown>): void => {
      metadata = { ...honest, ...lies }
    },
    /** What its token endpoint hands out. */
    handOut: (token: string, info?: Record<string, unknown>) => {
      idToken = token
      userinfo = info
    },
    async rotate(kid: string): Promise<void> {
      keys = [await newKey(kid)]
    },
    stranger: () => newKey(keys[0]!.kid),
    sign: (claims: JWTPayload, key: Key = keys[0]!) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(key.privateKey),
    signWith: (claims: JWTPayload, secret: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
    publicKey: () => JSON.stringify(keys[0]!.jwk),
  }
}

/** A token that nobody signed. */
export const unsigned = (claims: JWTPayload): string =>
  `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
