/** When runs last wrote: remembered in memory, stored each second, so that the hot path pays nothing for it. */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Int64 } from '../../lib/json.ts'

interface Seen {
  first: number
  last: number
  gap: number
  systemMetrics: boolean
}

export interface RunActivity {
  touch(run: Int64, systemMetrics: boolean): void
  /** Stores what was seen; returns runs that were lost and are alive again. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const FLUSH_MS = 1_000

const STORE = `
  update run_activity a set
    longest_gap_ms = greatest(a.longest_gap_ms, t.gap, t.first - a.seen_ms),
    seen_ms = greatest(a.seen_ms, t.last), system_metrics = a.system_metrics or t.system
  from unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::bool[]) t(run, first, last, gap, system), runs r
  where a.run = t.run and r.id = a.run and a.workspace_id = r.workspace_id
  returning a.run, r.lost_ms is not null as lost`

interface Options {
  pool: pg.Pool
  log: Logger
  now: () => number
  /** Told of runs that were taken for lost and wrote again. */
  onResumed(runs: Int64[]): Promise<void>
}

export function runActivity({ pool, log, now, onResumed }: Options): RunActivity {
  let seen = new Map<Int64, Seen>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    const rows = [...seen]
    seen = new Map()
    if (rows.length === 0) return
    const result = await pool.query<{ run: Int64; lost: boolean }>({
      name: 'track.store-activity',
      text: STORE,
      values: [
        rows.map(([run]) => run),
        rows.map(([, s]) => s.first),
        rows.map(([, s]) => s.last),
        rows.map(([, s]) => s.gap),
        rows.map(([, s]) => s.systemMetrics),
      ],
    })
    const resumed = result.rows.filter((row) => row.lost).map((row) => row.run)
    if (resumed.length) await onResumed(resumed)
  }
  const plan = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error: Error) => log.warn({ err: error }, 'storing when runs were last seen failed'))
    }, FLUSH_MS).unref()
  }

  return {
    touch(run, systemMetrics) {
      const at = now()
      const known = seen.get(run)
      if (known) {
        known.gap = Math.max(known.gap, at - known.last)
        known.last = at
        known.systemMetrics ||= systemMetrics
      } else seen.set(run, { first: at, last: at, gap: 0, systemMetrics })
      plan()
    },
    flush,
    async stop() {
      clearTimeout(timer)
      await flush().catch(() => undefined)
    },
  }
}
