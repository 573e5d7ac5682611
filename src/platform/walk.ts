/** Walks the graph from one node: to what it came from and to what depends on it, a few steps far. */
import { sql } from 'kysely'
import { MOST_COUNTED, ORIGINS, type Relation } from '../lib/vocabulary.ts'
import type { Db } from './db.ts'
import { edgesOf, type Node, type Ref } from './graph.ts'

export interface Walked extends Node {
  /** The fewest steps from the start. */
  steps: number
}

export interface WalkedEdge {
  from_kind: Ref['kind']
  from_id: string
  rel: Relation
  to_kind: Ref['kind']
  to_id: string
  at: Date
}

export const SIDES = ['origins', 'dependents'] as const
export type Side = (typeof SIDES)[number]

/** Of a node's many neighbours by one relation, only the newest were followed. */
export interface Cut extends Ref {
  side: Side
  rel: Relation
  shown: number
  total: number
}

export interface Walk {
  origins: Walked[]
  dependents: Walked[]
  /** All edges between the nodes found, the start among them. */
  edges: WalkedEdge[]
  cuts: Cut[]
  /** False when there was more within the depth than a walk may find. */
  whole: boolean
}

/** Beyond these a picture says nothing. */
const MAX_NODES = 1_000

const keyOf = ({ kind, id }: Ref): string => `${kind} ${id}`

export async function walk(
  db: Db,
  workspace: number,
  start: Node,
  { depth, limit }: { depth: number; limit: number },
): Promise<Walk> {
  const seen = new Set([keyOf(start)])
  const cuts: Cut[] = []
  let whole = true

  /** What lies on one side. A node on a circle is found once, on the side and step that reach it first. */
  async function follow(side: Side): Promise<Walked[]> {
    const found: Walked[] = []
    let frontier: Ref[] = [start]
    for (let steps = 1; steps <= depth && frontier.length > 0; steps++) {
      const rows = await step(db, workspace, frontier, side, limit)
      const next: Walked[] = []
      const crowded = new Map<string, Cut>()
      for (const { of_kind, of_id, rel, total, ...node } of rows) {
        const of = { kind: of_kind, id: of_id }
        if (total > limit) crowded.set(`${keyOf(of)} ${rel}`, { ...of, side, rel, shown: limit, total })
        if (seen.has(keyOf(node))) continue
        if (seen.size > MAX_NODES) {
          whole = false
          continue
        }
        seen.add(keyOf(node))
        next.push({ ...node, steps })
      }
      cuts.push(...crowded.values())
      found.push(...next)
      frontier = next
    }
    return found
  }

  const origins = await follow('origins')
  const dependents = await follow('dependents')
  const edges = await edgesAmong(db, workspace, [start, ...origins, ...dependents])
  return { origins, dependents, edges, cuts, whole }
}

interface Step extends Node {
  of_kind: Ref['kind']
  of_id: string
  rel: Relation
  total: number
}

const withOrigin = (end: 'from' | 'to'): string[] =>
  Object.keys(ORIGINS).filter((rel) => ORIGINS[rel as Relation] === end)

/** The newest neighbours of each node by each relation, with how many there are. */
async function step(db: Db, workspace: number, nodes: Ref[], side: Side, limit: number): Promise<Step[]> {
  const [outwards, inwards] = side === 'origins' ? (['to', 'from'] as const) : (['from', 'to'] as const)
  const of = (end: 'from' | 'to', rels: string[]) => {
    const those = edgesOf(workspace, end, sql`f.kind`, sql`f.id`, sql`r.rel`)
    const other = end === 'from' ? 'to' : 'from'
    return sql`
      select r.rel, e.*, t.total from unnest(${rels}::text[]) r (rel)
      cross join lateral (select count(*)::int as total from (select ${those} limit ${MOST_COUNTED}) counted) t
      cross join lateral (
        select e.id as edge, e.${sql.ref(`${other}_kind`)} as kind, e.${sql.ref(`${other}_id`)} as id
          ${those} order by e.id desc limit ${limit}) e`
  }
  const { rows } = await sql<Step>`
    select f.kind as of_kind, f.id as of_id, x.rel, x.total, x.kind, x.id, coalesce(n.label, x.id) as label,
      n.deleted_at is not null as deleted
    from unnest(${nodes.map(({ kind }) => kind)}::text[], ${nodes.map(({ id }) => id)}::text[])
      with ordinality f (kind, id, place)
    cross join lateral (${of('from', withOrigin(outwards))} union all ${of('to', withOrigin(inwards))}) x
    left join nodes n on n.workspace_id = ${workspace} and n.kind = x.kind and n.id = x.id
    order by f.place, x.edge desc`.execute(db)
  return rows
}

/** A node has few origins, however many depend on one of them: each is asked for its own. */
async function edgesAmong(db: Db, workspace: number, nodes: Ref[]): Promise<WalkedEdge[]> {
  const originsOf = (end: 'from' | 'to') => {
    const own = end === 'from' ? 'to' : 'from'
    return sql`
      select e.id, e.from_kind, e.from_id, e.rel, e.to_kind, e.to_id, e.at, e.${sql.ref(`${end}_kind`)} as kind,
        e.${sql.ref(`${end}_id`)} as origin
      from unnest(${withOrigin(end)}::text[]) r (rel) cross join lateral (
        select e.* ${edgesOf(workspace, own, sql`f.kind`, sql`f.id`, sql`r.rel`)} offset 0) e`
  }
  const { rows } = await sql<WalkedEdge>`
    with known as materialized (
      select * from unnest(${nodes.map(({ kind }) => kind)}::text[], ${nodes.map(({ id }) => id)}::text[]) k (kind, id))
    select e.from_kind, e.from_id, e.rel, e.to_kind, e.to_id, e.at from known f
    cross join lateral (${originsOf('from')} union all ${originsOf('to')}) e
    where exists (select from known t where t.kind = e.kind and t.id = e.origin)
    order by e.id`.execute(db)
  return rows
}
