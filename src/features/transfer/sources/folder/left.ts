/** What of a folder could not be read: named one by one up to a bound, then counted. */
import type { SourceCheck } from '../../source.ts'

const MOST = 500

export type Left = ReturnType<typeof createLeft>

export function createLeft() {
  const list: SourceCheck['left'] = []
  const known = new Set<string>()
  return {
    /** Grows while the folder is read. */
    list,
    note(what: string, why: string, count?: number): void {
      if (known.has(what)) return
      known.add(what)
      const last = list.at(-1)
      if (list.length < MOST) list.push({ what, why, ...(count !== undefined && { count }) })
      else if (list.length === MOST)
        list.push({ what: 'more of the like', count: 1, why: 'only the first ones are named one by one' })
      else last!.count = (last!.count ?? 0) + 1
    },
  }
}
