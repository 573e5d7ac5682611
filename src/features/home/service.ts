/** The first page: the cards of all features as one. */
import type { Card, MakeCard, Reader } from '../../lib/card.ts'
import type { Int64 } from '../../lib/json.ts'

const DAY_MS = 86_400_000
/** Further back, what changed is a report and no longer news. */
const FARTHEST_MS = 90 * DAY_MS

export const todayService =
  (cards: MakeCard[], now: () => number) =>
  async ({ workspace, ...reader }: Reader & { workspace: number }, since: Int64 = now() - DAY_MS) => {
    const from = Math.min(Math.max(Number(since), now() - FARTHEST_MS), now())
    const made: Card[] = await Promise.all(cards.map((make) => make(workspace, from, reader)))
    return {
      since: from,
      sentence: made
        .map(({ sentence }) => sentence)
        .filter(Boolean)
        .join(' '),
      rows: made.flatMap(({ rows }) => rows),
      is_empty: made.every(({ isEmpty }) => isEmpty),
    }
  }
