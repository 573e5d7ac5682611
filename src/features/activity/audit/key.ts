/** The key that heads and exports are signed with: made once, kept beside the data and never in the database. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../../../lib/failure.ts'
import { readOrMakeOwn } from '../../../platform/own-file.ts'

const FILE = 'audit-key.pem'

const make = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function read(path: string): KeyObject {
  try {
    return createPrivateKey(readOrMakeOwn(path, make))
  } catch (error) {
    throw new Failure(
      'INTERNAL_ERROR',
      `The key that signs the audit cannot be read from ${path}: ${(error as Error).message}. Put it back from a backup, or remove it: then another is made, and earlier signatures are checked with the earlier public key.`,
    )
  }
}

/** Read when it is first needed. */
export function auditKey(dataDir: string): () => KeyObject {
  let key: KeyObject | undefined
  return () => {
    key ??= read(join(dataDir, FILE))
    return key
  }
}
