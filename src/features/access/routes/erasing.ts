/** Taking along and erasing over HTTP. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { erasing as contract } from '../contract/erasing.ts'
import type { ErasingReads } from '../erasing/reads.ts'
import type { ErasingService } from '../erasing/service.ts'
import type { PasswordService } from '../passwords/service.ts'
import type { PeopleService } from '../people.ts'
import type { AccountService } from '../service/accounts.ts'
import type { TokenService } from '../service/tokens.ts'
import { toAccount, toSession, toToken } from './rows.ts'

const PAGE = 1_000

/** What a feature keeps of an account. */
export type ExportOf = (accountId: number) => Promise<unknown>

interface Services {
  erasing: ErasingService
  reads: ErasingReads
  accounts: AccountService
  passwords: PasswordService
  tokens: TokenService
  people: PeopleService
  elsewhere: ReadonlyMap<string, ExportOf>
  actorOf: ActorOf
}

const timed = <R extends { at: Date }>(row: R) => ({ ...row, at: row.at.getTime() })

export function erasingRoutes(http: Http, services: Services): void {
  const { erasing, reads, accounts, passwords, tokens, people, elsewhere, actorOf } = services

  mount(http, contract.export, async ({ before = Number.MAX_SAFE_INTEGER }, context) => {
    const { accountId, tokenId } = await actorOf(context)
    const [account, hasPassword, own, sessions, identities, networks, choices, looks, events, others] =
      await Promise.all([
        accounts.show(accountId),
        passwords.has(accountId),
        tokens.list({ accountId, isSession: false }),
        tokens.list({ accountId, isSession: true }),
        reads.identities(accountId),
        reads.networks(accountId),
        reads.choices(accountId),
        people.of(accountId),
        reads.events(accountId, before, PAGE),
        Promise.all([...elsewhere].map(async ([name, read]) => [name, await read(accountId)] as const)),
      ])
    return {
      account: toAccount(account),
      has_password: hasPassword,
      tokens: own.map(toToken),
      sessions: sessions.map((row) => toSession(row, tokenId)),
      identities,
      networks: networks.map((row) => ({ ...row, first_at: row.first_at.getTime() })),
      choices,
      looks: looks.map(timed),
      elsewhere: Object.fromEntries(others),
      events: events.map(timed),
      next: events.length === PAGE ? events.at(-1)!.seq : null,
    }
  })
  mount(http, contract.erase, async ({ id, name }, context) => ({
    events: await erasing.erase((await actorOf(context)).accountId, id, name),
  }))
}
