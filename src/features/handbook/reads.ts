/** What the handbook reads of the graph and the log: evidence for practices, events that tick duties off. Never writes. */
import { sql } from 'kysely'
import type { EventName } from '../../lib/vocabulary.ts'
import type { Db } from '../../platform/db.ts'

export interface Count {
  have: number
  of: number
}

export interface Happening {
  at: Date
  name: EventName
  subject_kind: string
  subject_id: string
  account: string | null
  note: string | null
}

/** Ticks by hand that are looked at, so that one taken back uncovers the one before. */
const MOST_TICKS = 20

export const handbookReads = (db: Db) => ({
  /** Counts over nodes that are not deleted and edges that have not ended; experiments without a run do not count. */
  graph: async (workspace: number): Promise<Record<string, Count>> => {
    const live = (kind: string) => sql`
      select id from nodes where workspace_id = ${workspace} and kind = ${kind} and deleted_at is null`
    const { rows } = await sql<Record<string, number>>`
      with
        e as (${live('experiment')}), r as (${live('run')}), d as (${live('dataset-version')}), m as (${live('model-version')}),
        edge as (
          select from_kind, from_id, rel, to_kind, to_id from edges
          where workspace_id = ${workspace} and ended_at is null and from_kind in ('experiment', 'run')),
        used as (
          select from_id as run, to_id as id from edge
          where from_kind = 'run' and rel = 'used' and to_kind = 'dataset-version' and from_id in (select id from r)),
        held as (
          select from_id as experiment, to_id as run from edge
          where from_kind = 'experiment' and rel = 'contains' and from_id in (select id from e) and to_id in (select id from r)),
        made as (
          select from_id as run, to_id as model from edge
          where from_kind = 'run' and rel = 'produced' and to_id in (select id from m))
      select
        (select count(distinct experiment)::int from held) as experiments,
        (select count(*)::int from r) as runs,
        (select count(*)::int from d) as datasets,
        (select count(*)::int from m) as models,
        (select count(distinct run)::int from used) as runs_with_data,
        (select count(distinct experiment)::int from held where run in (select run from used)) as experiments_with_data,
        (select count(*)::int from (select id from used where id in (select id from d) group by id having count(*) > 1) x) as datasets_reused,
        (select count(distinct model)::int from made) as models_with_run,
        (select count(distinct model)::int from made where run in (select run from used)) as models_with_data,
        (select count(distinct experiment)::int from held
          where run in (select from_id from edge where rel = 'parent-of' and from_kind = 'run' and to_id in (select id from r))) as experiments_with_nested`.execute(
      db,
    )
    const n = rows[0]!
    const of = (have: string, all: string): Count => ({ have: n[have]!, of: n[all]! })
    return {
      'experiments-with-data': of('experiments_with_data', 'experiments'),
      'runs-with-data': of('runs_with_data', 'runs'),
      'datasets-reused': of('datasets_reused', 'datasets'),
      'models-with-run': of('models_with_run', 'models'),
      'models-with-data': of('models_with_data', 'models'),
      'experiments-with-nested': of('experiments_with_nested', 'experiments'),
    }
  },

  sealed: async (workspace: number): Promise<Count> => {
    const { rows } = await sql<Count>`
      select count(seq)::int as have, count(*)::int as of from events where workspace_id = ${workspace}`.execute(db)
    return rows[0]!
  },

  /** The last event of each name, as far as there is one. */
  lastOf: async (workspace: number, names: EventName[]): Promise<Happening[]> => {
    const { rows } = await sql<Happening>`
      select e.at, e.name, e.subject_kind, e.subject_id, a.name as account, null as note
      from unnest(${names}::text[]) n (name)
      cross join lateral (
        select at, name, subject_kind, subject_id, account_id from events
        where workspace_id = ${workspace} and events.name = n.name order by id desc limit 1) e
      left join accounts a on a.id = e.account_id`.execute(db)
    return rows
  },

  /** Ticks by hand of some duties and those taken back, newest first. */
  ticks: async (workspace: number, duties: string[]): Promise<Happening[]> => {
    const { rows } = await sql<Happening>`
      select e.at, e.name, e.subject_kind, e.subject_id, a.name as account, d.details ->> 'note' as note
      from unnest(${duties}::text[]) duty (id)
      cross join lateral (
        select id, at, name, subject_kind, subject_id, account_id from events
        where workspace_id = ${workspace} and subject_kind = 'duty' and subject_id = duty.id
          and name in ('duty.done', 'duty.reopened')
        order by events.id desc limit ${MOST_TICKS}) e
      left join event_details d on d.event_id = e.id left join accounts a on a.id = e.account_id
      order by e.id desc`.execute(db)
    return rows
  },
})

export type HandbookReads = ReturnType<typeof handbookReads>
