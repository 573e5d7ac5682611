/** The picture: boxes by step, arrows from what something came of to what came of it. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { countOf, keyOf, lineageOf, wordOf, wordsOf } from '../../../parts/nodes.ts'
import { type Arrow, BOX, type Box, layout, type Picture } from './layout.ts'
import { KEYS_HINT, type Lineage } from './words.ts'

interface GraphOf {
  lineage: Lineage
  depth: string | undefined
  open: string[]
  onOpen: (group: string) => void
}

export function Graph({ lineage, depth, open, onOpen }: GraphOf) {
  const picture = useMemo(() => layout(lineage, open), [lineage, open])
  const here = keyOf(lineage.node)
  const [at, setAt] = useState(here)
  const [pointed, setPointed] = useState<string>()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => setAt(here), [here])
  // A deep graph is wider than the page: it begins with the node itself in the middle.
  useEffect(() => {
    const box = picture.boxes.find(({ key }) => key === here)
    const scroll = place.current?.parentElement
    if (box && scroll) scroll.scrollLeft = box.x + BOX.width / 2 - scroll.clientWidth / 2
  }, [picture, here])
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = picture.boxes.find(({ key }) => key === at)
    const next = current && walk(picture, current, event.key)
    if (!next) return
    event.preventDefault()
    setAt(next.key)
    place.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(next.key)}"]`)?.focus()
  }
  const active = pointed ?? at
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture of links is no fieldset
    <div className="graph" role="group" aria-label={`Lineage of ${lineage.node.label}. ${KEYS_HINT}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the links inside */}
      <div
        ref={place}
        className="graph-place"
        style={{ width: picture.width, height: picture.height }}
        onKeyDown={onKeyDown}
      >
        <Arrows picture={picture} active={active} />
        {picture.titles.map(({ kind, count, x, y }) => (
          <span key={`${x} ${kind}`} className="graph-title" style={{ left: x, top: y, width: BOX.width }}>
            {count === 1 ? wordOf(kind) : `${formatCount(count)} ${wordsOf(kind)}`}
          </span>
        ))}
        {picture.boxes.map((box) => (
          <BoxView
            key={box.key}
            box={box}
            depth={depth}
            isHere={box.key === here}
            isStop={box.key === at}
            onFocus={() => setAt(box.key)}
            onPoint={setPointed}
            onOpen={onOpen}
          />
        ))}
      </div>
    </div>
  )
}

interface BoxOf {
  box: Box
  depth: string | undefined
  isHere: boolean
  isStop: boolean
  onFocus: () => void
  onPoint: (key: string | undefined) => void
  onOpen: (group: string) => void
}

function BoxView({ box: { key, x, y, node, fold }, depth, isHere, isStop, onFocus, onPoint, onOpen }: BoxOf) {
  const props = {
    'data-box': key,
    style: { left: x, top: y, width: BOX.width, height: BOX.height },
    tabIndex: isStop ? 0 : -1,
    onFocus,
    onMouseEnter: () => onPoint(key),
    onMouseLeave: () => onPoint(undefined),
  }
  if (!node)
    return (
      <button type="button" className="graph-box fold" {...props} onClick={() => onOpen(fold!.id)}>
        {countOf(fold!.count, fold!.kind)} more
      </button>
    )
  const title = `${wordOf(node.kind)} ${node.label}${node.deleted ? ', in the trash' : ''}`
  return (
    <To
      to={lineageOf(node) + (depth ? `?depth=${depth}` : '')}
      className={`graph-box${isHere ? ' here' : ''}${node.deleted ? ' gone' : ''}`}
      title={title}
      {...(isHere && { 'aria-current': 'page' as const })}
      {...props}
    >
      <span>{middleCut(node.label, 44)}</span>
    </To>
  )
}

function Arrows({ picture: { arrows, width, height }, active }: { picture: Picture; active: string }) {
  const [lit, dim] = [arrows.filter((each) => touches(each, active)), arrows.filter((each) => !touches(each, active))]
  return (
    <svg width={width} height={height} aria-hidden="true">
      {[...dim, ...lit].map((arrow) => (
        <g key={`${arrow.from.key} ${arrow.to.key}`} className={touches(arrow, active) ? 'lit' : ''}>
          <path d={curveOf(arrow)} />
          <path className="tip" d={tipOf(arrow)} />
        </g>
      ))}
    </svg>
  )
}

const touches = ({ from, to }: Arrow, key: string): boolean => from.key === key || to.key === key

const TIP = 6
const leaves = ({ x, y }: Box) => ({ x: x + BOX.width, y: y + BOX.height / 2 })
const enters = ({ x, y }: Box) => ({ x: x - TIP, y: y + BOX.height / 2 })

interface Point {
  x: number
  y: number
}

function curveOf({ from, to, via }: Arrow): string {
  const start = leaves(from)
  const parts = [`M${start.x} ${start.y}`]
  let at: Point = start
  for (const lane of via) {
    parts.push(bend(at, lane), `H${lane.x + BOX.width}`)
    at = { x: lane.x + BOX.width, y: lane.y }
  }
  return [...parts, bend(at, enters(to))].join('')
}

function bend(a: Point, b: Point): string {
  const reach = Math.max(32, Math.abs(b.x - a.x) / 2)
  return `C${a.x + reach} ${a.y} ${b.x - reach} ${b.y} ${b.x} ${b.y}`
}

function tipOf({ to }: Arrow): string {
  const { x, y } = enters(to)
  return `M${x} ${y - 4}l${TIP} 4l${-TIP} 4z`
}

/** Where a key leads: along an arrow to the nearest box, or up and down a column. */
function walk({ boxes, arrows }: Picture, from: Box, key: string): Box | undefined {
  const nearest = (list: Box[]): Box | undefined =>
    list.sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y))[0]
  const column = boxes.filter((box) => box.column === from.column).sort((a, b) => a.y - b.y)
  const place = column.indexOf(from)
  if (key === 'ArrowUp') return column[place - 1]
  if (key === 'ArrowDown') return column[place + 1]
  if (key === 'ArrowRight') return nearest(arrows.filter((arrow) => arrow.from === from).map(({ to }) => to))
  if (key === 'ArrowLeft') return nearest(arrows.filter((arrow) => arrow.to === from).map(({ from }) => from))
  return undefined
}
