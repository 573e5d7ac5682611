/** SQL of reading runs, their params and tags; of the trash; `run-writes.ts` begins and changes runs. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, PLANNED_EACH_TIME, type Tx } from '../../../platform/db.ts'
import type { Cursor, Order } from '../../../platform/search/order.ts'
import { type LatestColumns, latestColumns } from '../points/latest.ts'
import type { Walk } from '../search/runs-order.ts'
import type { RunsTable } from '../tables.ts'
import type { DatasetRow } from './inputs.ts'
import { countMoved } from './run-counts.ts'

/** A run without its documents. */
export type RunInfo = Selectable<RunsTable>
export type RunRow = RunInfo & {
  params: Record<string, string>
  tags: Record<string, string>
}

export const OF_RUN = sql`r.id, r.workspace_id, r.run_id, r.experiment_id, r.name, r.user_id, r.status, r.deleted, r.deleted_ms,
  r.start_ms, r.end_ms, r.artifact_uri, r.execution_id, r.lost_ms`
/** A run with all that MLflow's clients see of it. */
export type WholeRow = RunRow &
  LatestColumns & {
    datasets: Omit<DatasetRow, 'run'>[] | null
    models: { model_id: string; direction: 'input' | 'output'; step: string }[] | null
  }

const COLUMNS = sql`${OF_RUN}, d.params, d.tags`

/** What a whole run has beside its documents: one statement finds and reads a page of them. */
const PARTS = sql`${sql.raw(latestColumns('r.id'))},
  (select jsonb_agg(to_jsonb(x)) from (
    select s.name, s.digest, s.source_type, s.source, s.schema, s.profile, i.tags
    from run_datasets i join datasets s on s.id = i.dataset and s.workspace_id = i.workspace_id
    where i.run = r.id order by i.dataset) x) as datasets,
  (select jsonb_agg(to_jsonb(x)) from (
    select m.model_id, m.direction, m.step::text as step from run_models m -- workspace_id is that of the run
    where m.run = r.id order by m.step, m.model_id) x) as models`

/** Some keys of a document. It is unpacked once, not once for each key: the empty object makes a copy that is. */
const some = (document: RawBuilder<unknown>, keys: string[]) =>
  keys.length === 0
    ? sql`'{}'::jsonb`
    : sql`coalesce((select jsonb_object_agg(k, whole -> k)
        from (select ${document} || '{}' as whole offset 0) unpacked, unnest(${keys}::text[]) k where whole ? k), '{}')`

const columnsOf = (keys: Page['keys']) =>
  keys
    ? sql`${OF_RUN}, ${some(sql`d.params`, keys.params)} as params, ${some(sql`d.tags`, keys.tags)} as tags`
    : COLUMNS

export interface Page {
  experiments: string[]
  where: RawBuilder<unknown>
  order: Order
  /** Tried first: it reads no more than it returns, and if that is a whole page, it is the page. */
  walk?: Walk | undefined
  limit: number
  offset?: number | undefined
  /** Keys of the documents that are wanted; all, if absent. */
  keys?: { params: string[]; tags: string[] } | undefined
  /** Rows are `WholeRow`s. */
  isWhole?: boolean | undefined
}

/** For a single experiment the index of its newest runs can be walked; a list of one would hide that. */
export const inExperiments = (ids: string[]) =>
  ids.length === 1 ? sql`r.experiment_id = ${ids[0]}::bigint` : sql`r.experiment_id = any(${ids}::bigint[])`

export const runStore = (db: Db) => ({
  find: async (workspace: number, runId: string, on: Db | Tx = db): Promise<RunRow | undefined> => {
    const { rows } = await sql<RunRow>`
      select ${COLUMNS} from runs r join run_docs d on d.run = r.id
      where r.workspace_id = ${workspace} and r.run_id = ${runId}`.execute(on)
    return rows[0]
  },

  /** Locks the run until the transaction ends, so that two writers of its state come one after the other. */
  lock: async (tx: Tx, workspace: number, runId: string): Promise<RunRow | undefined> => {
    const { rows } = await sql<RunRow>`
      select ${COLUMNS} from runs r join run_docs d on d.run = r.id
      where r.workspace_id = ${workspace} and r.run_id = ${runId} for update of r`.execute(tx)
    return rows[0]
  },

  /** Ids in the database by the ids on the wire, of those that exist. */
  idsOf: async (workspace: number, runIds: string[]): Promise<Map<string, Int64>> => {
    const { rows } = await sql<{ run_id: string; id: Int64 }>`
      select run_id, id from runs where workspace_id = ${workspace} and run_id = any(${runIds})`.execute(db)
    return new Map(rows.map((row) => [row.run_id, row.id]))
  },

  setDeleted: async (tx: Tx, workspace: number, id: Int64, deleted: boolean, now: number): Promise<void> => {
    await sql`with r as (
        update runs set deleted = ${deleted}, deleted_ms = ${deleted ? now : null}::bigint
        where id = ${id} and workspace_id = ${workspace} and deleted <> ${deleted} returning *),
      ${countMoved} select from r`.execute(tx)
  },

  deleteTag: async (workspace: number, id: Int64, key: string): Promise<boolean> => {
    const { rows } = await sql`update run_docs set tags = tags - ${key}::text
      where run = ${id} and workspace_id = ${workspace} and tags ? ${key} returning run`.execute(db)
    return rows.length > 0
  },

  appendToTag: async (workspace: number, id: Int64, key: string, item: unknown): Promise<void> => {
    await sql`update run_docs set tags = tags || jsonb_build_object(${key}::text,
        (coalesce((tags ->> ${key}::text)::jsonb, '[]') || jsonb_build_array(${JSON.stringify(item)}::jsonb))::text)
      where run = ${id} and workspace_id = ${workspace}`.execute(db)
  },

  findWhole: async (workspace: number, runId: string): Promise<WholeRow | undefined> => {
    const { rows } = await sql<WholeRow>`
      select ${COLUMNS}, ${PARTS} from runs r join run_docs d on d.run = r.id
      where r.workspace_id = ${workspace} and r.run_id = ${runId}`.execute(db)
    return rows[0]
  },

  search: async (workspace: number, page: Page) => {
    const { experiments, where, order, walk, limit, offset = 0, keys, isWhole } = page
    const columns = isWhole ? sql`${columnsOf(keys)}, ${PARTS}` : columnsOf(keys)
    const find = async ({ joins, by }: Pick<Order, 'joins' | 'by'>, condition: RawBuilder<unknown>) => {
      const { rows } = await sql<RunRow & { cursor: Cursor }>`${sql.raw(PLANNED_EACH_TIME)}
        select ${columns}, ${order.cursor} as cursor from runs r join run_docs d on d.run = r.id ${joins}
        where r.workspace_id = ${workspace} and ${inExperiments(experiments)} and ${where} and ${condition}
        order by ${by} limit ${limit} offset ${offset}`.execute(db)
      return rows
    }
    const walked = walk ? await find(walk, walk.where) : []
    return walked.length === limit ? walked : find(order, sql`true`)
  },

  /** The first page with how many there are on all pages, in one look at all runs: a filter may have to unpack each. */
  searchAndCount: async (workspace: number, { experiments, where, order, limit, keys }: Page & { order: Order }) => {
    const { rows } = await sql<RunRow & { cursor: Cursor; total: number }>`${sql.raw(PLANNED_EACH_TIME)}
      with found as materialized (
        select r.id, ${order.keys} from runs r join run_docs d on d.run = r.id ${order.joins}
        where r.workspace_id = ${workspace} and ${inExperiments(experiments)} and ${where}),
      page as materialized (select * from found order by ${order.byKeys} limit ${limit})
      select ${columnsOf(keys)}, ${order.cursor} as cursor, (select count(*)::int from found) as total
      from page p join runs r on r.id = p.id join run_docs d on d.run = r.id ${order.joins}
      where r.workspace_id = ${workspace} order by ${order.byKeys}`.execute(db)
    return rows
  },

  count: async (workspace: number, { experiments, where }: Pick<Page, 'experiments' | 'where'>): Promise<number> => {
    const { rows } = await sql<{ n: number }>`${sql.raw(PLANNED_EACH_TIME)}
      select count(*)::int as n from runs r join run_docs d on d.run = r.id
      where r.workspace_id = ${workspace} and ${inExperiments(experiments)} and ${where}`.execute(db)
    return rows[0]!.n
  },
})

export type RunStore = ReturnType<typeof runStore>
