/** Slows down guessing: at most ten failed attempts a minute from one address. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../lib/failure.ts'

const MINUTE_MS = 60_000
const MAX_FAILED = 10
const MAX_KEPT = 10_000
/** Every failed attempt takes this much longer, whatever was wrong. */
const DELAY_MS = 250

export function createAttempts(now: () => number) {
  let failed = new Map<string, { since: number; count: number }>()

  return {
    /** Runs `attempt`, which returns undefined when it fails; counted before it runs, so that a burst is cut too. */
    async count<T>(address: string, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
      const at = now()
      let seen = failed.get(address)
      if (!seen || at - seen.since >= MINUTE_MS) {
        if (failed.size >= MAX_KEPT) failed = new Map()
        seen = { since: at, count: 0 }
        failed.set(address, seen)
      }
      if (seen.count >= MAX_FAILED)
        throw new Failure('REQUEST_LIMIT_EXCEEDED', 'Too many failed attempts. Wait a minute and try again.')
      seen.count++
      let failedNow = false
      try {
        const result = await attempt()
        failedNow = result === undefined
        return result
      } finally {
        // An outage is no failed attempt.
        if (failedNow) await sleep(DELAY_MS)
        else seen.count--
      }
    },
  }
}

export type Attempts = ReturnType<typeof createAttempts>
