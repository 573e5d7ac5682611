/** Tells live pages which runs got points: one notification for each 250 ms, however many points there were. */
import type pg from 'pg'

const EVERY_MS = 250
/** A notification holds at most 8,000 bytes; a run id has 32. */
const MAX_RUNS = 200

export function livePoints(pool: pg.Pool) {
  let runs = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const send = (): void => {
    timer = undefined
    const ids = [...runs]
    runs = new Set()
    for (let at = 0; at < ids.length; at += MAX_RUNS)
      pool
        .query('select pg_notify($1, $2)', ['bw_points', ids.slice(at, at + MAX_RUNS).join(',')])
        .catch(() => undefined)
  }
  return {
    touch(runId: string): void {
      runs.add(runId)
      timer ??= setTimeout(send, EVERY_MS).unref()
    },
    stop: () => clearTimeout(timer),
  }
}
