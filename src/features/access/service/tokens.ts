/** Rules of tokens and log-ins: none grants more, or lasts longer, than the access that made it. */
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import type { access } from '../contract/accounts.ts'
import type { Principal } from '../identity.ts'
import { exceeds, lowerOf } from '../roles.ts'
import { digestOf, newSession, newToken } from '../secrets.ts'
import type { AccountRow, NewToken, TokenRow } from '../store/accounts.ts'
import type { Parts } from './accounts.ts'

const DAY_MS = 86_400_000
export const SESSION_DAYS = 30

const denied = (message: string): Failure => new Failure('PERMISSION_DENIED', message)

export function tokenService({ db, store, events, identity, now }: Parts) {
  async function insert(tx: Tx, actor: Principal, token: NewToken): Promise<TokenRow> {
    const row = await store.insertToken(tx, token)
    if (!row) throw new Failure('RESOURCE_CONFLICT', 'A token was made twice. Try again.')
    await events.append(tx, {
      workspace: token.workspace,
      name: 'token.created',
      kind: 'token',
      id: String(row.id),
      accountId: actor.accountId,
      details: { label: row.label, account_id: row.account_id, session: row.session_of !== null },
    })
    return row
  }

  /** The account whose tokens the actor may handle: the own one; as an admin, those not above. */
  async function holder(tx: Tx, actor: Principal, id: number): Promise<AccountRow> {
    const account = id === actor.accountId || actor.may.admin ? await store.findAccount(tx, actor.workspace, id) : null
    if (account === null) throw denied("Only an admin may handle other accounts' tokens.")
    if (!account) throw notFound('Account', String(id))
    if (id !== actor.accountId && exceeds(account.role, actor.role))
      throw denied(`Access of a ${actor.role} cannot handle the tokens of an ${account.role}.`)
    return account
  }

  /** Otherwise a token that leaks could be traded for one that stays. */
  function expiryOf(actor: Principal, days: number | undefined): Date | null {
    const limit = actor.grantsUntilMs
    const wanted = days === undefined ? limit : now() + days * DAY_MS
    if (wanted > limit)
      throw denied(
        `A token cannot outlast the one that makes it, which ends at ${new Date(limit).toISOString()}. Use one that lasts longer.`,
      )
    return Number.isFinite(wanted) ? new Date(wanted) : null
  }

  return {
    async create(actor: Principal, input: Input<typeof access.createToken>): Promise<{ token: string; row: TokenRow }> {
      const expiresAt = expiryOf(actor, input.expires_in_days)
      const label = input.label.trim()
      if (!label) throw invalid("Parameter 'label' must say what the token is for.")
      const token = newToken()
      const row = await db.transaction().execute(async (tx) => {
        const account = await holder(tx, actor, input.account_id ?? actor.accountId)
        if (account.disabled_at) throw invalid(`Account '${account.name}' is disabled.`)
        const limit = lowerOf(account.role, actor.role)
        if (input.role && exceeds(input.role, limit)) throw denied(`This token can have at most the role '${limit}'.`)
        const role = input.role ?? (limit === account.role ? null : limit)
        const { workspace_id: workspace, id: accountId } = account
        return insert(tx, actor, { workspace, accountId, label, role, digest: digestOf(token), expiresAt })
      })
      return { token, row }
    },

    async list(actor: Principal, accountId = actor.accountId): Promise<TokenRow[]> {
      if (accountId !== actor.accountId && !actor.may.admin)
        throw denied("Only an admin may see other accounts' tokens.")
      return store.listTokens(actor.workspace, accountId)
    },

    async revoke(actor: Principal, id: number): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const row = await store.findToken(tx, actor.workspace, id)
        // Ids of others' tokens are nobody's business.
        if (!row || (row.account_id !== actor.accountId && !actor.may.admin)) throw notFound('Token', String(id))
        const account = await holder(tx, actor, row.account_id)
        if (exceeds(lowerOf(account.role, row.role), actor.role))
          throw denied(`Access of a ${actor.role} cannot revoke a token that grants more.`)
        if (!(await store.revokeToken(tx, actor.workspace, id))) return
        await events.append(tx, {
          workspace: actor.workspace,
          name: 'token.revoked',
          kind: 'token',
          id: String(id),
          accountId: actor.accountId,
          details: { label: row.label, account_id: row.account_id, session: row.session_of !== null },
        })
      })
      identity.forget()
    },

    /** A log-in with a token makes a session that ends with it, or after 30 days. */
    async logIn(token: string): Promise<{ session: string; seconds: number } | undefined> {
      const actor = token.startsWith('bw_') ? await identity.bySecret(token) : undefined
      if (!actor) return undefined
      const session = newSession()
      const until = Math.min(actor.validUntilMs, now() + SESSION_DAYS * DAY_MS)
      const { workspace, accountId, tokenId: sessionOf } = actor
      await db.transaction().execute((tx) =>
        insert(tx, actor, {
          workspace,
          accountId,
          label: 'session',
          role: actor.role,
          digest: digestOf(session),
          expiresAt: new Date(until),
          sessionOf,
        }),
      )
      return { session, seconds: Math.round((until - now()) / 1000) }
    },
  }
}

export type TokenService = ReturnType<typeof tokenService>
