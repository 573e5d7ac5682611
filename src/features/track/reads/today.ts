/** Reads for the first page: what runs, what died, what ended lately. Never writes. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db } from '../../../platform/db.ts'
import { metricKey } from '../search/runs-filter.ts'

export interface OpenRun {
  id: Int64
  run_id: string
  name: string
  experiment_id: Int64
  experiment: string
  start_ms: Int64 | null
  end_ms: Int64 | null
  seen_ms: Int64 | null
  lost_ms: Int64 | null
  params: Record<string, string>
}

export interface Ended {
  experiment_id: Int64
  experiment: string
  /** More ended than were looked at: what follows is of the newest. */
  isCut: boolean
  finished: number
  failed: number
  killed: number
  last_ms: Int64
  /** The newest of those that finished. */
  ids: Int64[]
}

const RUN = sql`r.id, r.run_id, r.name, r.experiment_id, e.name as experiment, r.start_ms, coalesce(r.end_ms, r.start_ms) as end_ms, a.seen_ms, r.lost_ms, d.params`
/** As the indexes have them. */
const ENDED = sql`r.status in ('FINISHED', 'FAILED', 'KILLED') and not r.deleted`
const ENDED_MS = sql`coalesce(r.end_ms, r.start_ms)`
const OF_RUN = sql`
  from runs r join experiments e on e.id = r.experiment_id join run_docs d on d.run = r.id
  left join run_activity a on a.run = r.id`

/** Of the runs of an experiment that ended so many are looked at, */
export const MOST_ENDED = 1_000
/** and of those that finished for the best value. */
const MOST = 500

export const todayReads = (db: Db) => ({
  /** Runs that say they are running, the newest first; lost ones among them. */
  open: async (workspace: number, limit: number): Promise<OpenRun[]> => {
    const { rows } = await sql<OpenRun>`
      select ${RUN} ${OF_RUN}
      where r.workspace_id = ${workspace} and r.status = 'RUNNING' and not r.deleted
      order by r.start_ms desc nulls last, r.id desc limit ${limit}`.execute(db)
    return rows
  },

  failed: async (workspace: number, since: number, limit: number): Promise<OpenRun[]> => {
    const { rows } = await sql<OpenRun>`
      select ${RUN} ${OF_RUN}
      where r.workspace_id = ${workspace} and ${ENDED} and ${ENDED_MS} > ${since} and r.status = 'FAILED'
      order by ${ENDED_MS} desc limit ${limit}`.execute(db)
    return rows
  },

  /** What ended since, by experiment, the latest first. Experiments where nothing can have ended since are passed over. */
  ended: async (workspace: number, since: number, limit: number): Promise<Ended[]> => {
    const ended = sql`r.workspace_id = ${workspace} and r.experiment_id = e.id and ${ENDED} and ${ENDED_MS} > ${since}
      order by ${ENDED_MS} desc`
    const may = sql`workspace_id = ${workspace} and not deleted and ended_ms > ${since}`
    const { rows } = await sql<Ended>`
      with e as materialized (
        select e.id, e.name, l.ended_ms as last_ms from experiments e
        cross join lateral (select ${ENDED_MS} as ended_ms from runs r where ${ended} limit 1) l
        where e.workspace_id = ${workspace} and not e.deleted and e.id in (
          select experiment_id from run_counts where ${may} union select experiment_id from run_count_changes where ${may})
        order by last_ms desc limit ${limit})
      select e.id as experiment_id, e.name as experiment, e.last_ms, count(*) > ${MOST_ENDED} as "isCut",
        count(*) filter (where n <= ${MOST_ENDED} and status = 'FINISHED')::int as finished,
        count(*) filter (where n <= ${MOST_ENDED} and status = 'FAILED')::int as failed,
        count(*) filter (where n <= ${MOST_ENDED} and status = 'KILLED')::int as killed,
        (array_agg(r.id order by n) filter (where status = 'FINISHED'))[1:${sql.lit(MOST)}] as ids
      from e cross join lateral (
        select r.id, r.status, row_number() over (order by ${ENDED_MS} desc) as n from runs r
        where ${ended} limit ${MOST_ENDED + 1}) r
      group by 1, 2, 3 order by 3 desc`.execute(db)
    return rows
  },

  /** The best finite value that an experiment's runs had before, by an index that holds values as of the last fold. */
  bestBefore: async (
    workspace: number,
    experiment: Int64,
    metric: string,
    lowest: boolean,
    since: number,
  ): Promise<number | undefined> => {
    const { rows } = await sql<{ best: number }>`
      select l.ranked as best from latest l join runs r on r.id = l.run
      where l.key = ${metricKey(metric, workspace)} and l.ranked > '-Infinity' and l.ranked < 'Infinity'
        and r.workspace_id = ${workspace} and r.experiment_id = ${experiment} and not r.deleted and ${ENDED_MS} <= ${since}
      order by l.ranked ${lowest ? sql`asc` : sql`desc`} limit 1`.execute(db)
    return rows[0]?.best
  },

  nameOf: async (workspace: number, run: Int64): Promise<{ run_id: string; name: string }> => {
    const { rows } = await sql<{ run_id: string; name: string }>`
      select run_id, name from runs where workspace_id = ${workspace} and id = ${run}`.execute(db)
    return rows[0]!
  },

  anyRun: async (workspace: number): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from runs where workspace_id = ${workspace}) as any`.execute(db)
    return rows[0]!.any
  },
})

export type TodayReads = ReturnType<typeof todayReads>
