/** Experiments that come from elsewhere: with their ids where those are free, under their names where those are. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { markDeleted, putNode } from '../../../platform/graph.ts'
import { LIMITS } from '../limits.ts'
import type { ExperimentRow } from '../store/experiments.ts'

export interface TakenExperiment {
  id: string
  name: string
  deleted: boolean
  createdMs: Int64
  updatedMs: Int64
  tags: Record<string, string>
}

export interface PlacedExperiment {
  id: string
  name: string
  /** `joined`: one without runs was here under the name. */
  how: 'made' | 'joined'
}

/** Ids that others count up to are counted from; greater ones were drawn by chance, and nobody gets there. */
const COUNTED = 1_000_000_000

const findFree = async (tx: Tx, wanted: string): Promise<string | undefined> => {
  if (!/^[1-9]\d{0,17}$/.test(wanted)) return undefined
  const { rows } =
    await sql`select from experiments where id = ${wanted}::bigint -- workspace_id is any: ids are of all`.execute(tx)
  if (rows.length) return undefined
  // Before it is used: an experiment that is made meanwhile gets one behind it.
  if (Number(wanted) < COUNTED)
    await sql`select setval(s.name, ${wanted}::bigint) from pg_get_serial_sequence('experiments', 'id') s(name)
      where ${wanted}::bigint > (select last_value from experiments_id_seq)`.execute(tx)
  return wanted
}

export const experimentTaker = (db: Db) => {
  /** An active one of a name, and whether there is any run in it. */
  async function findNamed(tx: Tx, workspace: number, name: string) {
    const { rows } = await sql<{ id: Int64; used: boolean }>`
      select e.id, exists (select from runs r where r.experiment_id = e.id and r.workspace_id = e.workspace_id) as used
      from experiments e where e.workspace_id = ${workspace} and e.name = ${name} and not e.deleted`.execute(tx)
    return rows[0]
  }

  async function insert(tx: Tx, workspace: number, given: TakenExperiment, name: string): Promise<string> {
    const wanted = await findFree(tx, given.id)
    const { rows } = await sql<ExperimentRow>`
      with next as (
        select coalesce(${wanted ?? null}::bigint, nextval(pg_get_serial_sequence('experiments', 'id'))) as id)
      insert into experiments (id, workspace_id, name, artifact_location, deleted, created_ms, updated_ms, tags)
      select id, ${workspace}, ${name}, 'mlflow-artifacts:/' || id, ${given.deleted}, ${given.createdMs}::bigint,
        ${given.updatedMs}::bigint, ${JSON.stringify(given.tags)}::jsonb from next returning *`.execute(tx)
    const id = String(rows[0]!.id)
    await putNode(tx, workspace, { kind: 'experiment', id }, name)
    if (given.deleted) await markDeleted(tx, workspace, 'experiment', [id], true)
    return id
  }

  return {
    /**
     * Makes an experiment, or joins one of its name that holds no run; `also` joins the transaction. Nothing where the
     * name belongs to another one, unless `suffix` says under which other name it may come.
     */
    place: (
      workspace: number,
      given: TakenExperiment,
      { joins, suffix }: { joins: boolean; suffix: string | undefined },
      also: (tx: Tx, placed: PlacedExperiment) => Promise<void>,
    ): Promise<PlacedExperiment | undefined> =>
      db.transaction().execute(async (tx) => {
        let name = given.name.slice(0, LIMITS.experimentName)
        const there = given.deleted ? undefined : await findNamed(tx, workspace, name)
        let placed: PlacedExperiment | undefined
        if (there && joins && !there.used) {
          await sql`update experiments set tags = tags || ${JSON.stringify(given.tags)}::jsonb
            where id = ${there.id} and workspace_id = ${workspace}`.execute(tx)
          placed = { id: String(there.id), name, how: 'joined' }
        } else {
          if (there) {
            if (suffix === undefined) return undefined
            const base = name.slice(0, LIMITS.experimentName - suffix.length - 8)
            name = `${base} (${suffix})`
            for (let n = 2; await findNamed(tx, workspace, name); n++) name = `${base} (${suffix} ${n})`
          }
          placed = { id: await insert(tx, workspace, given, name), name, how: 'made' }
        }
        await also(tx, placed)
        return placed
      }),

    /** An experiment that was taken before is made to be as it is there; its name only if that is free here. */
    renew: async (workspace: number, id: string, given: TakenExperiment): Promise<void> => {
      await db.transaction().execute(async (tx) => {
        await sql`
          update experiments e set deleted = ${given.deleted}, updated_ms = ${given.updatedMs}::bigint,
            tags = ${JSON.stringify(given.tags)}::jsonb ||
              (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(e.tags) t(k, v) where k like 'bellwether.%')
          where id = ${id}::bigint and workspace_id = ${workspace}
            and (${given.deleted} or not exists (select from experiments o where o.workspace_id = ${workspace}
              and o.name = e.name and not o.deleted and o.id <> e.id))`.execute(tx)
        await markDeleted(tx, workspace, 'experiment', [id], given.deleted)
      })
    },
  }
}
