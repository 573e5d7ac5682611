/** What looks across features: the first page, search, the graph around a node. */
import type { MakeCard } from '../../lib/card.ts'
import { Failure, notFound } from '../../lib/failure.ts'
import type { Source } from '../../lib/source.ts'
import type { Deps } from '../../platform/deps.ts'
import { searchNodes } from '../../platform/find.ts'
import { findNode, neighbours } from '../../platform/graph.ts'
import { mount } from '../../platform/http/mount.ts'
import { home as contract } from './contract.ts'
import { lineage } from './lineage.ts'
import { todayService } from './service.ts'

interface Ports {
  /** One of each feature that has something to tell. */
  cards: MakeCard[]
  /** What a search finds beside the graph. */
  sources: Source[]
  /** Loads the demo beside everything else; undefined where nobody offered it. */
  demo: () => LoadDemo | undefined
}

/** Begins to load. */
export type LoadDemo = () => Promise<void>

export function home({ http, db, now, cards, sources, demo }: Pick<Deps, 'http' | 'db' | 'now'> & Ports): void {
  const today = todayService(cards, now)
  mount(http, contract.today, ({ since }, caller) => today(caller, since))
  mount(http, contract.loadDemo, async (_, { accountId }) => {
    const load = demo()
    if (!load || accountId !== null)
      throw new Failure(
        'NOT_IMPLEMENTED',
        'This server cannot load the demo by itself. Load it from a command line: "bellwether demo load", with a token where there are accounts.',
      )
    await load()
    return {}
  })
  mount(http, contract.search, async ({ q, kind, limit = 20 }, { workspace }) => {
    const [{ found, whole }, ...hits] = await Promise.all([
      searchNodes(db, workspace, q, { kinds: kind, limit }),
      ...sources.map(async (find) => (kind?.length ? [] : find(workspace, q, limit))),
    ])
    return { found, whole, elsewhere: hits.flat() }
  })
  mount(http, contract.graph, async (ref, { workspace }) => {
    const node = await findNode(db, workspace, ref)
    if (!node) throw notFound(`Node of kind ${ref.kind}`, ref.id)
    const around = await neighbours(db, workspace, ref)
    return { node, neighbours: around.map((row) => ({ ...row, at: row.at.toISOString() })) }
  })
  mount(http, contract.lineage, (input, { workspace }) => lineage(db, workspace, input))
}
