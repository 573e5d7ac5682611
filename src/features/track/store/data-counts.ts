/** What is known of the data that runs read; counted over all experiments and datasets, however long ago they were last used. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

/** Of each experiment the newest runs are asked. */
const ASKED = 100
/** Beyond these, the newest experiments and versions of datasets are counted. */
const MOST_EXPERIMENTS = 500
const MOST_VERSIONS = 10_000
/** What the client writes of data that a script made in memory: the script's name, and no place. */
const NO_PLACE = 'code'

interface Row {
  experiments: number
  linked: number
  datasets: number
  placed: number
}

export const dataCounts = (db: Db) => async (workspace: number) => {
  const { rows } = await sql<Row>`
    with e as (
        select id from experiments where workspace_id = ${workspace} and not deleted
        order by created_ms desc, id desc limit ${MOST_EXPERIMENTS}),
      asked as (
        select e.id as experiment, exists (select from run_datasets u where u.run = r.id and u.workspace_id = ${workspace}) as linked
        from e cross join lateral (
          select runs.id from runs where runs.workspace_id = ${workspace} and runs.experiment_id = e.id and not runs.deleted
          order by runs.start_ms desc nulls last, runs.run_id limit ${ASKED}) r),
      each_of as (select bool_or(linked) as linked from asked group by experiment),
      versions as (
        select id, name, source_type from datasets where workspace_id = ${workspace} order by id desc limit ${MOST_VERSIONS}),
      -- A dataset is of known origin when each of its versions is.
      data as (
        select v.name, bool_and(v.source_type <> ${NO_PLACE}) as placed from versions v
        where exists (
          select from run_datasets u join runs r on r.id = u.run
          where u.dataset = v.id and u.workspace_id = ${workspace} and not r.deleted)
        group by v.name)
    select
      (select count(*)::int from each_of) as experiments,
      (select count(*)::int from each_of where linked) as linked,
      (select count(*)::int from data) as datasets,
      (select count(*)::int from data where placed) as placed`.execute(db)
  const { experiments, linked, datasets, placed } = rows[0]!
  return {
    'experiments-with-data': { have: linked, of: experiments },
    'datasets-with-source': { have: placed, of: datasets },
  }
}
