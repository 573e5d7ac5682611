/** Rules of passwords: people set their own, by a link that works once; nobody else knows it. */
import { Failure, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Attempts } from '../attempts.ts'
import type { Identity, Principal } from '../identity.ts'
import { digestOf, newCode } from '../secrets.ts'
import { HOME } from '../service/accounts.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { LinkRow, PasswordStore } from '../store/passwords.ts'
import type { TokenStore } from '../store/tokens.ts'
import { checkPassword, hashPassword, verifyPassword } from './hash.ts'

const LINK_MS = 3 * 86_400_000

interface Parts {
  db: Db
  accounts: AccountStore
  tokens: TokenStore
  store: PasswordStore
  events: Events
  identity: Identity
  attempts: Attempts
  now: () => number
}

export const wrongPasswordLink = (): Failure =>
  new Failure(
    'PERMISSION_DENIED',
    'This link is wrong, used or older than three days. Ask an owner of the server for another.',
  )

export function passwordService({ db, accounts, tokens, store, events, identity, attempts, now }: Parts) {
  const say = (tx: Tx, name: 'offered' | 'changed', id: number, accountId: number, details = {}) =>
    events.append(tx, {
      workspace: HOME,
      name: `password.${name}`,
      kind: 'account',
      id: String(id),
      accountId,
      details,
    })

  /** Whoever knew the old one is out everywhere; tokens are revoked one by one. */
  async function put(tx: Tx, id: number, hash: string, keptSession: number | null): Promise<void> {
    await store.put(tx, HOME, id, hash)
    const sessions_ended = await tokens.endSessions(tx, HOME, id, keptSession)
    await say(tx, 'changed', id, id, { sessions_ended })
  }

  const find = (code: string): Promise<LinkRow | undefined> => store.findLink(db, digestOf(code), new Date(now()))

  return {
    find,
    has: async (id: number): Promise<boolean> => (await store.find(db, HOME, id)) !== undefined,

    /** A link by which a person sets their password, once, within three days. */
    async offer(actorId: number, id: number): Promise<{ code: string; expiresAt: number }> {
      const account = await accounts.find(db, HOME, id)
      if (!account) throw notFound('Account', String(id))
      if (account.kind === 'service')
        throw new Failure('RESOURCE_CONFLICT', 'A service account has no password. Make a token for it.')
      if (account.disabled_at) throw new Failure('RESOURCE_CONFLICT', `Account '${account.name}' is disabled.`)
      const code = newCode()
      const expiresAt = now() + LINK_MS
      await db.transaction().execute(async (tx) => {
        await store.putLink(tx, HOME, id, digestOf(code), new Date(expiresAt))
        await say(tx, 'offered', id, actorId)
      })
      return { code, expiresAt }
    },

    async setByLink(code: string, password: string): Promise<number> {
      const link = await find(code)
      if (!link) throw wrongPasswordLink()
      checkPassword(password, link.account)
      const hash = await hashPassword(password)
      await db.transaction().execute(async (tx) => {
        if (!(await store.useLink(tx, digestOf(code)))) throw wrongPasswordLink()
        await put(tx, link.account_id, hash, null)
      })
      identity.forget()
      return link.account_id
    },

    /** The old one is asked for, so that an open browser is not enough to take an account over. */
    async change(actor: Principal, old: string | undefined, password: string, address: string): Promise<void> {
      const { accountId: id, account: name } = actor
      const account = await accounts.find(db, HOME, id)
      if (account?.kind !== 'person')
        throw new Failure('RESOURCE_CONFLICT', 'A service account has no password. It uses tokens.')
      const stored = await store.find(db, HOME, id)
      const attempt = { address, by: 'password', account: name, accountId: id } as const
      const isRight =
        stored === undefined ||
        (await attempts.count(attempt, async () => (await verifyPassword(old ?? '', stored)) || undefined))
      if (!isRight) throw new Failure('PERMISSION_DENIED', "'old' is not your present password.")
      checkPassword(password, name, 'new')
      const hash = await hashPassword(password)
      await db.transaction().execute((tx) => put(tx, id, hash, actor.session ? actor.tokenId : null))
      identity.forget()
    },

    /** Where an operator names it at start: only as long as there is none. */
    async putFirst(tx: Tx, id: number, hash: string): Promise<void> {
      if ((await store.find(tx, HOME, id)) === undefined) await put(tx, id, hash, null)
    },
  }
}

export type PasswordService = ReturnType<typeof passwordService>
