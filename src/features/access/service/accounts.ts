/** Rules of accounts: the first is an owner and ends open access; an owner always remains. */
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { access } from '../contract/accounts.ts'
import type { Identity } from '../identity.ts'
import type { Modes } from '../mode.ts'
import { checkPassword, hashPassword } from '../passwords/hash.ts'
import type { PasswordService } from '../passwords/service.ts'
import { digestOf } from '../secrets.ts'
import type { AccountRow, AccountStore, ListedRow, NewAccount } from '../store/accounts.ts'
import type { TokenStore } from '../store/tokens.ts'
import type { MemberService } from './members.ts'
import { checkOwnerRemains } from './owners.ts'

/** Accounts belong to the installation, and live in its first workspace. */
export const HOME = 1

interface Parts {
  db: Db
  store: AccountStore
  tokens: TokenStore
  members: MemberService
  passwords: PasswordService
  events: Events
  identity: Identity
  modes: Modes
}

/** Names are shown to people: no blanks around, no control characters. */
export function checkName(given: string): string {
  const name = given.trim()
  if (!name || name.length > 100 || /[\u0000-\u001f\u007f]/.test(name))
    throw invalid("An account needs a 'name' of 1 to 100 characters, without control characters.")
  if (name.startsWith('(erased')) throw invalid("'name' begins like that of an erased account. Choose another.")
  return name
}

const taken = (name: string): Failure =>
  new Failure('RESOURCE_ALREADY_EXISTS', `Account '${name}' already exists. Choose another name.`)

interface Equipment {
  token: string | undefined
  hash: string | undefined
}

const OWNER = { kind: 'person', is_owner: true, contact_id: null, contact_team: null } as const

type Contacts = Pick<Input<typeof access.createAccount>, 'contact_account' | 'contact_team'>

export function accountService({ db, store, tokens, members, passwords, events, identity, modes }: Parts) {
  const say = (
    tx: Tx,
    name: 'created' | 'changed' | 'disabled' | 'enabled',
    id: number,
    actorId: number,
    details: Record<string, unknown> = {},
  ) =>
    events.append(tx, {
      workspace: HOME,
      name: `account.${name}`,
      kind: 'account',
      id: String(id),
      accountId: actorId,
      details,
    })

  async function insert(tx: Tx, actorId: number | null, account: NewAccount): Promise<AccountRow> {
    const row = await store.insert(tx, HOME, account)
    if (!row) throw taken(account.name)
    const { kind, is_owner } = account
    await say(tx, 'created', row.id, actorId ?? row.id, { kind, is_owner })
    return row
  }

  async function insertFirstToken(tx: Tx, { id }: AccountRow, token: string): Promise<void> {
    const row = await tokens.insert(tx, {
      workspace: HOME,
      accountId: id,
      label: 'first',
      scopes: null,
      boundTo: null,
      digest: digestOf(token),
      expiresAt: null,
    })
    if (!row) return
    await events.append(tx, {
      workspace: HOME,
      name: 'token.created',
      kind: 'token',
      id: String(row.id),
      accountId: id,
      details: { label: row.label, account_id: id },
    })
  }

  /** What an owner that is made or found at start may come in with. */
  async function equip(tx: Tx, account: AccountRow, { token, hash }: Equipment): Promise<AccountRow> {
    if (token !== undefined) await insertFirstToken(tx, account, token)
    if (hash !== undefined) await passwords.putFirst(tx, account.id, hash)
    return account
  }

  async function hashOf(name: string, password: string | undefined, field?: string): Promise<string | undefined> {
    if (password === undefined) return undefined
    checkPassword(password, name, field)
    return hashPassword(password)
  }

  async function contactsOf(tx: Tx, { contact_account, contact_team }: Contacts) {
    if (contact_account === undefined) return { contact_id: null, contact_team: contact_team?.trim() || null }
    const contact = await store.findByName(tx, HOME, contact_account)
    if (contact?.kind !== 'person') throw notFound("'contact_account': a person", contact_account)
    return { contact_id: contact.id, contact_team: null }
  }

  function check({ kind, is_owner, contact_id, contact_team }: NewAccount): void {
    const hasContact = contact_id !== null || contact_team !== null
    if (kind === 'person' && hasContact)
      throw invalid("A person needs no contact: leave out 'contact_account' and 'contact_team'.")
    if (kind === 'person') return
    if (is_owner) throw invalid("'is_owner' is for persons: a service account gets roles in workspaces.")
    if (!hasContact)
      throw invalid(
        "A service account needs somebody who answers for it: give 'contact_account' (a person) or 'contact_team'.",
      )
  }

  async function get(tx: Tx, id: number): Promise<AccountRow> {
    const account = await store.find(tx, HOME, id)
    if (!account) throw notFound('Account', String(id))
    return account
  }

  const show = async (id: number): Promise<ListedRow> => (await store.list(HOME, id))[0]!

  return {
    list: () => store.list(HOME),
    show,

    /** Makes the first account. Refuses when there is one: whoever asks has not shown a token. */
    async createOwner(given: string, token: string | undefined, password: string | undefined): Promise<ListedRow> {
      const name = checkName(given)
      const hash = await hashOf(name, password)
      const { id } = await db.transaction().execute(async (tx) => {
        await store.lock(tx)
        if (await store.any(tx))
          throw new Failure('UNAUTHENTICATED', 'This server has an owner now. Log in with a token.')
        return equip(tx, await insert(tx, null, { ...OWNER, name }), { token, hash })
      })
      modes.close()
      return show(id)
    },

    async create(actorId: number, input: Input<typeof access.createAccount>): Promise<ListedRow> {
      const { kind = 'person', is_owner = false, memberships = [] } = input
      if (input.password !== undefined)
        throw invalid(
          "'password' is for the first account only: make the account, then a link by which its person sets one.",
        )
      const name = checkName(input.name)
      const places = await Promise.all(
        memberships.map(async ({ workspace, role }) => ({ workspace: await members.find(workspace), role })),
      )
      const { id } = await db.transaction().execute(async (tx) => {
        const account = { name, kind, is_owner, ...(await contactsOf(tx, input)) }
        check(account)
        const row = await insert(tx, actorId, account)
        for (const { workspace, role } of places) await members.putNew(tx, { workspace, accountId: actorId }, row, role)
        return row
      })
      return show(id)
    },

    async change(actorId: number, { id, ...input }: Input<typeof access.changeAccount>): Promise<ListedRow> {
      const name = input.name === undefined ? undefined : checkName(input.name)
      await db.transaction().execute(async (tx) => {
        await store.lock(tx)
        const before = await get(tx, id)
        const hasContact = input.contact_account !== undefined || input.contact_team !== undefined
        const { is_owner = before.is_owner } = input
        const after = {
          ...before,
          ...(hasContact && (await contactsOf(tx, input))),
          is_owner,
          name: name ?? before.name,
        }
        check(after)
        if (!after.is_owner) await checkOwnerRemains(store, tx, before)
        if (!(await store.change(tx, HOME, id, after))) throw taken(after.name)
        // The names themselves stand in `accounts` only.
        const renamed = after.name !== before.name
        await say(tx, 'changed', id, actorId, { is_owner, renamed })
      })
      identity.forget()
      return show(id)
    },

    /**
     * An operator names the owner, a token, a password at start. Again at the next start: a new token is added, and a
     * password is set only as long as there is none.
     */
    async ensureOwner(given: string, token: string | undefined, password: string | undefined) {
      const name = checkName(given)
      const hash = await hashOf(name, password, 'BELLWETHER_INIT_PASSWORD')
      return db.transaction().execute(async (tx) => {
        await store.lock(tx)
        if (!(await store.any(tx))) {
          await equip(tx, await insert(tx, null, { ...OWNER, name }), { token, hash })
          return 'made' as const
        }
        const account = await store.findByName(tx, HOME, name)
        if (!account?.is_owner || account.disabled_at) return 'other' as const
        await equip(tx, account, { token, hash })
        return 'there' as const
      })
    },

    async disable(actorId: number, id: number): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await store.lock(tx)
        const account = await get(tx, id)
        if (account.disabled_at) return
        await checkOwnerRemains(store, tx, account)
        await store.setDisabled(tx, HOME, id, true)
        await say(tx, 'disabled', id, actorId)
      })
      identity.forget()
    },

    async enable(actorId: number, id: number): Promise<ListedRow> {
      await db.transaction().execute(async (tx) => {
        const account = await get(tx, id)
        if (!account.disabled_at) return
        await store.setDisabled(tx, HOME, id, false)
        await say(tx, 'enabled', id, actorId)
      })
      return show(id)
    },
  }
}

export type AccountService = ReturnType<typeof accountService>
