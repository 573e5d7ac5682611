/** The sentence on top of a lineage: what a node is linked to, in words. */
import { Fragment, type ReactNode } from 'react'
import { MOST_COUNTED, ORIGINS, RELATIONS, type Relation } from '../../../../../src/lib/vocabulary.ts'
import { middleCut } from '../../../format/names.ts'
import { To } from '../../../parts/link.tsx'
import { countOf, keyOf, lineageOf, wordOf } from '../../../parts/nodes.ts'
import { Ago } from '../../../parts/time.tsx'
import { type Lineage, NO_DEPENDENTS, type Node, VERBS } from './words.ts'

const MOST_LETTERS = 48

export const NodeName = ({ node }: { node: Pick<Node, 'kind' | 'id' | 'label'> }) => (
  <To to={lineageOf(node)} title={node.label}>
    {middleCut(node.label, MOST_LETTERS)}
  </To>
)

interface Neighbours {
  rel: Relation
  does: boolean
  nodes: Node[]
  total: number
}

/** Its neighbours by relation and direction, in the order of the relations. */
function neighboursOf({ node, origins, dependents, edges, cuts }: Lineage): Neighbours[] {
  const here = keyOf(node)
  const byKey = new Map([...origins, ...dependents].map((each) => [keyOf(each), each]))
  const found: Neighbours[] = []
  // First what it came of, then what came of it.
  for (const end of ['to', 'from'] as const)
    for (const rel of Object.keys(RELATIONS) as Relation[]) {
      const does = ORIGINS[rel] === end
      const nodes = edges.flatMap((edge) => {
        const from = keyOf({ kind: edge.from_kind, id: edge.from_id })
        const to = keyOf({ kind: edge.to_kind, id: edge.to_id })
        const other = edge.rel === rel && (does ? from : to) === here ? byKey.get(does ? to : from) : undefined
        return other ? [other] : []
      })
      if (!nodes.length) continue
      const cut = cuts.find((each) => keyOf(each) === here && each.rel === rel)
      found.push({ rel, does, nodes, total: Math.max(nodes.length, cut?.total ?? 0) })
    }
  return found
}

/** "belongs to experiment ranker, read 2 dataset versions and made 1 model" */
function Clause({ rel, does, nodes, total }: Neighbours) {
  const [first] = nodes
  const verb = VERBS[rel][does ? 0 : 1]
  if (total === 1)
    return (
      <>
        {verb} {wordOf(first!.kind)} <NodeName node={first!} />
      </>
    )
  const kinds = [...Map.groupBy(nodes, ({ kind }) => kind)]
  const most = total < MOST_COUNTED ? '' : 'at least '
  const shown = kinds
    .map(([kind, list]) => (kinds.length === 1 ? most + countOf(total, kind) : countOf(list.length, kind)))
    .join(' and ')
  return (
    <>
      {verb} {shown}
    </>
  )
}

const joined = (parts: ReactNode[]): ReactNode =>
  parts.map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a clause is its place
    <Fragment key={i}>
      {i > 0 && (i === parts.length - 1 ? ' and ' : ', ')}
      {part}
    </Fragment>
  ))

export function lineageAnswer(lineage: Lineage | undefined): { sentence: ReactNode; more?: ReactNode } {
  if (!lineage) return { sentence: '' }
  const { node, dependents, newer } = lineage
  const clauses = neighboursOf(lineage).map((each) => <Clause key={`${each.rel} ${each.does}`} {...each} />)
  const sentence = (
    <>
      <b title={node.label}>{middleCut(node.label, 72)}</b>{' '}
      {clauses.length ? joined(clauses) : 'is linked to nothing that is known'}.
    </>
  )
  const own = newer.filter(({ of }) => of.id === node.id)
  const others = newer.filter(({ of }) => of.id !== node.id)
  const more = [
    ...(node.deleted ? ['It is in the trash.'] : []),
    ...(own.length ? [<Newer key="own" what="it" newer={own} />] : []),
    ...(others.length ? [<Newer key="others" what="the data it came from" newer={others} />] : []),
    ...(dependents.length ? [] : [NO_DEPENDENTS]),
  ]
  return {
    sentence,
    ...(more.length && {
      more: more.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place
        <Fragment key={i}>
          {i > 0 && ' '}
          {part}
        </Fragment>
      )),
    }),
  }
}

function Newer({ what, newer }: { what: string; newer: Lineage['newer'] }) {
  const [first] = newer
  return (
    <>
      There {newer.length === 1 ? 'is a newer version' : `are ${newer.length} newer versions`} of {what}:{' '}
      <NodeName node={first!} />, used since <Ago at={Date.parse(first!.since)} />.
    </>
  )
}
