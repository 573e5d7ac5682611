/**
 * Whose account somebody is that the provider knows: by issuer and subject alone. A name that is taken already, or an
 * address that is the same, makes nobody the holder of an account; an owner does.
 */
import type { Logger } from 'pino'
import { Failure, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { NewAccounts } from '../../../platform/oidc-config.ts'
import type { Identity } from '../identity.ts'
import type { Role } from '../roles.ts'
import { checkName, HOME } from '../service/accounts.ts'
import type { AccountRow, AccountStore } from '../store/accounts.ts'
import type { Person } from './claims.ts'
import type { Gifts, GiftsOf } from './groups.ts'
import type { IdentityRow, IdentityStore } from './store.ts'

interface Parts {
  db: Db
  accounts: AccountStore
  store: IdentityStore
  events: Events
  identity: Identity
  giftsOf: GiftsOf
  newAccounts: NewAccounts
  workspaceOf(name: string): Promise<number | undefined>
  /** Ends the log-ins of somebody whose account this is no longer. */
  endSessions(tx: Tx, identity: IdentityRow): Promise<void>
  log: Logger
  now: () => number
}

const denied = (message: string): Failure => new Failure('PERMISSION_DENIED', message)

/** Somebody who may come in, or why not. What is known of them is kept in either case. */
type Outcome = { accountId: number; identityId: number } | { refusal: string }

export function identityService(parts: Parts) {
  const { db, accounts, store, events, identity, giftsOf, newAccounts, workspaceOf, endSessions, log, now } = parts

  const say = (tx: Tx, name: 'linked' | 'unlinked', account: number, by: number, row: IdentityRow) =>
    events.append(tx, {
      workspace: HOME,
      name: `identity.${name}`,
      kind: 'account',
      id: String(account),
      accountId: by,
      details: { issuer: row.issuer, identity: row.id },
    })

  async function link(tx: Tx, row: IdentityRow, account: AccountRow, by: number): Promise<void> {
    await store.link(tx, HOME, row.id, account.id)
    await say(tx, 'linked', account.id, by, row)
  }

  async function create(tx: Tx, row: IdentityRow): Promise<AccountRow | undefined> {
    const account = await accounts.insert(tx, HOME, {
      name: checkName(row.name),
      kind: 'person',
      is_owner: false,
      contact_id: null,
      contact_team: null,
    })
    if (!account) return undefined
    const { id } = account
    await events.append(tx, {
      workspace: HOME,
      name: 'account.created',
      kind: 'account',
      id: String(id),
      accountId: id,
      details: { kind: 'person', is_owner: false, identity: row.id },
    })
    await link(tx, row, account, id)
    return account
  }

  /** Memberships that groups gave follow the groups; those that people gave stay as they are. */
  async function keepInStep(tx: Tx, accountId: number, wanted: ReadonlyMap<number, Role>): Promise<void> {
    const tell = (name: 'added' | 'changed' | 'removed', workspace: number, role: Role) =>
      events.append(tx, {
        workspace,
        name: `member.${name}`,
        kind: 'account',
        id: String(accountId),
        details: { role, by_group: true },
      })
    const held = new Map((await store.held(tx, accountId)).map((row) => [row.workspace, row]))
    for (const [workspace, role] of wanted) {
      const before = held.get(workspace)
      if (before && (!before.by_group || before.role === role)) continue
      await store.putByGroup(tx, workspace, accountId, role)
      await tell(before ? 'changed' : 'added', workspace, role)
    }
    for (const { workspace, role, by_group } of held.values()) {
      if (!by_group || wanted.has(workspace)) continue
      await store.removeByGroup(tx, workspace, accountId)
      await tell('removed', workspace, role)
    }
  }

  async function keepOwner(tx: Tx, account: AccountRow, row: IdentityRow, isWanted: boolean): Promise<void> {
    const isOwed = isWanted && !account.is_owner
    const isOver = !isWanted && row.owner_by_group
    if (!isOwed && !isOver) return
    if (isOver && account.is_owner && (await accounts.owners(tx, HOME)).every(({ id }) => id === account.id)) {
      log.warn({ account: account.id }, 'the last owner stays one, although no group of the provider says so any more')
      return
    }
    await store.setOwnerByGroup(tx, HOME, row.id, isOwed)
    if (account.is_owner === isWanted) return
    await accounts.change(tx, HOME, account.id, { ...account, is_owner: isWanted })
    await events.append(tx, {
      workspace: HOME,
      name: 'account.changed',
      kind: 'account',
      id: String(account.id),
      details: { is_owner: isWanted, renamed: false, by_group: true },
    })
  }

  /** Asked before the transaction: within it, it would wait for a second connection. */
  async function placesOf({ roles }: Gifts): Promise<Map<number, Role>> {
    const places = new Map<number, Role>()
    for (const [name, role] of roles) {
      const workspace = await workspaceOf(name)
      if (workspace === undefined)
        log.warn({ workspace: name }, "setting 'oidc_groups' names a workspace that is not there")
      else places.set(workspace, role)
    }
    return places
  }

  async function decide(tx: Tx, row: IdentityRow, isMapped: boolean): Promise<AccountRow | string> {
    if (row.account_id !== null) {
      const account = await accounts.find(tx, HOME, row.account_id)
      return account && !account.disabled_at
        ? account
        : 'Your account is disabled. An owner of this server can enable it.'
    }
    const number = `An owner can link you to an account: you are number ${row.id} among the identities.`
    if (newAccounts === 'never' || (newAccounts === 'groups' && !isMapped))
      return `The provider knows you as '${row.name}', but you have no account here${newAccounts === 'groups' ? ' and are in none of the groups that get one' : ''}. ${number}`
    return (
      (await create(tx, row)) ?? `The provider knows you as '${row.name}', and another account has this name. ${number}`
    )
  }

  async function get(tx: Tx, id: number): Promise<IdentityRow> {
    const row = await store.find(tx, HOME, id)
    if (!row) throw notFound('Identity', String(id))
    return row
  }

  return {
    list: () => store.list(HOME),

    /** Somebody came from the provider. */
    async enter(person: Person): Promise<{ accountId: number; identityId: number }> {
      const gifts = giftsOf(person.groups)
      const places = await placesOf(gifts)
      const outcome = await db.transaction().execute(async (tx): Promise<Outcome> => {
        await accounts.lock(tx)
        const row = await store.see(tx, HOME, person, new Date(now()))
        const account = await decide(tx, row, gifts.isMapped)
        if (typeof account === 'string') return { refusal: account }
        await keepOwner(tx, account, row, gifts.isOwner)
        await keepInStep(tx, account.id, places)
        return { accountId: account.id, identityId: row.id }
      })
      if ('refusal' in outcome) throw denied(outcome.refusal)
      identity.forget()
      return outcome
    },

    async link(actorId: number, id: number, name: string): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await accounts.lock(tx)
        const row = await get(tx, id)
        if (row.account_id !== null)
          throw new Failure('RESOURCE_CONFLICT', `Identity '${id}' belongs to an account. Remove the link first.`)
        const account = await accounts.findByName(tx, HOME, name)
        if (account?.kind !== 'person') throw notFound("'account': a person", name)
        if (await store.isKnown(tx, HOME, row.issuer, account.id))
          throw new Failure(
            'RESOURCE_CONFLICT',
            `'${name}' has an identity of this provider already. Remove that first.`,
          )
        await link(tx, row, account, actorId)
      })
    },

    /** What is known of them is forgotten, with what groups gave them; whoever logs in again is a stranger. */
    async remove(actorId: number, id: number): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await accounts.lock(tx)
        const row = await get(tx, id)
        await endSessions(tx, row)
        const account = row.account_id === null ? undefined : await accounts.find(tx, HOME, row.account_id)
        if (account) {
          await keepOwner(tx, account, row, false)
          await keepInStep(tx, account.id, new Map())
          await say(tx, 'unlinked', account.id, actorId, row)
        }
        await store.remove(tx, HOME, id)
      })
      identity.forget()
    },
  }
}

export type IdentityService = ReturnType<typeof identityService>
