/** Looks at a followed server when it is due; waits longer each time while it does not answer, and says so once. */
import type { Logger } from 'pino'
import { Failure } from '../../../lib/failure.ts'
import type { Db } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { reasonOf } from '../imports/runner.ts'
import type { ServerSource } from '../sources/server.ts'
import type { FollowRow, FollowStore } from '../store/follows.ts'
import type { followPass } from './pass.ts'

const LONGEST_PAUSE_MS = 5 * 60_000

interface Parts {
  db: Db
  store: FollowStore
  events: Events
  now: () => number
  log: Logger
  pass: ReturnType<typeof followPass>
  open(row: FollowRow, signal: AbortSignal): Promise<ServerSource>
}

export function followRunner({ db, store, events, now, log, pass, open }: Parts) {
  const say = (row: FollowRow, what: 'away' | 'back', patch: Parameters<FollowStore['change']>[1], reason?: string) =>
    db.transaction().execute(async (tx) => {
      if (!(await store.change(row, patch, tx))) return
      await events.append(tx, {
        ...{ workspace: row.workspace_id, accountId: row.account_id, name: `follow.${what}`, kind: 'follow' },
        id: row.name,
        details: { place: row.place, ...(reason !== undefined && { reason }) },
      })
    })

  async function succeed(row: FollowRow, patch: Parameters<FollowStore['change']>[1]): Promise<void> {
    const all = { ...patch, away_ms: null, tries: 0, error: null }
    if (row.away_ms === null) await store.change(row, all)
    else await say(row, 'back', all)
  }

  async function fail(row: FollowRow, error: unknown, at: number): Promise<void> {
    if (!(error instanceof Failure)) log.error({ err: error, follow: row.name }, 'following a server failed')
    const pause = Math.min(LONGEST_PAUSE_MS, row.every_ms * 2 ** Math.min(row.tries, 10))
    const reason = reasonOf(error)
    const patch = { next_ms: now() + pause, tries: row.tries + 1, error: reason, away_ms: row.away_ms ?? at }
    if (row.away_ms === null) await say(row, 'away', patch, reason)
    else await store.change(row, patch)
  }

  return async (given: FollowRow, stopping: AbortSignal): Promise<void> => {
    // It may have been looked at by another process since it was found due.
    const row = await store.get(given.workspace_id, given.id)
    const at = now()
    if (row?.state !== 'active' || row.next_ms > at) return
    const counts = { ...row.counts }
    const count = (what: string, n: number): void => {
      if (n) counts[what] = (counts[what] ?? 0) + n
    }
    let source: ServerSource | undefined
    try {
      source = await open(row, stopping)
      const listed = await pass({ row, source, signal: stopping, isFirst: row.listed_ms === null, count })
      await succeed(row, { ...listed, seen_ms: at, next_ms: now() + row.every_ms, counts })
    } catch (error) {
      if (stopping.aborted) return
      await fail(row, error, at)
    } finally {
      await source?.close().catch(() => undefined)
    }
  }
}
