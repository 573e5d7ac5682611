/** Failed log-ins as events: the first of a minute at once; how many more there were, the next one says. */
import type { Logger } from 'pino'
import type { Db } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import { sourceOf } from './address.ts'
import type { Attempt } from './attempts.ts'
import { HOME } from './service/accounts.ts'

const MINUTE_MS = 60_000
const MAX_KEPT = 10_000

interface Parts {
  db: Db
  events: Events
  now: () => number
  log: Logger
}

/** A name that no account has is told to nobody: it may be a password, typed into the wrong field. */
const subjectOf = (accountId: number | undefined) =>
  accountId === undefined
    ? ({ kind: 'workspace', id: 'default' } as const)
    : ({ kind: 'account', id: String(accountId) } as const)

export function createFailedLogIns({ db, events, now, log }: Parts) {
  let told = new Map<string, { at: number; more: number }>()

  return async ({ address, by, accountId }: Attempt): Promise<void> => {
    const from = sourceOf(address)
    const key = `${accountId} ${from}`
    const at = now()
    const last = told.get(key)
    if (last && at - last.at < MINUTE_MS) {
      last.more++
      return
    }
    if (told.size >= MAX_KEPT) told = new Map()
    told.set(key, { at, more: 0 })
    const event = { workspace: HOME, name: 'login.failed', ...subjectOf(accountId) } as const
    await events
      .append(db, { ...event, details: { by, from, attempts: 1 + (last?.more ?? 0) } })
      .catch((error: Error) => log.warn({ err: error }, 'noting a failed log-in failed'))
  }
}
