/** Where a node comes from, what depends on it, and what changed around it since. */
import type { Input } from '../../lib/contract.ts'
import { notFound } from '../../lib/failure.ts'
import type { Db } from '../../platform/db.ts'
import { findNode } from '../../platform/graph.ts'
import { walk } from '../../platform/walk.ts'
import type { home } from './contract.ts'
import { changeReads } from './reads.ts'

export async function lineage(
  db: Db,
  workspace: number,
  { kind, id, depth = 2, limit = 50 }: Input<typeof home.lineage>,
) {
  const reads = changeReads(db)
  const node = await findNode(db, workspace, { kind, id })
  if (!node) throw notFound(`Node of kind ${kind}`, id)
  const [walked, since] = await Promise.all([walk(db, workspace, node, { depth, limit }), reads.since(workspace, node)])
  const data = [node, ...walked.origins].filter((each) => each.kind === 'dataset-version').map((each) => each.id)
  const [changes, newer] = await Promise.all([
    since ? reads.changes(workspace, walked.origins, since) : [],
    data.length ? reads.newer(workspace, data) : [],
  ])
  return {
    node,
    since: since?.toISOString() ?? null,
    ...walked,
    edges: walked.edges.map((edge) => ({ ...edge, at: edge.at.toISOString() })),
    newer: newer.map(({ of, kind, id, label, deleted, since }) => ({
      of: { kind: 'dataset-version' as const, id: of },
      kind,
      id,
      label,
      deleted,
      since: since.toISOString(),
    })),
    changes: changes.map((event) => ({ ...event, at: event.at.getTime() })),
  }
}
