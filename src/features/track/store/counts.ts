/** How many runs do what the handbook asks for, and experiments that have a run; of the newest that are not in the trash. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

interface Count {
  have: number
  of: number
  isCut: boolean
}

/** Names of params that hold a seed: seed, random_state, data.seed, numpySeed. */
const SEED = '(seed|random_state)$'
const NOTE = 'mlflow.note.content'
const COMMIT = 'mlflow.source.git.commit'

export const trackCounts =
  (db: Db) =>
  async (workspace: number, newest: number): Promise<Record<string, Count>> => {
    const { rows } = await sql<Record<string, number>>`
      with e as (
        select id, coalesce(tags ->> ${NOTE}, '') <> '' as noted from experiments
        where workspace_id = ${workspace} and not deleted),
      r as (
        select r.experiment_id, e.noted as about, r.status, r.lost_ms is not null as lost,
          coalesce(d.tags ->> ${NOTE}, '') <> '' as noted,
          d.params <> '{}' as params,
          coalesce(d.tags ->> ${COMMIT}, x.environment ->> 'commit') is not null as commit,
          x.environment ->> 'packages' is not null as packages,
          (x.environment ->> 'commit' is not null and x.environment ->> 'dirty' = 'false')
            or x.environment ->> 'diff' is not null as code,
          (select p.value from jsonb_each_text(d.params) p where p.key ~* ${SEED} order by p.key limit 1) as seed,
          exists (select from latest where run = r.id) or exists (select from point_log where run = r.id) as metrics
        from (
            select runs.* from runs join e on e.id = runs.experiment_id
            where runs.workspace_id = ${workspace} and not runs.deleted order by runs.id desc limit ${newest}) r
          join e on e.id = r.experiment_id join lateral (select params, tags from run_docs where run = r.id limit 1) d on true
          left join executions x on x.id = r.execution_id and x.workspace_id = r.workspace_id),
      each_of as (
        select experiment_id, bool_or(about) as noted, count(distinct seed) as seeds, count(*) filter (where status = 'FINISHED') as finished
        from r group by experiment_id)
      select
        (select count(*)::int from each_of) as experiments,
        (select count(*)::int from each_of where noted) as experiments_noted,
        (select count(*)::int from each_of where seeds > 1) as experiments_seeds,
        (select count(*)::int from each_of where finished > 1) as experiments_compared,
        count(*)::int as runs,
        (count(*) filter (where noted))::int as noted,
        (count(*) filter (where params))::int as params,
        (count(*) filter (where commit))::int as commits,
        (count(*) filter (where packages))::int as packages,
        (count(*) filter (where code))::int as code,
        (count(*) filter (where seed is not null))::int as seeds,
        (count(*) filter (where metrics))::int as metrics,
        (count(*) filter (where lost or status in ('FINISHED', 'FAILED', 'KILLED')))::int as over,
        (count(*) filter (where not lost and status in ('FINISHED', 'FAILED', 'KILLED')))::int as known,
        (count(*) filter (where status = 'FINISHED'))::int as finished
      from r`.execute(db)
    const n = rows[0]!
    const isCut = n.runs === newest
    const of = (all: string, have: string): Count => ({ have: n[have]!, of: n[all]!, isCut })
    return {
      'experiments-with-note': of('experiments', 'experiments_noted'),
      'experiments-with-seeds': of('experiments', 'experiments_seeds'),
      'experiments-compared': of('experiments', 'experiments_compared'),
      'runs-with-note': of('runs', 'noted'),
      'runs-with-params': of('runs', 'params'),
      'runs-with-metrics': of('runs', 'metrics'),
      'runs-with-commit': of('runs', 'commits'),
      'runs-with-environment': of('runs', 'packages'),
      'runs-with-code': of('runs', 'code'),
      'runs-with-seed': of('runs', 'seeds'),
      'runs-not-lost': of('over', 'known'),
      'runs-finished': of('over', 'finished'),
    }
  }
