/** The graph: nodes for entities, edges for relations. Every feature writes it here, in its own transaction. */
import { type RawBuilder, sql } from 'kysely'
import { type Int64, toJson } from '../lib/json.ts'
import { type Kind, RELATIONS, type Relation } from '../lib/vocabulary.ts'
import type { Db, Tx } from './db.ts'
import './tables.ts'

export interface Ref {
  kind: Kind
  id: string
}

export interface Edge {
  workspace: number
  from: Ref
  rel: Relation
  to: Ref
  accountId?: number | null
  eventId?: Int64 | null
  /** When it came to be, in milliseconds since 1970, if that is known to be before now. */
  atMs?: Int64 | null
}

export type NewNode = Ref & { workspace: number; label: string }
export type NewEdge = Pick<Edge, 'workspace' | 'from' | 'rel' | 'to' | 'accountId'>

/**
 * Nodes as a part of a larger statement: makes them, or gives them their new label; deleted ones come back. `only` is a
 * condition on `n.id`.
 */
export const nodesWithin = (nodes: NewNode[], only: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> => sql`
  labelled as (
    insert into nodes (workspace_id, kind, id, label)
    select n.workspace_id, n.kind, n.id, n.label
    from jsonb_to_recordset(${JSON.stringify(nodes.map(({ workspace, ...node }) => ({ workspace_id: workspace, ...node })))}::jsonb)
      as n(workspace_id int, kind text, id text, label text)
    where ${only}
    on conflict (workspace_id, kind, id) do update set label = excluded.label, deleted_at = null
    where nodes.label <> excluded.label or nodes.deleted_at is not null)`

/** Whether anything that is not deleted is in a workspace. */
export const hasNodes = async (on: Db | Tx, workspace: number): Promise<boolean> => {
  const { rows } = await sql`
    select from nodes where workspace_id = ${workspace} and deleted_at is null limit 1`.execute(on)
  return rows.length > 0
}

/** Makes a node, or gives it a new label; a deleted one comes back. */
export const putNode = async (tx: Db | Tx, workspace: number, ref: Ref, label: string): Promise<void> => {
  await putNodes(tx, [{ ...ref, workspace, label }])
}

/** The same for many. */
export const putNodes = async (tx: Db | Tx, nodes: NewNode[]): Promise<void> => {
  await sql`with ${nodesWithin(nodes)} select`.execute(tx)
}

/**
 * Edges as a part of a larger statement that appends events (`Events.within`): what an edge leads to is the subject of
 * the event that made it. `only` is a condition on `l`, which has the columns of `edges`.
 */
export const edgesWithin = (edges: NewEdge[], only: RawBuilder<unknown>): RawBuilder<unknown> => {
  const rows = edges.map(({ workspace, from, rel, to, accountId = null }) => ({
    workspace_id: workspace,
    ...{ from_kind: from.kind, from_id: from.id, rel, to_kind: to.kind, to_id: to.id, account_id: accountId },
  }))
  return sql`
    linked as (
      insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id, account_id, event_id)
      select l.*, a.id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(workspace_id int, from_kind text, from_id text,
        rel text, to_kind text, to_id text, account_id int)
      left join appended a on a.subject_kind = l.to_kind and a.subject_id = l.to_id
      where ${only}
      on conflict do nothing)`
}

/** Marks nodes as deleted, or as back; their edges stay, for history. */
export const markDeleted = async (
  tx: Db | Tx,
  workspace: number,
  kind: Kind,
  ids: string[],
  deleted: boolean,
): Promise<void> => {
  await sql`update nodes set deleted_at = ${deleted ? sql`now()` : sql`null`}
    where workspace_id = ${workspace} and kind = ${kind} and id = any(${ids})`.execute(tx)
}

/** Forgets a workspace's part of the graph. */
export const eraseGraph = async (tx: Tx, workspace: number): Promise<void> => {
  await sql`delete from edges where workspace_id = ${workspace}`.execute(tx)
  await sql`delete from nodes where workspace_id = ${workspace}`.execute(tx)
}

const listed = (refs: Ref[]) =>
  sql`unnest(${refs.map(({ kind }) => kind)}::text[], ${refs.map(({ id }) => id)}::text[]) m(kind, id)`

/** Edges go along once what stands at their other end is there too. */
async function moveEdges(tx: Tx, from: number, to: number, refs: Ref[]): Promise<void> {
  for (const [end, other] of [['from', 'to'] as const, ['to', 'from'] as const])
    await sql`
      update edges e set workspace_id = ${to} from ${listed(refs)}
      where e.workspace_id = ${from} and e.ended_at is null
        and e.${sql.ref(`${end}_kind`)} = m.kind and e.${sql.ref(`${end}_id`)} = m.id
        and exists (select from nodes n where n.workspace_id = ${to}
          and n.kind = e.${sql.ref(`${other}_kind`)} and n.id = e.${sql.ref(`${other}_id`)})
        and not exists (select from edges t where t.workspace_id = ${to} and t.ended_at is null and t.rel = e.rel
          and t.from_kind = e.from_kind and t.from_id = e.from_id and t.to_kind = e.to_kind and t.to_id = e.to_id)`.execute(
      tx,
    )
}

/** The nodes that still have an edge in a workspace. */
const withEdges = (workspace: number) => sql`(
  select e.from_kind, e.from_id from edges e where e.workspace_id = ${workspace} and e.ended_at is null
  union all select e.to_kind, e.to_id from edges e where e.workspace_id = ${workspace} and e.ended_at is null)`

/** Of that many nodes, and more, each table is read once: looking each of them up goes wrong where statistics are old. */
const MANY = 100

/**
 * Nodes go to another workspace, with the edges among them and to what is there already; what is `shared` is there and
 * here, for as long as something here needs it. What stays behind keeps its edges to what left, which stands there as
 * deleted, by the name it had; nothing there tells of what stayed behind.
 */
export async function moveNodes(
  tx: Tx,
  from: number,
  to: number,
  { moved, shared }: { moved: Ref[]; shared: Ref[] },
): Promise<void> {
  if (moved.length >= MANY) await sql`set local enable_nestloop = off`.execute(tx)
  // What comes back takes the place of what stood for it.
  await sql`delete from nodes n using ${listed(moved)}
    where n.workspace_id = ${to} and n.kind = m.kind and n.id = m.id`.execute(tx)
  await sql`update nodes n set workspace_id = ${to} from ${listed(moved)}
    where n.workspace_id = ${from} and n.kind = m.kind and n.id = m.id`.execute(tx)
  await sql`
    insert into nodes (workspace_id, kind, id, label)
    select ${to}, n.kind, n.id, n.label from ${listed(shared)}
    join nodes n on n.workspace_id = ${from} and n.kind = m.kind and n.id = m.id
    on conflict (workspace_id, kind, id) do update set deleted_at = null`.execute(tx)
  await moveEdges(tx, from, to, moved)
  await sql`delete from nodes n using ${listed(shared)}
    where n.workspace_id = ${from} and n.kind = m.kind and n.id = m.id
      and not exists (select from ${withEdges(from)} e(kind, id) where e.kind = m.kind and e.id = m.id)`.execute(tx)
  await sql`
    insert into nodes (workspace_id, kind, id, label, deleted_at)
    select ${from}, n.kind, n.id, n.label, now() from ${listed(moved)}
    join nodes n on n.workspace_id = ${to} and n.kind = m.kind and n.id = m.id
    where exists (select from ${withEdges(from)} e(kind, id) where e.kind = m.kind and e.id = m.id)
    on conflict do nothing`.execute(tx)
  await sql`set local enable_nestloop = on`.execute(tx)
}

/** Adds an edge unless it is there already. */
export const link = async (
  tx: Db | Tx,
  { workspace, from, rel, to, accountId = null, eventId = null, atMs = null }: Edge,
): Promise<void> => {
  await sql`insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id, account_id, event_id, at)
    values (${workspace}, ${from.kind}, ${from.id}, ${rel}, ${to.kind}, ${to.id}, ${accountId}, ${eventId},
      least(now(), to_timestamp(${atMs}::bigint / 1000.0)))
    on conflict do nothing`.execute(tx)
}

/** Many of them in one statement. */
export const linkAll = async (tx: Db | Tx, edges: Edge[]): Promise<void> => {
  if (edges.length === 0) return
  const rows = edges.map(({ workspace, from, rel, to, accountId = null, atMs = null }) => ({
    workspace_id: workspace,
    ...{ from_kind: from.kind, from_id: from.id, rel, to_kind: to.kind, to_id: to.id, account_id: accountId },
    at_ms: atMs,
  }))
  await sql`
    insert into edges (workspace_id, from_kind, from_id, rel, to_kind, to_id, account_id, at)
    select l.workspace_id, l.from_kind, l.from_id, l.rel, l.to_kind, l.to_id, l.account_id,
      least(now(), to_timestamp(l.at_ms / 1000.0))
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as l(workspace_id int, from_kind text, from_id text, rel text,
      to_kind text, to_id text, account_id int, at_ms bigint)
    on conflict do nothing`.execute(tx)
}

export interface Node extends Ref {
  label: string
  deleted: boolean
}

export const findNode = async (db: Db, workspace: number, { kind, id }: Ref): Promise<Node | undefined> => {
  const { rows } = await sql<Node>`select kind, id, label, deleted_at is not null as deleted from nodes
    where workspace_id = ${workspace} and kind = ${kind} and id = ${id}`.execute(db)
  return rows[0]
}

export interface Neighbour extends Node {
  rel: Relation
  direction: 'from' | 'to'
  at: Date
}

/** The edges that begin or end at a node, by one relation; an index has them by their ids. */
export const edgesOf = (
  workspace: number,
  end: 'from' | 'to',
  kind: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
  rel: RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql`from edges e where e.workspace_id = ${workspace} and e.${sql.ref(`${end}_kind`)} = ${kind}
    and e.${sql.ref(`${end}_id`)} = ${id} and e.rel = ${rel} and e.ended_at is null`

/** The newest neighbours of a node, in both directions. */
export async function neighbours(db: Db, workspace: number, { kind, id }: Ref, limit = 1000): Promise<Neighbour[]> {
  const of = (end: 'from' | 'to', other: 'from' | 'to') => sql`
    select r.rel, ${other}::text as direction, n.kind, n.id, n.label, n.deleted_at is not null as deleted, e.at, e.edge
    from unnest(${Object.keys(RELATIONS)}::text[]) r (rel) cross join lateral (
      select e.id as edge, e.at, e.${sql.ref(`${other}_kind`)} as kind, e.${sql.ref(`${other}_id`)} as id
        ${edgesOf(workspace, end, sql`${kind}`, sql`${id}`, sql`r.rel`)} order by e.id desc limit ${limit}) e
    join nodes n on n.workspace_id = ${workspace} and n.kind = e.kind and n.id = e.id`
  const { rows } = await sql<Neighbour>`
    select rel, direction, kind, id, label, deleted, at from (${of('from', 'to')} union all ${of('to', 'from')}) x
    order by edge desc limit ${limit}`.execute(db)
  return rows
}
