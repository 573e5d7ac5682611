/**
 * Whether a name and a password belong together. A program sends them with every request, so the answer is remembered
 * for a while: by a digest under a key of this process, and for as long as the stored password is the same.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Attempts } from '../attempts.ts'
import type { PasswordStore } from '../store/passwords.ts'
import { verifyPassword } from './hash.ts'

const KEEP_MS = 600_000
/** The same wrong password again is no new guess; it may become the right one, though. */
const KEEP_WRONG_MS = 30_000
const MAX_KEPT = 10_000

export interface Credentials {
  name: string
  password: string
}

interface Judged {
  at: number
  /** Of the stored password that it was compared with. */
  hash: string | undefined
  isRight: boolean
}

interface Parts {
  store: Pick<PasswordStore, 'findByName'>
  attempts: Attempts
  now: () => number
}

export function createCredentials({ store, attempts, now }: Parts) {
  const key = randomBytes(32)
  let judged = new Map<string, Judged>()

  const digestOf = ({ name, password }: Credentials): string =>
    createHmac('sha256', key)
      .update(`${Buffer.byteLength(name)} ${name}${password}`)
      .digest('base64')

  function remember(digest: string, hash: string | undefined, isRight: boolean): void {
    if (judged.size >= MAX_KEPT) judged = new Map()
    judged.set(digest, { at: now(), hash, isRight })
  }

  return {
    /** Something that tells these credentials from all others, without telling them. */
    digestOf,

    /** The id of the account; undefined when they do not belong together. */
    async check(given: Credentials, address: string): Promise<number | undefined> {
      const digest = digestOf(given)
      const row = await store.findByName(given.name)
      const seen = judged.get(digest)
      const age = now() - (seen?.at ?? Number.NEGATIVE_INFINITY)
      if (seen && seen.hash === row?.hash && age >= 0 && age < (seen.isRight ? KEEP_MS : KEEP_WRONG_MS))
        return seen.isRight ? row?.account_id : undefined
      const attempt = { address, by: 'password', account: given.name, accountId: row?.account_id } as const
      return attempts.count(attempt, async () => {
        const isRight = await verifyPassword(given.password, row?.hash)
        remember(digest, row?.hash, isRight)
        return isRight ? row?.account_id : undefined
      })
    },
  }
}

export type CredentialCheck = ReturnType<typeof createCredentials>
