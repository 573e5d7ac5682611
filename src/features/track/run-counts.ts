/** Adds up the counts of runs some time after runs changed, so that whoever reads them finds few differences. */
import type { Logger } from 'pino'

export interface RunCounts {
  /** Runs began or ended. */
  touch(): void
  addUp(): Promise<void>
  stop(): Promise<void>
}

const ADD_UP_MS = 2_000

export function runCounts(addUp: () => Promise<void>, log: Logger): RunCounts {
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  let isStopped = false
  const next = (): Promise<void> => {
    working = working.catch(() => undefined).then(addUp)
    return working
  }
  return {
    touch() {
      if (isStopped) return
      timer ??= setTimeout(() => {
        timer = undefined
        next().catch((error: Error) => log.warn({ err: error }, 'adding up counts of runs failed; they stay due'))
      }, ADD_UP_MS).unref()
    },
    addUp: next,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await working.catch(() => undefined)
    },
  }
}
