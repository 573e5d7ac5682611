/** Accounts and members over HTTP. */
import { invalid } from '../../../lib/failure.ts'
import { mount } from '../../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { access } from '../contract/accounts.ts'
import { members as membersContract } from '../contract/members.ts'
import type { Identity } from '../identity.ts'
import type { Modes } from '../mode.ts'
import type { PeopleService } from '../people.ts'
import type { Places } from '../places.ts'
import { EVERYTHING, listOf, NOTHING, toTable } from '../roles.ts'
import { newToken } from '../secrets.ts'
import type { AccountService } from '../service/accounts.ts'
import type { MemberService } from '../service/members.ts'
import type { WorkspaceService } from '../service/workspaces.ts'
import { toAccount, toMember } from './rows.ts'

interface Services {
  accounts: AccountService
  members: MemberService
  workspaces: WorkspaceService
  identity: Identity
  places: Places
  modes: Modes
  actorOf: ActorOf
  people: PeopleService
}

const NOBODY = { account_id: null, account: null, is_owner: false, role: null, workspaces: [] }

export function accountRoutes(http: Http, services: Services): void {
  const { accounts, members, workspaces, identity, places, modes, actorOf, people } = services

  mount(http, access.me, async (_, { request }) => {
    if ((await modes.current()) !== 'accounts') return { mode: 'open' as const, ...NOBODY, may: listOf(EVERYTHING) }
    const who = await identity.find(request)
    if (!who) return { mode: 'accounts' as const, ...NOBODY, may: listOf(NOTHING) }
    const place = await places.of(who, workspaceNameOf(request))
    const may = { ...place?.may, self: who.alone.self, install: who.alone.install }
    return {
      mode: 'accounts' as const,
      account_id: who.accountId,
      account: who.account,
      is_owner: who.isOwner,
      role: place?.standing ?? null,
      may: listOf({ ...NOTHING, ...may }),
      workspaces: (await workspaces.listFor(who)).map(({ name, role }) => ({ workspace: name, role })),
    }
  })
  mount(http, access.createAccount, async (input, context) => {
    if ((await modes.current()) === 'accounts')
      return { account: toAccount(await accounts.create((await actorOf(context)).accountId, input)) }
    if (input.kind === 'service' || input.memberships?.length)
      throw invalid(
        "The first account is a person and owns the server: make it without 'kind' and 'memberships', then log in and make others.",
      )
    const token = newToken()
    return { account: toAccount(await accounts.createOwner(input.name, token, input.password)), token }
  })
  mount(http, access.listAccounts, async () => ({ accounts: (await accounts.list()).map(toAccount) }))
  mount(http, access.changeAccount, async (input, context) => ({
    account: toAccount(await accounts.change((await actorOf(context)).accountId, input)),
  }))
  mount(
    http,
    access.disableAccount,
    async ({ id }, context) => void (await accounts.disable((await actorOf(context)).accountId, id)),
  )
  mount(http, access.enableAccount, async ({ id }, context) => ({
    account: toAccount(await accounts.enable((await actorOf(context)).accountId, id)),
  }))

  mount(http, membersContract.list, async (_, { workspace }) => ({
    members: (await members.list(workspace)).map(toMember),
    owners: await members.owners(),
  }))
  mount(http, membersContract.put, async ({ account, role }, actor) => ({
    member: toMember(await members.put(actor, account, role)),
  }))
  mount(http, membersContract.remove, async ({ account_id }, actor) => void (await members.remove(actor, account_id)))
  mount(http, membersContract.roles, toTable)
  mount(http, membersContract.looks, async (_, context) => {
    const rows = await people.of((await actorOf(context)).accountId)
    return { looks: rows.map((row) => ({ ...row, at: row.at.getTime() })) }
  })
}
