/**
 * A run whose process died keeps saying RUNNING: nobody is left to say otherwise. It counts as lost once it
 * was silent for longer than it ever was before; any write brings it back.
 */
import { type RawBuilder, sql } from 'kysely'
import { invalid } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Config } from '../../../platform/config.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { countChanged } from '../store/run-counts.ts'

interface Row {
  run_id: string
  workspace_id: number
  name: string
  experiment_id: Int64
  seen_ms: Int64
}

const ROW = sql`run_id, workspace_id, name, experiment_id, seen_ms`
/** What a run was that becomes lost, or is so no more. */
const was = (lost: boolean | RawBuilder<unknown>) =>
  sql`r.status as old_status, ${typeof lost === 'boolean' ? sql.lit(lost) : lost} as was_lost, false as has_end`

/** Silence after which a run counts as lost, in milliseconds, in SQL over `run_activity a`. */
export const patience = ({ withSystemMetrics, least, gaps }: Config['lostAfterMs']) =>
  sql`case when a.system_metrics then ${withSystemMetrics}::bigint else greatest(${least}::bigint, ${gaps}::bigint * a.longest_gap_ms) end`

export function lostService(db: Db, events: Events, config: Config, now: () => number) {
  // While the server was down nobody could write: silence counts from its start.
  const started = now()
  const append = async (tx: Tx, name: EventName, rows: Row[]): Promise<void> => {
    for (const row of rows)
      await events.append(tx, {
        workspace: row.workspace_id,
        name,
        kind: 'run',
        id: row.run_id,
        details: { name: row.name, experiment_id: String(row.experiment_id), last_seen: Number(row.seen_ms) },
      })
  }
  return {
    /** Marks the silent runs; returns how many there were. */
    mark: (): Promise<number> =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row>`
          with r as (
            update runs r set lost_ms = ${now()}::bigint from run_activity a
            where a.run = r.id and a.workspace_id = r.workspace_id and r.status = 'RUNNING' and not r.deleted and r.lost_ms is null
              and greatest(a.seen_ms, ${started}::bigint) < ${now()}::bigint - ${patience(config.lostAfterMs)}
            returning r.*, a.seen_ms, ${was(false)}),
          ${countChanged} select ${ROW} from r`.execute(tx)
        await append(tx, 'run.lost', rows)
        return rows.length
      }),

    /**
     * A run brought here from elsewhere was silent there: whoever says since when knows of time in which this
     * server did not hear it, or did not run.
     */
    async setLastSeen(run: Int64, at: Int64): Promise<void> {
      if (at < 0 || at > now())
        throw invalid(
          `Parameter 'last_seen_at' is ${at}: it must be milliseconds since 1970, and not lie in the future.`,
        )
      await db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row & { lost: boolean }>`
          with a as (update run_activity a set seen_ms = ${at}::bigint from runs r
            where a.run = ${run} and r.id = a.run and a.workspace_id = r.workspace_id
            returning a.run, a.seen_ms, a.seen_ms < ${now()}::bigint - ${patience(config.lostAfterMs)} as lost),
          r as (
            update runs r set lost_ms = case when a.lost then ${now()}::bigint end from a
            -- The workspace_id is that of its activity.
            where r.id = a.run and r.status = 'RUNNING' and not r.deleted and a.lost = (r.lost_ms is null)
            returning r.*, a.seen_ms, a.lost, ${was(sql`not a.lost`)}),
          ${countChanged} select ${ROW}, lost from r`.execute(tx)
        for (const row of rows) await append(tx, row.lost ? 'run.lost' : 'run.resumed', [row])
      })
    },

    resume: (runs: Int64[]): Promise<void> =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row>`
          with r as (
            update runs r set lost_ms = null from run_activity a
            where a.run = r.id and a.workspace_id = r.workspace_id and r.id = any(${runs}) and r.lost_ms is not null
            returning r.*, a.seen_ms, ${was(true)}),
          ${countChanged} select ${ROW} from r`.execute(tx)
        await append(tx, 'run.resumed', rows)
      }),
  }
}
