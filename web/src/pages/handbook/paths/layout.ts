/**
 * Lays the ladders out from left to right: a column for each level, rungs ordered so that few steps cross.
 * A step that passes a column gets a place in it, so that it runs between rungs and not behind them.
 */
import { LEVELS, type Level } from '../../../../../src/features/handbook/contract/shapes.ts'
import type { Paths } from '../asks.ts'

export interface Place {
  x: number
  y: number
}

export interface Way {
  step: Paths['steps'][number]
  /** From rung to rung, the points that the step runs through. */
  through: Place[]
  /** Where its label does not meet those of others: where it leaves or where it arrives. */
  label: 'from' | 'to'
}

export interface Layout {
  levels: { level: Level; x: number }[]
  places: Map<string, Place>
  ways: Way[]
  height: number
}

const NODE_GAP = 68
const PORT_GAP = 14
/** Of a rung's height, what steps may meet it at. */
const PORTS = 38
const PASS_GAP = 34
const TOP = 56
const SWEEPS = 8

interface Slot {
  id: string
  isRung: boolean
}

export function layOut({ rungs, steps }: Paths, width: number, nodeWidth: number): Layout {
  const levels = LEVELS.filter((level) => rungs.some((rung) => rung.level === level))
  const columnOf = new Map(rungs.map(({ id, level }) => [id, levels.indexOf(level)]))
  const columns: Slot[][] = levels.map((level) =>
    rungs.filter((rung) => rung.level === level).map(({ id }) => ({ id, isRung: true })),
  )
  const chains = steps.map((step) => {
    const [from, to] = [columnOf.get(step.from)!, columnOf.get(step.to)!]
    const passes = Array.from({ length: Math.max(0, to - from - 1) }, (_, i) => {
      const id = `${step.from}>${step.to}@${from + 1 + i}`
      columns[from + 1 + i]!.push({ id, isRung: false })
      return id
    })
    return { step, ids: [step.from, ...passes, step.to] }
  })
  order(
    columns,
    chains.map(({ ids }) => ids),
  )
  const heights = columns.map((column) => column.reduce((sum, slot) => sum + gapOf(slot), 0))
  const height = TOP + Math.max(...heights)
  const gap = levels.length > 1 ? (width - nodeWidth) / (levels.length - 1) : 0
  const places = new Map<string, Place>()
  for (const [i, column] of columns.entries()) {
    let y = TOP + (height - TOP - heights[i]!) / 2
    for (const slot of column) {
      places.set(slot.id, { x: nodeWidth / 2 + i * gap, y: y + gapOf(slot) / 2 })
      y += gapOf(slot)
    }
  }
  return {
    levels: levels.map((level, i) => ({ level, x: nodeWidth / 2 + i * gap })),
    places,
    ways: atPorts(
      chains.map(({ step, ids }) => ({
        step,
        through: ids.map((id) => ({ ...places.get(id)! })),
        label: steps.filter(({ from }) => from === step.from).length === 1 ? 'from' : 'to',
      })),
    ),
    height,
  }
}

/** Steps that meet at a rung reach it below each other, in the order in which they come. */
function atPorts(ways: Way[]): Way[] {
  const spread = (group: Way[], end: (way: Way) => Place, next: (way: Way) => Place): void => {
    const gap = Math.min(PORT_GAP, PORTS / group.length)
    const offsets = group
      .toSorted((a, b) => next(a).y - next(b).y)
      .map((way, i) => [way, (i - (group.length - 1) / 2) * gap] as const)
    for (const [way, dy] of offsets) end(way).y += dy
  }
  for (const group of Map.groupBy(ways, ({ step }) => step.from).values())
    spread(
      group,
      ({ through }) => through[0]!,
      ({ through }) => through[1]!,
    )
  for (const group of Map.groupBy(ways, ({ step }) => step.to).values())
    spread(
      group,
      ({ through }) => through.at(-1)!,
      ({ through }) => through.at(-2)!,
    )
  return ways
}

const gapOf = ({ isRung }: Slot): number => (isRung ? NODE_GAP : PASS_GAP)

/** Puts each slot near the middle of its neighbours, forth and back. */
function order(columns: Slot[][], chains: string[][]): void {
  const near = new Map<string, string[]>()
  for (const ids of chains)
    for (const [i, id] of ids.entries())
      for (const other of [ids[i - 1], ids[i + 1]]) if (other) near.set(id, [...(near.get(id) ?? []), other])
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const at = new Map<string, number>()
    for (const column of columns) for (const [i, { id }] of column.entries()) at.set(id, (i + 0.5) / column.length)
    const order = sweep % 2 ? columns.toReversed() : columns
    for (const column of order) {
      const wish = new Map(
        column.map(({ id }) => {
          const all = (near.get(id) ?? []).map((other) => at.get(other)!)
          return [id, all.length ? all.reduce((a, b) => a + b, 0) / all.length : at.get(id)!]
        }),
      )
      column.sort((a, b) => wish.get(a.id)! - wish.get(b.id)!)
      for (const [i, { id }] of column.entries()) at.set(id, (i + 0.5) / column.length)
    }
  }
}

/** A smooth line through points, leaving and reaching rungs at their sides. */
export function lineThrough(through: Place[], nodeWidth: number, dy: number): string {
  const half = nodeWidth / 2
  const first = through[0]!
  const last = through.at(-1)!
  // Within a level, or back: round the right side.
  if (last.x <= first.x) {
    const out = first.x + half
    return `M${out},${first.y + dy} C${out + 40},${first.y + dy} ${out + 40},${last.y + dy} ${last.x + half},${last.y + dy}`
  }
  const points = through.map(({ x, y }, i) => ({
    x: i === 0 ? x + half : i === through.length - 1 ? x - half : x,
    y: y + dy,
  }))
  return points
    .map(({ x, y }, i) => {
      const before = points[i - 1]
      if (!before) return `M${x},${y}`
      const middle = (before.x + x) / 2
      return `C${middle},${before.y} ${middle},${y} ${x},${y}`
    })
    .join(' ')
}

/** Two lines at most, broken at the space nearest to the middle. */
export function inTwoLines(name: string): string[] {
  if (name.length <= 17) return [name]
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index)
  if (!spaces.length) return [name]
  const at = spaces.reduce((a, b) => (Math.abs(b - name.length / 2) < Math.abs(a - name.length / 2) ? b : a))
  return [name.slice(0, at), name.slice(at + 1)]
}
