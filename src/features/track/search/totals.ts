/** How many runs a search finds: counted with its first page, remembered a while for the pages behind it. */

const KEPT_MS = 60_000
const MAX_KEPT = 500

export interface Totals {
  /** Counts anew for a first page; for a later one only if nobody has lately. */
  of(search: unknown, isFirstPage: boolean, count: () => Promise<number>): Promise<number>
}

export function totals(now: () => number): Totals {
  const kept = new Map<string, { total: number; at: number }>()
  return {
    async of(search, isFirstPage, count) {
      const key = JSON.stringify(search)
      const known = kept.get(key)
      if (!isFirstPage && known && now() - known.at < KEPT_MS) return known.total
      const total = await count()
      // The oldest goes first: a map keeps the order of insertion.
      kept.delete(key)
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!)
      kept.set(key, { total, at: now() })
      return total
    },
  }
}
