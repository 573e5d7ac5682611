/** When which runs are folded: a second after points came, or at once where a search awaits their latest values. */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Int64 } from '../../../lib/json.ts'
import { patiently } from '../../../platform/db.ts'
import { foldRun, foldRuns, RANK } from './fold.ts'

/** So many runs are folded in one transaction, if their logs are not longer than that. */
const TOGETHER = 32
const FEW_LOG_ROWS = 64
/** How long a run's log may grow before it is folded: short enough to keep reads quick, long enough to fold much at once. */
const FOLD_AFTER_MS = 1_000

export interface Folder {
  /** Something was logged for these runs; those in `deferred` also await their latest values. */
  touch(runs: Iterable<Int64>, deferred: Iterable<Int64>): void
  /** Makes the latest values of all that was logged known to searches. */
  settle(): Promise<void>
  /** Folds everything there is. */
  foldAll(): Promise<void>
  stop(): Promise<void>
}

export function createFolder(pool: pg.Pool, log: Logger): Folder {
  const waiting = new Set<Int64>()
  const owing = new Set<Int64>()
  /** Runs whose latest values may be other than those by which they are searched. */
  const unranked = new Set<Int64>()
  /** Being folded; those in `owed` await their latest values. */
  let now: { runs: Int64[]; owed: Set<Int64> } = { runs: [], owed: new Set() }
  let ranking = Promise.resolve()
  /** Until then nobody knows what an earlier process left. */
  let found: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let stopped = false

  async function foldAlone(run: Int64): Promise<boolean> {
    try {
      while (await foldRun(pool, run));
      return true
    } catch (error) {
      log.warn({ err: error, run }, 'folding points failed; they stay in the log')
      return false
    }
  }

  async function drain(from: Set<Int64>): Promise<void> {
    await foldEach(from).finally(() => {
      now = { runs: [], owed: new Set() }
    })
  }
  async function foldEach(from: Set<Int64>): Promise<void> {
    const due = [...from]
    for (let at = 0; at < due.length; at += TOGETHER) {
      const runs = due.slice(at, at + TOGETHER)
      const owed = new Set(runs.filter((run) => owing.has(run)))
      for (const run of runs) {
        waiting.delete(run)
        owing.delete(run)
        unranked.delete(run)
      }
      now = { runs, owed }
      // Whoever has a long log, or fails with others, is folded alone.
      const left = runs.length > 1 ? await foldRuns(pool, runs, FEW_LOG_ROWS).catch(() => runs) : runs
      for (const [i, run] of left.entries()) {
        if (await foldAlone(run)) continue
        // Next time the others come first: who fails again keeps nobody from being folded.
        for (const one of [...left.slice(i + 1), run]) {
          waiting.add(one)
          unranked.add(one)
          if (owed.has(one)) owing.add(one)
        }
        return
      }
    }
  }
  async function rank(): Promise<void> {
    const due = [...unranked, ...now.runs]
    unranked.clear()
    try {
      await patiently(() => pool.query(RANK, [due]))
    } catch (error) {
      for (const run of due) unranked.add(run)
      throw error
    }
  }
  const exclusively = (task: () => Promise<void>): Promise<void> => {
    const next = (working ?? Promise.resolve()).then(task).finally(() => {
      if (working === next) working = undefined
    })
    working = next
    return next
  }
  const plan = (): void => {
    if (timer || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      void exclusively(() => drain(waiting)).finally(() => waiting.size && plan())
    }, FOLD_AFTER_MS)
    timer.unref()
  }

  return {
    touch(runs, deferred) {
      for (const run of runs) {
        waiting.add(run)
        unranked.add(run)
      }
      for (const run of deferred) owing.add(run)
      if (waiting.size) plan()
    },
    async settle() {
      await found
      if (owing.size || now.owed.size) await exclusively(() => drain(owing))
      if (unranked.size || now.runs.length) ranking = ranking.catch(() => undefined).then(rank)
      await ranking
    },
    async foldAll() {
      const left = pool.query<{ run: Int64; deferred: boolean }>(
        'select run, bool_or(deferred) as deferred from point_log group by run',
      )
      found = left.then(({ rows }) => {
        for (const { run, deferred } of rows) {
          waiting.add(run)
          unranked.add(run)
          if (deferred) owing.add(run)
        }
      })
      await found
      await exclusively(() => drain(waiting))
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working?.catch(() => undefined)
    },
  }
}
