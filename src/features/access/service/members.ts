/** Rules of memberships: who is what in a workspace. */
import { notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Identity } from '../identity.ts'
import type { Role } from '../roles.ts'
import type { AccountRow, AccountStore } from '../store/accounts.ts'
import type { MemberRow, MemberStore } from '../store/members.ts'
import { HOME } from './accounts.ts'

interface Parts {
  db: Db
  accounts: AccountStore
  store: MemberStore
  events: Events
  identity: Identity
  workspaceOf(name: string): Promise<number | undefined>
}

interface Actor {
  workspace: number
  accountId: number | null
}

export function memberService({ db, accounts, store, events, identity, workspaceOf }: Parts) {
  const say = (
    tx: Tx,
    name: 'added' | 'changed' | 'removed',
    { workspace, accountId }: Actor,
    member: number,
    role: Role,
  ) =>
    events.append(tx, {
      workspace,
      name: `member.${name}`,
      kind: 'account',
      id: String(member),
      accountId,
      details: { role },
    })

  async function put(tx: Tx, actor: Actor, { id }: AccountRow, role: Role): Promise<void> {
    const before = await store.roleOf(tx, actor.workspace, id)
    await store.put(tx, actor.workspace, id, role)
    if (before === role) return
    await say(tx, before === undefined ? 'added' : 'changed', actor, id, role)
  }

  return {
    list: (workspace: number) => store.list(workspace),
    owners: async (): Promise<string[]> => (await accounts.owners(db, HOME)).map(({ name }) => name),

    async put(actor: Actor, name: string, role: Role): Promise<MemberRow> {
      const id = await db.transaction().execute(async (tx) => {
        const account = await accounts.findByName(tx, HOME, name)
        if (!account) throw notFound('Account', name, 'and only an owner of the installation can make it.')
        await put(tx, actor, account, role)
        return account.id
      })
      identity.forget()
      return (await store.list(actor.workspace)).find(({ account_id }) => account_id === id)!
    },

    /** To be asked before a transaction: within one it would wait for a second connection. */
    async find(name: string): Promise<number> {
      const workspace = await workspaceOf(name)
      if (workspace === undefined) throw notFound('Workspace', name)
      return workspace
    },

    /** For a new account, which nobody remembers yet. */
    putNew: put,

    async remove(actor: Actor, id: number): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const role = await store.roleOf(tx, actor.workspace, id)
        if (role === undefined || !(await store.remove(tx, actor.workspace, id))) throw notFound('Member', String(id))
        await say(tx, 'removed', actor, id, role)
      })
      identity.forget()
    },
  }
}

export type MemberService = ReturnType<typeof memberService>
