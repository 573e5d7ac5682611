/** What looks across features: search, the graph around a node, later Today. */
import { notFound } from '../../lib/failure.ts'
import type { Deps } from '../../platform/deps.ts'
import { findNode, neighbours, searchNodes } from '../../platform/graph.ts'
import { mount } from '../../platform/http/mount.ts'
import { home as contract } from './contract.ts'

export function home({ http, db }: Pick<Deps, 'http' | 'db'>): void {
  mount(http, contract.search, async ({ q, kind, limit = 20 }, { workspace }) => ({
    found: await searchNodes(db, workspace, q, kind, limit),
  }))
  mount(http, contract.graph, async (ref, { workspace }) => {
    const node = await findNode(db, workspace, ref)
    if (!node) throw notFound(`Node of kind ${ref.kind}`, ref.id)
    const around = await neighbours(db, workspace, ref)
    return { node, neighbours: around.map((row) => ({ ...row, at: row.at.toISOString() })) }
  })
}
