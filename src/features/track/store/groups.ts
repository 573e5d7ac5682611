/** SQL of runs in groups: how many, the means of their metrics, and what their params and tags have in common. */
import { type RawBuilder, sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME } from '../../../platform/db.ts'
import type { Field } from '../../../platform/search/conditions.ts'
import { inExperiments } from './runs.ts'

export interface GroupsAsked {
  experiments: string[]
  where: RawBuilder<unknown>
  /** What a group's runs have the same of, as text. */
  by: Field[]
  order: { of: 'runs' | 'newest'; descending: boolean } | { of: 'key' | 'metric'; at: number; descending: boolean }
  /** Ids of metrics, names of params and tags that come along. */
  metrics: number[]
  params: string[]
  tags: string[]
  limit: number
  offset: number
}

export interface SummaryRow {
  metric: number
  n: number
  not_finite: number
  mean: number | null
  sd: number | null
  least: number | null
  greatest: number | null
}

export interface GroupRow {
  key: (string | null)[]
  runs: number
  newest_ms: Int64 | null
  run_id: string
  name: string
  status: string
  lost: boolean
  metrics: SummaryRow[] | null
  texts: { kind: 'params' | 'tags'; name: string; value: string | null }[] | null
  total: number
  all_runs: number
}

const FINITE = sql`abs(l.value) < 'Infinity'`
/** NaN is PostgreSQL's greatest number, hence not below infinity. */
const finite = (value: RawBuilder<unknown>) => sql`case when abs(${value}) < 'Infinity' then ${value} end`
const IS_NUMBER = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]{1,3})?$'

function placeOf({ order }: GroupsAsked): RawBuilder<unknown> {
  const direction = order.descending ? sql`desc nulls last` : sql`asc nulls last`
  switch (order.of) {
    case 'runs':
      return sql`runs ${direction}`
    case 'newest':
      return sql`newest_ms ${direction}`
    case 'metric':
      return sql`place ${direction}`
    case 'key': {
      // Numbers by size, and in front of what is text.
      const text = sql`key[${sql.lit(order.at + 1)}]`
      return sql`case when length(${text}) < 100 and ${text} ~* ${IS_NUMBER} then ${text}::numeric end ${direction},
        ${text} collate "C" ${direction}`
    }
  }
}

export const groupStore = (db: Db) => ({
  groups: async (workspace: number, asked: GroupsAsked): Promise<GroupRow[]> => {
    const { experiments, where, by, order, metrics, params, tags, limit, offset } = asked
    const sorting = order.of === 'metric' ? sql`left join latest o on o.run = r.id and o.key = ${order.at}::int` : sql``
    const first = sql`order by place ${order.descending ? sql`desc` : sql`asc`} nulls last, start_ms desc nulls last, run_id`
    const { rows } = await sql<GroupRow>`${sql.raw(PLANNED_EACH_TIME)}
      with matched as materialized (
        select r.id, r.run_id, r.start_ms, array[${sql.join(by.map((field) => sql`${field}::text`))}]::text[] as key,
          ${order.of === 'metric' ? finite(sql`o.value`) : sql`null::float8`} as place
        from runs r join run_docs d on d.run = r.id ${sorting}
        where r.workspace_id = ${workspace} and ${inExperiments(experiments)} and ${where}),
      grouped as (
        select key, count(*)::int as runs, max(start_ms) as newest_ms, avg(place) as place,
          (array_agg(id ${first}))[1] as first,
          (count(*) over ())::int as total, (sum(count(*)) over ())::int as all_runs
        from matched group by key),
      page as materialized (
        select *, row_number() over (order by ${placeOf(asked)}, newest_ms desc nulls last, key) as no
        from grouped order by no limit ${limit} offset ${offset}),
      summaries as (
        select p.no, l.key as metric, count(*) filter (where ${FINITE})::int as n,
          count(*) filter (where not ${FINITE})::int as not_finite,
          avg(l.value) filter (where ${FINITE}) as mean, stddev_samp(l.value) filter (where ${FINITE}) as sd,
          min(l.value) filter (where ${FINITE}) as least, max(l.value) filter (where ${FINITE}) as greatest
        from page p join matched m on m.key = p.key join latest l on l.run = m.id and l.key = any(${metrics}::int[])
        group by 1, 2),
      texts as (
        select p.no, t.kind, t.name,
          case when count(t.value) = p.runs and min(t.value collate "C") = max(t.value collate "C") then min(t.value) end as value
        from page p join matched m on m.key = p.key join run_docs d on d.run = m.id,
          -- Unpacked once for all its keys.
          lateral (select d.params || '{}' as params, d.tags || '{}' as tags offset 0) u,
          lateral (select 'params' as kind, name, u.params ->> name as value from unnest(${params}::text[]) name
            union all select 'tags', name, u.tags ->> name from unnest(${tags}::text[]) name) t
        where ${params.length + tags.length > 0}
        group by p.no, p.runs, t.kind, t.name having count(t.value) > 0)
      select p.key, p.runs, p.newest_ms, p.total, p.all_runs, r.run_id, r.name, r.status, r.lost_ms is not null as lost,
        (select json_agg(s) from summaries s where s.no = p.no) as metrics,
        (select json_agg(t) from texts t where t.no = p.no) as texts
      from page p join runs r on r.id = p.first and r.workspace_id = ${workspace} order by p.no`.execute(db)
    return rows
  },

  /** The values of one field, the most frequent first, and what all of them span. */
  values: async (workspace: number, experiment: string, field: Field, search: string, limit: number) => {
    const { rows } = await sql<{
      value: string
      runs: number
      total: number
      all_runs: number
      /** Decimals of any length. */
      least: string | null
      greatest: string | null
    }>`
      select value, count(*)::int as runs, (count(*) over ())::int as total, (sum(count(*)) over ())::int as all_runs,
        min(${toNumber}) over () as least, max(${toNumber}) over () as greatest
      from (select ${field}::text as value from runs r join run_docs d on d.run = r.id
        where r.workspace_id = ${workspace} and r.experiment_id = ${experiment}::bigint and not r.deleted) found
      where value is not null and position(lower(${search}) in lower(value)) > 0
      group by value order by runs desc, value collate "C" limit ${limit}`.execute(db)
    return rows
  },

  /** How many runs have a metric, and between which finite values it lies. */
  range: async (workspace: number, experiment: string, metric: number) => {
    const { rows } = await sql<{ runs: number; least: number | null; greatest: number | null }>`
      select count(*)::int as runs, min(l.value) filter (where ${FINITE}) as least,
        max(l.value) filter (where ${FINITE}) as greatest
      from latest l join runs r on r.id = l.run
      where l.key = ${metric} and r.workspace_id = ${workspace} and r.experiment_id = ${experiment}::bigint
        and not r.deleted`.execute(db)
    return rows[0]!
  },
})

const toNumber = sql`case when length(value) < 100 and value ~* ${IS_NUMBER} then value::numeric end`

export type GroupStore = ReturnType<typeof groupStore>
