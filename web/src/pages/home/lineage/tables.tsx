/** The same as the picture, as tables: for screen readers, for phones, and for what a picture has no room for. */
import { useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { predicateOf } from '../../../parts/event-words.ts'
import { keyOf, wordOf } from '../../../parts/nodes.ts'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { NodeName } from './answer.tsx'
import { cutNote, type Lineage, NOT_WHOLE, type Node, VERBS } from './words.ts'

const FEW = 12

interface Found {
  title: string
  side: 'origins' | 'dependents'
  lineage: Lineage
  none: string
}

export function FoundTable({ title, side, lineage, none }: Found) {
  const [isOpen, setOpen] = useState(false)
  const nodes = lineage[side]
  const shown = isOpen ? nodes : nodes.slice(0, FEW)
  const byKey = new Map([lineage.node, ...lineage.origins, ...lineage.dependents].map((node) => [keyOf(node), node]))
  return (
    <Section title={title} {...(nodes.length && { note: formatCount(nodes.length) })}>
      {nodes.length === 0 ? (
        <p className="low">{none}</p>
      ) : (
        <table className="table dense lineage-found">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col" className="wide">
                How
              </th>
              <th scope="col" className="n">
                Steps
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((node) => (
              <tr key={keyOf(node)}>
                <td>
                  <NodeName node={node} />
                  {node.deleted && <span className="low"> in the trash</span>}
                </td>
                <td>{wordOf(node.kind)}</td>
                <td className="wide">{howOf(node, lineage, byKey)}</td>
                <td className="n">{node.steps}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length < nodes.length && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(nodes.length)}
        </button>
      )}
    </Section>
  )
}

/** What the picture and the tables leave out. */
export function Cuts({ lineage: { node, origins, dependents, cuts, whole } }: { lineage: Lineage }) {
  if (!cuts.length && whole) return null
  const labels = new Map([node, ...origins, ...dependents].map((each) => [keyOf(each), each.label]))
  return (
    <p className="low lineage-cut">
      {cuts.slice(0, FEW).map((cut) => (
        <span key={`${keyOf(cut)} ${cut.rel} ${cut.side}`}>
          {cutNote(middleCut(labels.get(keyOf(cut)) ?? cut.id, 40), cut)}{' '}
        </span>
      ))}
      {!whole && NOT_WHOLE}
    </p>
  )
}

/** By which edge it was found: the one that leads a step nearer. */
function howOf(node: Node, { edges, node: here }: Lineage, byKey: Map<string, Node>): string {
  const key = keyOf(node)
  const nearer = (other: Node | undefined): boolean =>
    other !== undefined && (keyOf(other) === keyOf(here) ? 0 : (other.steps ?? 0)) < node.steps!
  for (const edge of edges) {
    const from = keyOf({ kind: edge.from_kind, id: edge.from_id })
    const to = keyOf({ kind: edge.to_kind, id: edge.to_id })
    const other = byKey.get(from === key ? to : to === key ? from : '')
    if (nearer(other)) return `${VERBS[edge.rel][from === key ? 0 : 1]} ${middleCut(other!.label, 40)}`
  }
  return ''
}

export function Changes({ lineage: { changes, newer, origins, since } }: { lineage: Lineage }) {
  if (!changes.length && !newer.length) return null
  const byKey = new Map(origins.map((node) => [keyOf(node), node]))
  return (
    <Section
      title="Changed since"
      note={
        since && (
          <>
            it came into being <Ago at={Date.parse(since)} />
          </>
        )
      }
    >
      <ul className="lineage-changes">
        {newer.map((node) => (
          <li key={keyOf(node)}>
            <Ago at={Date.parse(node.since)} />
            <span>
              <NodeName node={node} /> was first used: a newer version of <code>{middleCut(node.of.id, 60)}</code>
            </span>
          </li>
        ))}
        {changes.map(({ seq, at, name, subject_kind, subject_id, account, details }) => {
          const node = byKey.get(`${subject_kind} ${subject_id}`)
          return (
            <li key={seq}>
              <Ago at={at} />
              <span>
                {subject_kind} {node ? <NodeName node={node} /> : subject_id} {predicateOf(name, details)}
                {account && <span className="low"> by {account}</span>}
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
