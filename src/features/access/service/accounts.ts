/** Rules of accounts: the first is an owner and ends open access; an owner always remains. */
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { access } from '../contract/accounts.ts'
import type { Identity, Principal } from '../identity.ts'
import type { Modes } from '../mode.ts'
import { exceeds, type Role } from '../roles.ts'
import { digestOf, newToken } from '../secrets.ts'
import type { AccessStore, AccountRow } from '../store/accounts.ts'

/** Accounts belong to the installation, and live in its first workspace. */
const WORKSPACE = 1

export interface Parts {
  db: Db
  store: AccessStore
  events: Events
  identity: Identity
  modes: Modes
  now: () => number
}

/** Names are shown to people: no blanks around, no control characters. */
export function checkName(given: string): string {
  const name = given.trim()
  if (!name || name.length > 100 || /[\u0000-\u001f\u007f]/.test(name))
    throw invalid('An account needs a name of 1 to 100 characters, without control characters.')
  return name
}

export function accountService({ db, store, events, identity, modes }: Parts) {
  async function insert(tx: Tx, actorId: number | null, name: string, role: Role): Promise<AccountRow> {
    const account = await store.insertAccount(tx, WORKSPACE, name, role)
    if (!account) throw new Failure('RESOURCE_ALREADY_EXISTS', `Account '${name}' already exists. Choose another name.`)
    await events.append(tx, {
      workspace: WORKSPACE,
      name: 'account.created',
      kind: 'account',
      id: String(account.id),
      accountId: actorId ?? account.id,
      details: { role },
    })
    return account
  }

  /** Makes the owner and the first token in the caller's transaction, which holds the lock and found no account. */
  async function insertOwner(tx: Tx, name: string, token: string): Promise<AccountRow> {
    const account = await insert(tx, null, name, 'owner')
    await insertFirstToken(tx, account, token)
    return account
  }

  async function insertFirstToken(tx: Tx, { id, workspace_id }: AccountRow, token: string): Promise<void> {
    const row = await store.insertToken(tx, {
      workspace: workspace_id,
      accountId: id,
      label: 'first',
      role: null,
      digest: digestOf(token),
      expiresAt: null,
    })
    if (!row) return
    await events.append(tx, {
      workspace: workspace_id,
      name: 'token.created',
      kind: 'token',
      id: String(row.id),
      accountId: id,
      details: { label: row.label, account_id: id },
    })
  }

  return {
    list: () => store.listAccounts(WORKSPACE),

    /** Makes the first account. Refuses when there is one: whoever asks has not shown a token. */
    async createOwner(name: string): Promise<{ account: AccountRow; token: string }> {
      const checked = checkName(name)
      const token = newToken()
      const account = await db.transaction().execute(async (tx) => {
        await store.lock(tx)
        if (await store.anyAccount(tx))
          throw new Failure('UNAUTHENTICATED', 'This server has an owner now. Log in with a token.')
        return insertOwner(tx, checked, token)
      })
      modes.close()
      return { account, token }
    },

    async create(actor: Principal, { name, role = 'writer' }: Input<typeof access.createAccount>): Promise<AccountRow> {
      if (exceeds(role, actor.role))
        throw new Failure('PERMISSION_DENIED', `Access of a ${actor.role} cannot make an account with role '${role}'.`)
      const checked = checkName(name)
      return db.transaction().execute((tx) => insert(tx, actor.accountId, checked, role))
    },

    /** An operator names the owner and the token at start. Again at the next start: nothing, or the new token added. */
    async ensureOwner(name: string, token: string): Promise<'made' | 'there' | 'other'> {
      const checked = checkName(name)
      return db.transaction().execute(async (tx) => {
        await store.lock(tx)
        if (!(await store.anyAccount(tx))) {
          await insertOwner(tx, checked, token)
          return 'made'
        }
        const account = await store.findAccountByName(tx, WORKSPACE, checked)
        if (account?.role !== 'owner' || account.disabled_at) return 'other'
        await insertFirstToken(tx, account, token)
        return 'there'
      })
    },

    async disable(actor: Principal, id: number): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await store.lock(tx)
        const account = await store.findAccount(tx, actor.workspace, id)
        if (!account) throw notFound('Account', String(id))
        if (account.disabled_at) return
        if (exceeds(account.role, actor.role))
          throw new Failure('PERMISSION_DENIED', `Access of a ${actor.role} cannot disable an ${account.role}.`)
        if (account.role === 'owner' && (await store.countOwners(tx, actor.workspace)) === 1)
          throw new Failure('RESOURCE_CONFLICT', 'This is the last owner. Make another owner first.')
        await store.disableAccount(tx, actor.workspace, id)
        await events.append(tx, {
          workspace: actor.workspace,
          name: 'account.disabled',
          kind: 'account',
          id: String(id),
          accountId: actor.accountId,
        })
      })
      identity.forget()
    },
  }
}

export type AccountService = ReturnType<typeof accountService>
