/** What the handbook reads of the graph and the log: evidence for practices, events that tick duties off. Never writes. */
import { type RawBuilder, sql } from 'kysely'
import type { EventName, Kind, Relation } from '../../lib/vocabulary.ts'
import type { Db } from '../../platform/db.ts'

export interface Count {
  have: number
  of: number
  /** There are more; the newest were counted. */
  isCut: boolean
}

export interface Happening {
  at: Date
  name: EventName
  subject_kind: string
  subject_id: string
  account: string | null
  note: string | null
}

/** Datasets that one run reads, for the count. */
const MOST_EDGES = 1_000

/** Ticks by hand that are looked at, so that one taken back uncovers the one before. */
const MOST_TICKS = 20

export const handbookReads = (db: Db) => ({
  /** Counts over the newest runs and models that are not deleted, however many there are: of their edges that have not ended. */
  graph: async (workspace: number, newest: number): Promise<Record<string, Count>> => {
    const live = (kind: Kind, event: EventName) => sql`
      select n.id from events e join nodes n on n.workspace_id = e.workspace_id and n.kind = ${kind} and n.id = e.subject_id
      where e.workspace_id = ${workspace} and e.name = ${event} and n.deleted_at is null order by e.at desc limit ${newest}`
    /** Read through the index for each run, however large the graph: without a limit the planner reads all of it. */
    const edges = (rel: Relation, where: RawBuilder<unknown>) => sql`cross join lateral (
      select from_id, to_id from edges
      where workspace_id = ${workspace} and rel = ${rel} and ended_at is null and ${where} limit ${MOST_EDGES}) g`
    const { rows } = await sql<Record<string, number>>`
      with
        r as materialized (${live('run', 'run.started')}),
        m as materialized (${live('model-version', 'model-version.created')}),
        held as (select g.from_id as experiment, r.id as run
          from r ${edges('contains', sql`to_kind = 'run' and to_id = r.id`)}),
        used as (select r.id as run, g.to_id as data
          from r ${edges('used', sql`from_kind = 'run' and from_id = r.id and to_kind = 'dataset-version'`)}),
        nested as (select g.from_id as run from r ${edges('parent-of', sql`to_kind = 'run' and to_id = r.id`)}),
        made as (select m.id as model, g.from_id as run
          from m ${edges('produced', sql`to_kind = 'model-version' and to_id = m.id`)}),
        traced as (select made.model
          from made ${edges('used', sql`from_kind = 'run' and from_id = made.run and to_kind = 'dataset-version'`)})
      select
        (select count(distinct experiment)::int from held) as experiments,
        (select count(*)::int from r) as runs,
        (select count(distinct data)::int from used) as datasets,
        (select count(*)::int from m) as models,
        (select count(distinct run)::int from used) as runs_with_data,
        (select count(*)::int from (select data from used group by data having count(*) > 1) x) as datasets_reused,
        (select count(distinct model)::int from made) as models_with_run,
        (select count(distinct model)::int from traced) as models_with_data,
        (select count(distinct experiment)::int from held where run in (select run from nested)) as experiments_with_nested`.execute(
      db,
    )
    const n = rows[0]!
    const of = (have: string, all: string, cut: string): Count => ({
      have: n[have]!,
      of: n[all]!,
      isCut: n[cut] === newest,
    })
    return {
      'runs-with-data': of('runs_with_data', 'runs', 'runs'),
      'datasets-reused': of('datasets_reused', 'datasets', 'runs'),
      'models-with-run': of('models_with_run', 'models', 'models'),
      'models-with-data': of('models_with_data', 'models', 'models'),
      'experiments-with-nested': of('experiments_with_nested', 'experiments', 'runs'),
    }
  },

  sealed: async (workspace: number, newest: number): Promise<Count> => {
    const { rows } = await sql<Count>`
      select count(seq)::int as have, count(*)::int as of, count(*) = ${newest} as "isCut"
      from (select seq from events where workspace_id = ${workspace} order by id desc limit ${newest}) e`.execute(db)
    return rows[0]!
  },

  /** The last event of each name, as far as there is one. */
  lastOf: async (workspace: number, names: EventName[]): Promise<Happening[]> => {
    const { rows } = await sql<Happening>`
      select e.at, e.name, e.subject_kind, e.subject_id, a.name as account, null as note
      from unnest(${names}::text[]) n (name)
      cross join lateral (
        select at, name, subject_kind, subject_id, account_id from events
        where workspace_id = ${workspace} and events.name = n.name order by at desc, id desc limit 1) e
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
