/** Where it comes from: the chain around a page's node, each stop a link, the present one marked. */
import { useQuery } from '@tanstack/react-query'
import { home } from '../../../src/features/home/contract.ts'
import type { Reply } from '../../../src/lib/contract.ts'
import { KINDS, type Kind } from '../../../src/lib/vocabulary.ts'
import { call } from '../api.ts'
import { middleCut } from '../format/names.ts'
import { KEYS } from '../queries.ts'
import { To } from './link.tsx'
import { countOf, keyOf, lineageOf, pageOf, type Ref, wordOf } from './nodes.ts'

type Found = Reply<typeof home.lineage>['origins'][number]

interface Stop {
  key: string
  label: string
  title: string
  to?: string
}

/** Of each kind; the page of the lineage has them all. */
const MOST_OF_KIND = 3
const MOST_LETTERS = 48

interface LineageOf {
  node: Ref & { label: string }
  /** Steps in each direction. */
  depth?: number
}

export function Lineage({ node, depth = 1 }: LineageOf) {
  const { kind, id, label } = node
  const { data } = useQuery({
    queryKey: [KEYS.lineage, kind, id, depth],
    queryFn: ({ signal }) => call(home.lineage, { kind, id, depth }, signal),
  })
  const here: Stop = { key: keyOf(node), label: named(kind, label), title: label }
  return (
    <nav aria-label="Lineage">
      <ol className="lineage">
        {data && stopsOf(node, data, 'origins').map((stop) => <StopView key={stop.key} stop={stop} />)}
        <li>
          <span title={here.title} aria-current="page">
            {middleCut(here.label, MOST_LETTERS)}
          </span>
        </li>
        {data && stopsOf(node, data, 'dependents').map((stop) => <StopView key={stop.key} stop={stop} />)}
        <li className="whole">
          <To to={lineageOf(node)}>Whole lineage</To>
        </li>
      </ol>
    </nav>
  )
}

const StopView = ({ stop: { label, title, to } }: { stop: Stop }) => (
  <li>
    <To to={to!} title={title}>
      {middleCut(label, MOST_LETTERS)}
    </To>
  </li>
)

/** A dataset version's label says what it is; other names need their kind. */
const named = (kind: Kind, label: string): string => (kind === 'dataset-version' ? label : `${wordOf(kind)}: ${label}`)

function stopsOf(node: Ref, data: Reply<typeof home.lineage>, side: 'origins' | 'dependents'): Stop[] {
  const cut = data.cuts.filter((each) => each.side === side).reduce((sum, { shown, total }) => sum + total - shown, 0)
  return KINDS.flatMap((kind) => {
    const nodes = data[side].filter((each) => each.kind === kind)
    const shown = nodes.slice(0, nodes.length === MOST_OF_KIND + 1 ? MOST_OF_KIND + 1 : MOST_OF_KIND)
    const stops: Stop[] = shown.map((each) => stopOf(each))
    const more = nodes.length - shown.length
    if (more === 0) return stops
    // What was not followed is of the kind that is many.
    const all = more + (nodes.length >= 50 ? cut : 0)
    return [...stops, { key: `more ${kind}`, label: `${countOf(all, kind)} more`, title: '', to: lineageOf(node) }]
  })
}

const stopOf = (node: Found): Stop => ({
  key: keyOf(node),
  label: named(node.kind, node.label) + (node.deleted ? ' (in the trash)' : ''),
  title: node.label,
  to: pageOf(node),
})
