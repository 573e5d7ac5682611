/** Passwords over HTTP. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { addressOf } from '../address.ts'
import { passwords as contract } from '../contract/passwords.ts'
import type { PasswordService } from '../passwords/service.ts'
import type { AccountService } from '../service/accounts.ts'
import { toAccount } from './rows.ts'

interface Services {
  accounts: AccountService
  passwords: PasswordService
  actorOf: ActorOf
}

export function passwordRoutes(http: Http, { accounts, passwords, actorOf }: Services): void {
  mount(http, contract.mine, async (_, context) => {
    const { accountId } = await actorOf(context)
    return { account: toAccount(await accounts.show(accountId)), has_password: await passwords.has(accountId) }
  })
  mount(http, contract.change, async ({ old, new: password }, context) => {
    await passwords.change(await actorOf(context), old, password, addressOf(context.request))
    return {}
  })
  mount(http, contract.offer, async ({ id }, context) => {
    const { code, expiresAt } = await passwords.offer((await actorOf(context)).accountId, id)
    return { path: `/password?code=${code}`, expires_at: expiresAt }
  })
}
