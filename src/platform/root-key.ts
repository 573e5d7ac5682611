/** The installation's secret, from which others are derived: nothing that a stolen database holds leads to them. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { invalid } from '../lib/failure.ts'
import { readOrMakeOwn } from './own-file.ts'

export const SECRET_FILE = 'secret.key'
const BYTES = 32
const FORM = /^[A-Za-z0-9+/_-]{43,}={0,2}$/

export interface RootKey {
  /** Names the key without telling it: servers that share a database see whether they have the same. */
  id: string
  /** 32 bytes for one purpose. (RFC 5869) */
  derive(purpose: string): Buffer
  /** Encrypts what somebody entrusted for one purpose, such as a password for another server: AES-256-GCM. */
  seal(purpose: string, text: string): Buffer
  /** Throws for what was sealed with another key, for another purpose, or was changed. */
  open(purpose: string, sealed: Buffer): string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What the operator set, else what is kept beside the data and made once; read when it is first needed. */
export function rootKey(dataDir: string, configured: string | undefined): () => RootKey {
  let key: RootKey | undefined
  return () => {
    key ??= toKey(
      configured ?? readOrMakeOwn(join(dataDir, SECRET_FILE), () => `${randomBytes(BYTES).toString('base64')}\n`),
      configured === undefined ? join(dataDir, SECRET_FILE) : 'BELLWETHER_SECRET_KEY',
    )
    return key
  }
}

function toKey(given: string, from: string): RootKey {
  const text = given.trim()
  if (!FORM.test(text))
    throw invalid(`${from} must hold at least 32 random bytes in base64. Make some: openssl rand -base64 32`)
  const root = Buffer.from(text, 'base64')
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', root, '', purpose, BYTES))
  return {
    id: createHash('sha256').update('id').update(root).digest('hex').slice(0, 16),
    derive,
    seal(purpose, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', derive(purpose), nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(purpose, sealed) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', derive(purpose), nonce, { authTagLength: TAG_BYTES })
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString()
    },
  }
}
