/** SQL of the kept counts of runs: each statement that writes runs appends differences, which are added up here. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'

const LOCK = LOCKS.runCounts

/** When the newest run of an experiment began, in the trash or out of it, over a row `x`: each by the index of its own. */
export const NEWEST = sql`case when x.deleted
  then (select r.start_ms from runs r where r.workspace_id = x.workspace_id and r.experiment_id = x.experiment_id and r.deleted
    order by r.start_ms desc nulls last limit 1)
  else (select r.start_ms from runs r where r.workspace_id = x.workspace_id and r.experiment_id = x.experiment_id and not r.deleted
    order by r.start_ms desc nulls last limit 1) end`

/** What a number of differences come to. */
export const SUMS = sql`sum(total)::int as total, sum(running)::int as running, sum(lost)::int as lost, sum(failed)::int as failed,
  max(newest_ms) as newest_ms, max(ended_ms) as ended_ms, bool_or(newest_left) as newest_left`

/**
 * Parts of the statements that write runs, which have them in `r`; `r` also says what they were, as far as it changed.
 * Triggers would say the same, at 25 to 60 µs a statement.
 */
export const countMade = sql`counted as (
  insert into run_count_changes
  select experiment_id, deleted, workspace_id, count(*), count(*), 0, 0, max(start_ms), null, false from r group by 1, 2, 3)`

/** Runs that come from elsewhere as they are there: ended ones, lost ones and deleted ones too. */
export const countTaken = sql`counted as (
  insert into run_count_changes
  select experiment_id, deleted, workspace_id, count(*),
    count(*) filter (where status = 'RUNNING' and lost_ms is null),
    count(*) filter (where status = 'RUNNING' and lost_ms is not null),
    count(*) filter (where status = 'FAILED'), max(start_ms),
    max(coalesce(end_ms, start_ms)) filter (where status in ('FINISHED', 'FAILED', 'KILLED')), false
  from r group by 1, 2, 3)`

/** Runs that are gone for good. */
export const countGone = sql`counted as (
  insert into run_count_changes
  select experiment_id, deleted, workspace_id, -count(*),
    -count(*) filter (where status = 'RUNNING' and lost_ms is null),
    -count(*) filter (where status = 'RUNNING' and lost_ms is not null),
    -count(*) filter (where status = 'FAILED'), null, null, true
  from r group by 1, 2, 3)`

/** Runs that were in another state, `old_status` and `was_lost`, or were given an end, `has_end`. */
export const countChanged = sql`counted as (
  insert into run_count_changes
  select experiment_id, deleted, workspace_id, 0,
    sum((status = 'RUNNING' and lost_ms is null)::int - (old_status = 'RUNNING' and not was_lost)::int),
    sum((status = 'RUNNING' and lost_ms is not null)::int - (old_status = 'RUNNING' and was_lost)::int),
    sum((status = 'FAILED')::int - (old_status = 'FAILED')::int),
    null, max(coalesce(end_ms, start_ms)) filter (where status in ('FINISHED', 'FAILED', 'KILLED')), false
  from r where status <> old_status or (lost_ms is not null) <> was_lost or has_end group by 1, 2, 3)`

/** Runs that went to the trash or came out of it. */
export const countMoved = sql`counted as (
  insert into run_count_changes
  select experiment_id, here.deleted, workspace_id, sum(here.sign),
    sum(here.sign * (status = 'RUNNING' and lost_ms is null)::int),
    sum(here.sign * (status = 'RUNNING' and lost_ms is not null)::int),
    sum(here.sign * (status = 'FAILED')::int),
    max(start_ms) filter (where here.sign > 0),
    max(coalesce(end_ms, start_ms)) filter (where here.sign > 0 and status in ('FINISHED', 'FAILED', 'KILLED')), here.sign < 0
  from r cross join lateral (values (r.deleted, 1), (not r.deleted, -1)) here(deleted, sign)
  group by 1, 2, 3, here.sign)`

export const runCountStore = (db: Db) => ({
  /** Adds up all differences there are; nothing when another process is at it. */
  addUp: (): Promise<void> =>
    db.transaction().execute(async (tx) => {
      // A statement of its own: what follows must see what another committed.
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as mine`.execute(tx)
      if (!rows[0]!.mine) return
      await sql`
        -- workspace_id is any: what is due is due for all
        with due as (delete from run_count_changes returning *),
        x as (select experiment_id, deleted, workspace_id, ${SUMS} from due group by 1, 2, 3)
        insert into run_counts as c (experiment_id, deleted, workspace_id, total, running, lost, failed, newest_ms, ended_ms)
        select x.experiment_id, x.deleted, x.workspace_id, x.total + coalesce(k.total, 0), x.running + coalesce(k.running, 0),
          x.lost + coalesce(k.lost, 0), x.failed + coalesce(k.failed, 0),
          case when x.newest_left then ${NEWEST} else greatest(k.newest_ms, x.newest_ms) end, greatest(k.ended_ms, x.ended_ms)
        from x left join run_counts k on k.experiment_id = x.experiment_id and k.deleted = x.deleted
        on conflict (experiment_id, deleted) do update set total = excluded.total, running = excluded.running,
          lost = excluded.lost, failed = excluded.failed, newest_ms = excluded.newest_ms, ended_ms = excluded.ended_ms`.execute(
        tx,
      )
    }),
})

export type RunCountStore = ReturnType<typeof runCountStore>
