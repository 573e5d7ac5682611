/** Ed25519 signatures of the log's head and of exports: who can write the database cannot make them. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { canonical } from '../events.ts'

/** What a signature is for, so that one of a head is never taken for one of an export. */
export type Purpose = 'head' | 'export'

const bytesOf = (purpose: Purpose, said: object): Buffer => Buffer.from(`bellwether ${purpose} 1\n${canonical(said)}`)

/** The 32 bytes of a public key, base64url. */
export const publicTextOf = (key: KeyObject): string => String(createPublicKey(key).export({ format: 'jwk' }).x)

export const signatureOf = (key: KeyObject, purpose: Purpose, said: object): string =>
  sign(null, bytesOf(purpose, said), key).toString('base64url')

/** False also when the key or the signature is none. */
export function isSignedBy(publicKey: string, purpose: Purpose, said: object, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, bytesOf(purpose, said), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
