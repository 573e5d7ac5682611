/**
 * A run whose process died keeps saying RUNNING: nobody is left to say otherwise. It counts as lost once it
 * was silent for longer than it ever was before; any write brings it back.
 */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Config } from '../../../platform/config.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'

interface Row {
  run_id: string
  workspace_id: number
  name: string
  experiment_id: Int64
  seen_ms: Int64
}

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
          update runs r set lost_ms = ${now()}::bigint from run_activity a
          where a.run = r.id and a.workspace_id = r.workspace_id and r.status = 'RUNNING' and not r.deleted and r.lost_ms is null
            and greatest(a.seen_ms, ${started}::bigint) < ${now()}::bigint - ${patience(config.lostAfterMs)}
          returning r.run_id, r.workspace_id, r.name, r.experiment_id, a.seen_ms`.execute(tx)
        await append(tx, 'run.lost', rows)
        return rows.length
      }),

    resume: (runs: Int64[]): Promise<void> =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row>`
          update runs r set lost_ms = null from run_activity a
          where a.run = r.id and a.workspace_id = r.workspace_id and r.id = any(${runs}) and r.lost_ms is not null
          returning r.run_id, r.workspace_id, r.name, r.experiment_id, a.seen_ms`.execute(tx)
        await append(tx, 'run.resumed', rows)
      }),
  }
}
