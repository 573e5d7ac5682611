/** Addresses and credentials of sources at rest: encrypted, with a key that no database and no backup of one holds. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Failure } from '../../lib/failure.ts'
import type { RootKey } from '../../platform/root-key.ts'
import type { Credentials } from './sources/open.ts'

export interface Secret {
  uri: string
  credentials: Credentials
  workspace?: string | undefined
  artifactsRoot?: string | undefined
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16

const keyOf = (key: RootKey): Buffer => key.derive('transfer sources')

export function seal(key: RootKey, secret: Secret): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(CIPHER, keyOf(key), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

export function unseal(key: RootKey, keyId: string, sealed: Buffer): Secret {
  if (keyId !== key.id)
    throw new Failure(
      'RESOURCE_CONFLICT',
      'The credentials were kept by a server with another secret key. Set the same BELLWETHER_SECRET_KEY on all of them, or give the credentials anew.',
    )
  const decipher = createDecipheriv(CIPHER, keyOf(key), sealed.subarray(0, NONCE))
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()])
  return JSON.parse(text.toString()) as Secret
}
