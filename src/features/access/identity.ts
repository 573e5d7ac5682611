/** Finds who sent a request: by token, session or password, remembered for a few seconds, last use noted without waiting. */
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Scope } from '../../lib/contract.ts'
import type { Grants } from '../../platform/http/server.ts'
import { addressOf } from './address.ts'
import type { Networks } from './networks.ts'
import type { CredentialCheck, Credentials } from './passwords/credentials.ts'
import { grantsAlone, grantsOf, type Standing } from './roles.ts'
import { credentialsOf, digestOf, secretOf } from './secrets.ts'
import type { HolderRow, TokenStore } from './store/tokens.ts'

/** What somebody is in one workspace, and may do there. */
export interface Place {
  workspace: number
  standing: Standing
  may: Grants
}

/** A caller with an account. */
export interface Principal {
  accountId: number
  account: string
  isOwner: boolean
  /** What may be done where no workspace is meant. */
  alone: Grants
  /** What the token grants at most; null for all that the account may. */
  scopes: readonly Scope[] | null
  /** The one workspace in which the token works; null for all. */
  boundTo: number | null
  /** By the names of the workspaces; an owner is at home everywhere and has none. */
  places: ReadonlyMap<string, Place>
  /** An owner's in any workspace that the token works in. */
  ownerMay: Grants | undefined
  /** None where a password came with the request. */
  tokenId: number | null
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
  const { scopes, bound_to: boundTo, is_owner: isOwner } = row
  const here = row.memberships.filter(({ workspace }) => boundTo === null || workspace === boundTo)
  return {
    accountId: row.account_id,
    account: row.account,
    isOwner,
    // A token for one workspace is none for the installation.
    alone: grantsAlone(isOwner && boundTo === null, scopes),
    scopes,
    boundTo,
    places: new Map(
      isOwner
        ? []
        : here.map(({ name, workspace, role }) => [name, { workspace, standing: role, may: grantsOf(role, scopes) }]),
    ),
    ownerMay: isOwner ? grantsOf(boundTo === null ? 'owner' : 'admin', scopes) : undefined,
    tokenId: row.token_id,
    session: row.is_session,
    validUntilMs: Math.min(msOf(row.expires_at), msOf(row.opener_expires_at)),
    grantsUntilMs: msOf(row.is_session ? row.opener_expires_at : row.expires_at),
  }
}

/** What a request says of who sent it. */
export type Asking = Pick<FastifyRequest, 'headers' | 'ip'>

interface Kept {
  at: number
  holder: Promise<Principal | undefined>
}

interface Parts {
  store: Pick<TokenStore, 'findHolder' | 'findAccount' | 'touch'>
  credentials: CredentialCheck
  networks: Pick<Networks, 'note'>
  now: () => number
  log: Logger
}

export function createIdentity({ store, credentials, networks, now, log }: Parts) {
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

  function touch({ tokenId }: Principal): void {
    const at = now()
    if (tokenId === null || at - (touched.get(tokenId) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return
    if (touched.size >= MAX_KEPT) touched.clear()
    touched.set(tokenId, at)
    const write = store
      .touch(tokenId, new Date(at))
      .catch((error: Error) => log.debug({ err: error }, 'noting the use of a token failed'))
      .finally(() => writing.delete(write))
    writing.add(write)
  }

  async function keptOr(key: string, find: () => Promise<HolderRow | undefined>): Promise<Principal | undefined> {
    const age = now() - (kept.get(key)?.at ?? Number.NEGATIVE_INFINITY)
    if (!(age >= 0 && age < KEEP_MS))
      remember(
        key,
        find().then((row) => row && toPrincipal(row)),
      )
    const principal = await kept.get(key)!.holder
    if (!principal || principal.validUntilMs <= now()) return undefined
    touch(principal)
    return principal
  }

  function bySecret(secret: string): Promise<Principal | undefined> {
    const digest = digestOf(secret)
    return keptOr(digest.toString('base64'), () => store.findHolder(digest))
  }

  const byPassword = (given: Credentials, address: string): Promise<Principal | undefined> =>
    keptOr(`password ${credentials.digestOf(given)}`, async () => {
      const id = await credentials.check(given, address)
      return id === undefined ? undefined : store.findAccount(id)
    })

  return {
    bySecret,
    byPassword,
    /** Somebody who has just shown who they are in another way. */
    async byId(id: number): Promise<Principal | undefined> {
      const row = await store.findAccount(id)
      return row && toPrincipal(row)
    },
    /**
     * Undefined when the request carries nothing that says who sent it, or nothing that counts (any more). A session
     * comes before a name with a password, which may be those of a proxy.
     */
    async find(request: Asking): Promise<Principal | undefined> {
      const secret = secretOf(request.headers)
      const who = secret === undefined ? undefined : await bySecret(secret)
      if (who) {
        networks.note(who, request)
        return who
      }
      const given = credentialsOf(request.headers)
      return given && byPassword(given, addressOf(request))
    },
    /** Forgets what it remembers; a look-up under way remembers nothing any more either. */
    forget(): void {
      kept = new Map()
    },
    drain: async (): Promise<void> => void (await Promise.all(writing)),
  }
}

export type Identity = ReturnType<typeof createIdentity>
