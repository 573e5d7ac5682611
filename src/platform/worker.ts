/** Work that is done again and again in the background: soon after somebody says that there is some, in turns. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createRest } from './rest.ts'

export interface Worker {
  start(): void
  /** There may be work. */
  wake(): void
  /** Waits for the pass that is under way. */
  stop(): Promise<void>
}

interface Parts {
  /** What fails, as the log says it. */
  what: string
  log: Logger
  /** What comes together within this time is done together. */
  everyMs: number
  /** It looks by itself too, for work that nobody announces; never without. */
  pollMs?: number
  retryMs: number
  /** One portion; true when there is more. */
  pass(): Promise<boolean>
}

export function createWorker({ what, log, everyMs, pollMs, retryMs, pass }: Parts): Worker {
  let stopped = false
  let dirty = true
  let lookedAt = Number.NEGATIVE_INFINITY
  const rest = createRest()
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    while (!stopped) {
      await rest.for(everyMs)
      const isDue = pollMs !== undefined && performance.now() - lookedAt >= pollMs
      if (stopped || !(dirty || isDue)) continue
      dirty = false
      lookedAt = performance.now()
      try {
        while (!stopped && (await pass())) await turn()
      } catch (error) {
        if (stopped) return
        log.warn({ err: error }, `${what} failed; trying again`)
        dirty = true
        await rest.for(retryMs)
      }
    }
  }

  return {
    start() {
      working ??= work()
    },
    wake() {
      dirty = true
    },
    async stop() {
      stopped = true
      rest.cut()
      await working
    },
  }
}
