/** Forgets a person: what events say of them is erased and cannot be found any more, while the chain verifies as before. */
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { indexAgain } from '../finding/index-events.ts'
import type { FindingStore } from '../finding/store.ts'
import { erasureStore } from './store.ts'

/** What people write with their own hand, and may write of themselves. */
const WRITTEN: EventName[] = ['duty.done', 'duty.reopened']

export interface Erasure {
  accountId: number
  /** Who asked for it; none of whoever uses an open server. */
  by: number | null
  /** Also what they did to runs and all else; else only what is about them, their tokens, and what they wrote. */
  all?: boolean
}

/** A port: whoever erases an account calls it in the same transaction. Returns how many events say nothing any more. */
export type EraseDetails = (tx: Tx, erasure: Erasure) => Promise<number>

export const erasure =
  (finding: FindingStore, events: Events): EraseDetails =>
  async (tx, { accountId, by, all = false }) => {
    // Whoever collects words now has read what is erased next.
    await finding.lock(tx)
    const erased = await erasureStore.eraseOf(tx, accountId, WRITTEN, all)
    const sealed = Map.groupBy(
      erased.filter(({ seq }) => seq !== null),
      ({ workspace_id }) => workspace_id,
    )
    for (const [workspace, rows] of sealed)
      await indexAgain(tx, finding, { workspace, seqs: rows.map(({ seq }) => seq!) })
    await events.append(tx, {
      ...{ workspace: 1, name: 'audit.erased', kind: 'account', id: String(accountId), accountId: by },
      details: { events: erased.length },
    })
    return erased.length
  }
