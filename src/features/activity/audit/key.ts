/** The key that heads and exports are signed with: made once, kept beside the data and never in the database. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../lib/failure.ts'

const FILE = 'audit-key.pem'

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

function read(path: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Failure(
      'INTERNAL_ERROR',
      `The key that signs the audit cannot be read from ${path}: ${(error as Error).message}. Put it back from a backup, or remove it: then another is made, and earlier signatures are checked with the earlier public key.`,
    )
  }
}

/** Whole or not at all, and never over one that another process has just made. */
function make(path: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true })
  try {
    linkSync(beside, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(beside)
  }
}

/** Read when it is first needed. */
export function auditKey(dataDir: string): () => KeyObject {
  let key: KeyObject | undefined
  return () => {
    const path = join(dataDir, FILE)
    key ??= read(path)
    if (key) return key
    mkdirSync(dataDir, { recursive: true })
    make(path)
    key = read(path)!
    return key
  }
}
