/** Seals events soon after they are committed: one sealer at a time, whatever the number of processes. */
import type { Logger } from 'pino'
import { fingerprintOf, hashOf, sealedText } from '../../platform/audit/chain.ts'
import type { Db } from '../../platform/db.ts'
import { createRest } from '../../platform/rest.ts'
import type { ChainStore } from './store.ts'

const BATCH = 1_000
/** Appends that come together are sealed together. */
const COALESCE_MS = 20
/** An append is heard before its transaction commits: look again, ever later, for as long as transactions take. */
const AGAIN_MS = [20, 50, 100]
const WATCH_MS = 200
const WATCH_FOR_MS = 10_000
/** For what a killed process left. */
const POLL_MS = 2_000
const RETRY_MS = 1_000

type Outcome = 'done' | 'more' | 'busy' | 'failed'

export interface Sealer {
  start(): void
  wake(): void
  stop(): Promise<void>
}

export function createSealer(db: Db, store: ChainStore, log: Logger): Sealer {
  let stopped = false
  let appended = false
  let failing = false
  let tries = 0
  let lastAppend = Number.NEGATIVE_INFINITY
  const rest = createRest()
  let working: Promise<void> | undefined

  /** Isolation is stated: under a stricter default the batch would be read from before the lock was held. */
  const sealBatch = (): Promise<Outcome> =>
    db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (tx) => {
        if (!(await store.tryLock(tx))) return 'busy'
        let { seq, hash } = await store.head(tx)
        const links = await store.unsealed(tx, BATCH)
        if (links.length === 0) return 'done'
        const seals = links.map((link) => {
          hash = hashOf(hash, fingerprintOf(sealedText(++seq, link)))
          return { id: link.id, seq, hash }
        })
        await store.seal(tx, seals)
        return links.length === BATCH ? 'more' : 'done'
      })

  async function pass(): Promise<Outcome> {
    try {
      const outcome = (await store.anyUnsealed()) ? await sealBatch() : 'done'
      if (failing) log.info('sealing events works again')
      failing = false
      return outcome
    } catch (error) {
      if (!failing && !stopped) log.warn({ err: error }, 'sealing events failed; trying again')
      failing = true
      return 'failed'
    }
  }

  function delayAfter(outcome: Outcome): number {
    if (outcome === 'more') return 0
    if (outcome === 'busy') return COALESCE_MS
    if (outcome === 'failed') return RETRY_MS
    if (tries < AGAIN_MS.length) return AGAIN_MS[tries++]!
    return performance.now() - lastAppend < WATCH_FOR_MS ? WATCH_MS : POLL_MS
  }

  async function work(): Promise<void> {
    while (!stopped) {
      const outcome = await pass()
      if (!appended && !stopped) await rest.for(delayAfter(outcome))
      if (!appended || stopped) continue
      tries = 0
      await rest.for(outcome === 'failed' ? RETRY_MS : COALESCE_MS)
      appended = false
    }
  }

  return {
    start() {
      working ??= work()
    },
    wake() {
      lastAppend = performance.now()
      // While it coalesces, the append is part of what comes next.
      if (appended) return
      appended = true
      rest.cut()
    },
    async stop() {
      stopped = true
      rest.cut()
      await working
    },
  }
}
