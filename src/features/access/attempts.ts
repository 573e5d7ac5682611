/** Slows down guessing: so many failed attempts a minute from one address, and for one account from wherever. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../lib/failure.ts'
import { sourceOf } from './address.ts'

const MINUTE_MS = 60_000
const MAX_OF_ADDRESS = 10
/** More than one address may fail: who knows a name could otherwise lock its owner out from anywhere. */
const MAX_OF_ACCOUNT = 30
const MAX_KEPT = 10_000
/** Every failed attempt takes this much longer, whatever was wrong. */
const DELAY_MS = 250

interface Count {
  since: number
  count: number
}

/** Who tries to get in, from where and how. */
export interface Attempt {
  address: string
  by: 'password' | 'token' | 'link' | 'oidc' | 'device'
  /** The name that was given, whether there is such an account or not. */
  account?: string
  accountId?: number | undefined
}

export function createAttempts(now: () => number, noteFailed: (attempt: Attempt) => Promise<void>) {
  let failed = new Map<string, Count>()

  function take(key: string, most: number): Count {
    const at = now()
    let seen = failed.get(key)
    if (!seen || at - seen.since >= MINUTE_MS) {
      if (failed.size >= MAX_KEPT) failed = new Map()
      seen = { since: at, count: 0 }
      failed.set(key, seen)
    }
    if (seen.count >= most)
      throw new Failure('REQUEST_LIMIT_EXCEEDED', 'Too many failed attempts. Wait a minute and try again.')
    return seen
  }

  return {
    /** Runs `attempt`, which returns undefined when it fails; counted before it runs, so that a burst is cut too. */
    async count<T>(who: Attempt, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
      const counts = [take(`from ${sourceOf(who.address)}`, MAX_OF_ADDRESS)]
      if (who.account !== undefined) counts.push(take(`for ${who.account}`, MAX_OF_ACCOUNT))
      for (const each of counts) each.count++
      let failedNow = false
      try {
        const result = await attempt()
        failedNow = result === undefined
        return result
      } finally {
        // An outage is no failed attempt.
        if (failedNow) await Promise.all([sleep(DELAY_MS), noteFailed(who)])
        else for (const each of counts) each.count--
      }
    },
  }
}

export type Attempts = ReturnType<typeof createAttempts>
