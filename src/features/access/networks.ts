/** The first use of a token from somewhere new is an event: a token that leaked is seen where it does not belong. */
import type { Logger } from 'pino'
import { isLoopback } from '../../platform/config.ts'
import type { Db } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import { addressOf, networkOf } from './address.ts'
import type { Asking, Principal } from './identity.ts'
import { HOME } from './service/accounts.ts'
import type { TokenStore } from './store/tokens.ts'

const MAX_KEPT = 10_000

interface Parts {
  db: Db
  store: Pick<TokenStore, 'addNetwork'>
  events: Events
  log: Logger
}

export function createNetworks({ db, store, events, log }: Parts) {
  const seen = new Set<string>()
  const writing = new Set<Promise<void>>()

  const add = ({ accountId, boundTo }: Principal, tokenId: number, network: string): Promise<void> =>
    db.transaction().execute(async (tx) => {
      if (!(await store.addNetwork(tx, HOME, tokenId, network))) return
      await events.append(tx, {
        workspace: boundTo ?? HOME,
        name: 'token.used',
        kind: 'token',
        id: String(tokenId),
        accountId,
        details: { network, account_id: accountId },
      })
    })

  return {
    /** Without waiting; once it is known nothing is asked of the database. Log-ins are events themselves. */
    note(who: Principal, request: Asking): void {
      const { tokenId, session } = who
      if (tokenId === null || session) return
      const address = addressOf(request)
      const key = `${tokenId} ${address}`
      if (seen.has(key)) return
      if (seen.size >= MAX_KEPT) seen.clear()
      seen.add(key)
      if (isLoopback(address)) return
      const write = add(who, tokenId, networkOf(address))
        .catch((error: Error) => {
          seen.delete(key)
          log.debug({ err: error }, 'noting from where a token is used failed')
        })
        .finally(() => writing.delete(write))
      writing.add(write)
    },
    drain: async (): Promise<void> => void (await Promise.all(writing)),
  }
}

export type Networks = ReturnType<typeof createNetworks>
