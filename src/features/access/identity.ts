/** Finds who sent a request: by token or session, remembered for a few seconds, last use noted without waiting. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { Caller } from '../../platform/http/server.ts'
import { grantsOf, lowerOf, type Role } from './roles.ts'
import { digestOf, secretOf } from './secrets.ts'
import type { AccessStore, HolderRow } from './store/accounts.ts'

/** A caller with an account. */
export interface Principal extends Caller {
  accountId: number
  account: string
  /** The lower one of the account's role and the token's. */
  role: Role
  tokenId: number
  session: boolean
  /** When it ends, in milliseconds; Infinity for never. */
  validUntilMs: number
  /** What it makes may not last longer than this; a session counts as the token that opened it. */
  grantsUntilMs: number
}

/** A revocation in another process takes effect within this time. */
const KEEP_MS = 5_000
const TOUCH_MS = 60_000
const MAX_KEPT = 10_000

const msOf = (date: Date | null): number => date?.getTime() ?? Number.POSITIVE_INFINITY

function toPrincipal(row: HolderRow): Principal {
  const role = lowerOf(row.account_role, row.token_role)
  return {
    workspace: row.workspace_id,
    accountId: row.account_id,
    may: grantsOf(role),
    account: row.account,
    role,
    tokenId: row.token_id,
    session: row.session_of !== null,
    validUntilMs: Math.min(msOf(row.expires_at), msOf(row.opener_expires_at)),
    grantsUntilMs: msOf(row.session_of === null ? row.expires_at : row.opener_expires_at),
  }
}

interface Kept {
  at: number
  holder: Promise<Principal | undefined>
}

export function createIdentity(store: AccessStore, now: () => number, log: Logger) {
  let kept = new Map<string, Kept>()
  const touched = new Map<number, number>()
  const writing = new Set<Promise<void>>()

  function remember(key: string, holder: Promise<Principal | undefined>): void {
    const into = kept
    if (into.size >= MAX_KEPT) into.clear()
    const entry: Kept = { at: now(), holder }
    into.set(key, entry)
    const drop = (): void => {
      if (into.get(key) === entry) into.delete(key)
    }
    // What is not known may be made the next moment, and an outage must not be remembered.
    holder.then((found) => found ?? drop(), drop)
  }

  function touch({ workspace, tokenId }: Principal): void {
    const at = now()
    if (at - (touched.get(tokenId) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return
    if (touched.size >= MAX_KEPT) touched.clear()
    touched.set(tokenId, at)
    const write = store
      .touchToken(workspace, tokenId, new Date(at))
      .catch((error: Error) => log.debug({ err: error }, 'noting the use of a token failed'))
      .finally(() => writing.delete(write))
    writing.add(write)
  }

  async function bySecret(secret: string): Promise<Principal | undefined> {
    const digest = digestOf(secret)
    const key = digest.toString('base64')
    const age = now() - (kept.get(key)?.at ?? Number.NEGATIVE_INFINITY)
    if (!(age >= 0 && age < KEEP_MS))
      remember(
        key,
        store.findHolder(digest).then((row) => row && toPrincipal(row)),
      )
    const principal = await kept.get(key)!.holder
    if (!principal || principal.validUntilMs <= now()) return undefined
    touch(principal)
    return principal
  }

  return {
    bySecret,
    /** Undefined when the request carries no token or session, or one that does not count (any more). */
    find(headers: IncomingHttpHeaders): Promise<Principal | undefined> {
      const secret = secretOf(headers)
      return secret === undefined ? Promise.resolve(undefined) : bySecret(secret)
    },
    /** Forgets what it remembers; a look-up under way remembers nothing any more either. */
    forget(): void {
      kept = new Map()
    },
    drain: async (): Promise<void> => void (await Promise.all(writing)),
  }
}

export type Identity = ReturnType<typeof createIdentity>
