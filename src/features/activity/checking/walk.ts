/** Walks the chain in the database, a page at a time, and stops at the first fault. */
import { setImmediate as turn } from 'node:timers/promises'
import { faultOf, GENESIS } from '../../../platform/audit/chain.ts'
import type { ChainStore } from '../store.ts'

const PAGE = 1_000

/** Up to where the log is as it was sealed, and the hash there. */
export interface Good {
  seq: number
  hash: Buffer
}

export interface Walked extends Good {
  /** What is wrong with the next event; undefined when there is none, or nothing is. */
  reason?: string
}

export const BEGINNING: Good = { seq: 0, hash: GENESIS }

/** `pause` runs after each full page and says whether to go on. */
export async function walk(
  chain: Pick<ChainStore, 'sealedAfter'>,
  from: Good,
  pause: (good: Good) => Promise<boolean> = async () => {
    // Hashing a long chain must not hold up requests.
    await turn()
    return true
  },
): Promise<Walked> {
  let { seq, hash } = from
  for (;;) {
    const links = await chain.sealedAfter(seq, PAGE)
    for (const link of links) {
      const reason = faultOf(hash, seq + 1, link)
      if (reason) return { seq, hash, reason }
      hash = link.hash
      seq++
    }
    if (links.length < PAGE || !(await pause({ seq, hash }))) return { seq, hash }
  }
}
