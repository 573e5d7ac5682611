/** Rules of reading the log: pages that can wait, and the check of the whole chain. */
import type { Input, Reply } from '../../lib/contract.ts'
import { BEGINNING, walk } from './checking/walk.ts'
import type { activity } from './contract.ts'
import type { Feed, View } from './feed.ts'
import type { EventFilter, EventReads, EventRow } from './reads.ts'
import type { ChainStore } from './store.ts'

const DEFAULT_LIMIT = 100

export interface EventPage {
  rows: EventRow[]
  nextAfter: number
}

/** Who waits: whether they may still read when something comes, and whether they are still there. */
export interface Waiting {
  check(): Promise<unknown>
  onGone(gone: () => void): void
}

const matches = (row: EventRow, { name, subject_kind, subject_id }: EventFilter): boolean =>
  (name === undefined || row.name === name) &&
  (subject_kind === undefined || row.subject_kind === subject_kind) &&
  (subject_id === undefined || row.subject_id === subject_id)

export function eventService(reads: EventReads, feed: Feed, chain: ChainStore) {
  /** Where the log ends is asked before the page: what is sealed in between belongs to the next one. */
  async function page(filter: EventFilter, after: number, limit: number): Promise<EventPage> {
    const head = await reads.head()
    const rows = await reads.after(after, limit, filter)
    const last = rows.at(-1)?.seq ?? after
    return { rows, nextAfter: rows.length === limit ? last : Math.max(last, head) }
  }

  /** The first events that match, or none when the time is over. */
  async function wait(filter: EventFilter & View, after: number, limit: number, ms: number, who: Waiting) {
    const reader = feed.subscribe()
    who.onGone(reader.close)
    const until = performance.now() + ms
    try {
      for (let nextAfter = after; ; ) {
        const seen = reader.version
        const { events, upto, full } = await feed.read(filter, nextAfter)
        const found = events.filter((row) => matches(row, filter))
        if (found.length > limit) return { rows: found.slice(0, limit), nextAfter: found[limit - 1]!.seq }
        const left = until - performance.now()
        if (found.length || left <= 0 || reader.closed) return { rows: found, nextAfter: upto }
        nextAfter = upto
        if (full) continue
        await reader.wait(seen, left)
        await who.check()
      }
    } finally {
      reader.close()
    }
  }

  return {
    async list(view: View, input: Input<typeof activity.list>, who: Waiting): Promise<EventPage> {
      const { after = 0, limit = DEFAULT_LIMIT, wait: seconds = 0, ...filter } = input
      const found = await page({ ...filter, ...view }, after, limit)
      if (found.rows.length || seconds === 0) return found
      return wait({ ...filter, ...view }, found.nextAfter, limit, seconds * 1_000, who)
    },

    verify: () => verifyChain(chain),
  }
}

export type EventService = ReturnType<typeof eventService>

/** Walks the chain from its beginning; stops at the first fault. */
export async function verifyChain(chain: Pick<ChainStore, 'sealedAfter'>): Promise<Reply<typeof activity.verify>> {
  const { seq: count, hash, reason } = await walk(chain, BEGINNING)
  const head = hash.toString('hex')
  return reason === undefined ? { ok: true, count, head } : { ok: false, count, head, first_bad_seq: count + 1, reason }
}
