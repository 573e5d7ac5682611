/** Forgets a person: name, contact, password, tokens, choices and what events say of them. The number stays in the log. */
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Identity } from '../identity.ts'
import { HOME } from '../service/accounts.ts'
import { checkOwnerRemains } from '../service/owners.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { PasswordStore } from '../store/passwords.ts'
import { erasingStore as store } from './store.ts'

/** Erases what events say of an account, in the same transaction; returns how many events that were. */
export type EraseEvents = (tx: Tx, erasure: { accountId: number; by: number | null }) => Promise<number>

interface Parts {
  db: Db
  accounts: AccountStore
  passwords: PasswordStore
  events: Events
  identity: Identity
}

export function erasingService({ db, accounts, passwords, events, identity }: Parts) {
  let eraseEvents: EraseEvents = () => {
    throw new Failure('NOT_IMPLEMENTED', 'This server has no event log, and so nothing that could erase what it says.')
  }

  return {
    /** The event log fills this in. */
    onErase: (port: EraseEvents) => {
      eraseEvents = port
    },

    /** `name` is the present one: a wrong number erases nobody. */
    async erase(actorId: number, id: number, name: string): Promise<number> {
      const erased = await db.transaction().execute(async (tx) => {
        await accounts.lock(tx)
        const account = await accounts.find(tx, HOME, id)
        if (!account) throw notFound('Account', String(id))
        if (account.name !== name.trim())
          throw invalid(`'name' is '${name}', and account ${id} has another. Give its present name: this is for good.`)
        await checkOwnerRemains(accounts, tx, account)
        const services = await store.answersFor(tx, HOME, id)
        if (services.length)
          throw new Failure(
            'RESOURCE_CONFLICT',
            `'${name}' answers for service accounts: ${services.join(', ')}. Give each another contact first.`,
          )
        await passwords.erase(tx, HOME, id)
        await store.erase(tx, HOME, id)
        const count = await eraseEvents(tx, { accountId: id, by: actorId })
        const about = { workspace: HOME, kind: 'account', id: String(id), accountId: actorId } as const
        await events.append(tx, { ...about, name: 'account.erased' })
        return count
      })
      identity.forget()
      return erased
    },
  }
}

export type ErasingService = ReturnType<typeof erasingService>
