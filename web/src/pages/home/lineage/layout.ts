/** Where the boxes of the picture stand: a column for each step, from the origins on the left to the dependents. */
import { KINDS, type Kind, ORIGINS } from '../../../../../src/lib/vocabulary.ts'
import { keyOf } from '../../../parts/nodes.ts'
import type { Edge, Lineage, Node } from './words.ts'

export interface Box {
  key: string
  column: number
  x: number
  y: number
  /** Absent for a box that stands for several. */
  node?: Node
  /** Which group opens, and how many nodes it keeps folded. */
  fold?: { id: string; kind: Kind; count: number }
}

export interface Title {
  kind: Kind
  count: number
  x: number
  y: number
}

export interface Arrow {
  from: Box
  to: Box
  /** Lanes below the boxes of the columns between. */
  via: { x: number; y: number }[]
}

export interface Picture {
  boxes: Box[]
  titles: Title[]
  arrows: Arrow[]
  width: number
  height: number
}

export const BOX = { width: 200, height: 40 }
const GAP = { x: 72, y: 8, group: 14, title: 22, lane: 14 }
/** A group with more is folded to a few fewer, so that folding never hides just one. */
const MOST_IN_GROUP = 8
const SHOWN_OF_MANY = 6

interface Flow {
  from: string
  to: string
}

/** Edges as things flow: from what something came of to what came of it. */
const flowOf = ({ rel, from_kind, from_id, to_kind, to_id }: Edge): Flow => {
  const from = keyOf({ kind: from_kind, id: from_id })
  const to = keyOf({ kind: to_kind, id: to_id })
  return ORIGINS[rel] === 'from' ? { from, to } : { from: to, to: from }
}

/**
 * The longest way from `start` to each of `nodes`, so that every arrow leads onwards. What lies on a circle, or behind
 * one, has no longest way: it stands at its fewest steps.
 */
function distances(start: string, nodes: Node[], next: Map<string, string[]>): Map<string, number> {
  const found = new Map(nodes.map((node) => [keyOf(node), node.steps ?? 1]))
  const inside = (key: string): string[] => (next.get(key) ?? []).filter((other) => found.has(other))
  const waiting = new Map<string, number>()
  for (const key of [start, ...found.keys()])
    for (const other of inside(key)) waiting.set(other, (waiting.get(other) ?? 0) + 1)
  const far = new Map([[start, 0]])
  const ready = [start]
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    if (key !== start) found.set(key, far.get(key)!)
    for (const other of inside(key)) {
      far.set(other, Math.max(far.get(other) ?? 0, far.get(key)! + 1))
      waiting.set(other, waiting.get(other)! - 1)
      if (waiting.get(other) === 0) ready.push(other)
    }
  }
  return found
}

const groupBy = (flows: Flow[], by: 'from' | 'to'): Map<string, string[]> => {
  const map = new Map<string, string[]>()
  for (const flow of flows) {
    const list = map.get(flow[by])
    const other = flow[by === 'from' ? 'to' : 'from']
    if (list) list.push(other)
    else map.set(flow[by], [other])
  }
  return map
}

export function layout({ node, origins, dependents, edges }: Lineage, open: string[]): Picture {
  const here = keyOf(node)
  const flows = edges.map(flowOf)
  const [onwards, back] = [groupBy(flows, 'from'), groupBy(flows, 'to')]
  const side = (nodes: Node[], next: Map<string, string[]>, sign: number): [Node, number][] => {
    const far = distances(here, nodes, next)
    return nodes.map((each) => [each, sign * far.get(keyOf(each))!])
  }
  const placed: [Node, number][] = [...side(origins, back, -1), [node, 0], ...side(dependents, onwards, 1)]
  const columns = Map.groupBy(placed, ([, column]) => column)
  const order = [...columns.keys()].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b)
  const place = new Map<string, number>()
  const stands = new Map<string, Box>()
  const boxes: Box[] = []
  const titles: Title[] = []
  const heights = new Map<number, number>()

  for (const column of order) {
    let y = 0
    // Near what they are linked to, as far as that has its place already.
    const wish = (each: Node): number => {
      const linked = [...(onwards.get(keyOf(each)) ?? []), ...(back.get(keyOf(each)) ?? [])].flatMap(
        (key) => place.get(key) ?? [],
      )
      return linked.length ? linked.reduce((sum, at) => sum + at, 0) / linked.length : Number.POSITIVE_INFINITY
    }
    const byKind = Map.groupBy(
      columns.get(column)!.map(([each]) => each),
      ({ kind }) => kind,
    )
    for (const kind of KINDS) {
      const nodes = byKind.get(kind)
      if (!nodes) continue
      const sorted = nodes.map((each) => [wish(each), each] as const).sort(([a], [b]) => (a === b ? 0 : a - b))
      titles.push({ kind, count: nodes.length, x: column, y })
      y += GAP.title
      const id = `${column}.${kind}`
      const shown = nodes.length > MOST_IN_GROUP && !open.includes(id) ? SHOWN_OF_MANY : nodes.length
      for (const [i, [, each]] of sorted.entries()) {
        const isFolded = i >= shown
        if (!isFolded || i === shown) {
          boxes.push({
            key: isFolded ? id : keyOf(each),
            column,
            x: 0,
            y,
            ...(isFolded ? { fold: { id, kind, count: nodes.length - shown } } : { node: each }),
          })
          y += BOX.height + GAP.y
        }
        place.set(keyOf(each), boxes.at(-1)!.y)
        stands.set(keyOf(each), boxes.at(-1)!)
      }
      y += GAP.group
    }
    heights.set(column, y - GAP.group - GAP.y)
  }

  const arrows = new Map<string, Arrow>()
  for (const { from, to } of flows) {
    const [a, b] = [stands.get(from)!, stands.get(to)!]
    if (a !== b) arrows.set(`${a.key}\n${b.key}`, { from: a, to: b, via: [] })
  }
  const lanes = lanesOf([...arrows.values()])
  for (const [column, list] of lanes) heights.set(column, heights.get(column)! + list.length * GAP.lane)

  const height = Math.max(...heights.values())
  const first = Math.min(...columns.keys())
  const xOf = (column: number): number => (column - first) * (BOX.width + GAP.x)
  const down = (column: number): number => (height - heights.get(column)!) / 2
  for (const each of [...boxes, ...titles]) {
    const column = 'column' in each ? each.column : each.x
    each.y += down(column)
    each.x = xOf(column)
  }
  for (const { from, to, via } of arrows.values())
    for (let column = from.column + 1; column < to.column; column++) {
      const list = lanes.get(column)!
      const below = (list.length - list.indexOf(from) - 0.5) * GAP.lane
      via.push({ x: xOf(column), y: down(column) + heights.get(column)! - below })
    }
  return { boxes, titles, arrows: [...arrows.values()], height, width: xOf(Math.max(...columns.keys())) + BOX.width }
}

/** Which boxes send arrows past a column: each gets one lane below it, the nearest boxes the highest. */
function lanesOf(arrows: Arrow[]): Map<number, Box[]> {
  const lanes = new Map<number, Box[]>()
  for (const { from, to } of arrows)
    for (let column = from.column + 1; column < to.column; column++) {
      const list = lanes.get(column)
      if (!list) lanes.set(column, [from])
      else if (!list.includes(from)) list.push(from)
    }
  for (const list of lanes.values()) list.sort((a, b) => b.column - a.column || b.y - a.y)
  return lanes
}
