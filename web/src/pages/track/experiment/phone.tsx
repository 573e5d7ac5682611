/** The runs on a phone: cards with the columns that matter; the page itself scrolls. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { useNow } from '../../../parts/now.ts'
import { StateChip } from '../../../parts/state.tsx'
import { type Column, type Look, lookOf, type Run } from './columns.ts'
import type { GridOf } from './grid/grid.tsx'
import type { HeaderActs } from './grid/header.tsx'
import type { Line } from './lines/source.ts'
import { say } from './say.ts'
import { sayGroup } from './say-group.ts'
import type { Best } from './use-best.ts'
import { groupLabel, MISSING } from './words.ts'
import './phone.css'
import { ALL } from './state.ts'

const CARD = 58
const BEYOND = 6
const VALUE_WIDTH = 170

type PhoneOf = Omit<GridOf, 'onColumns' | keyof HeaderActs>

export function Phone(props: PhoneOf) {
  const { source, columns, numbers, sort, group, picked, best, isOld, onView } = props
  const box = useRef<HTMLDivElement>(null)
  const count = source.count() ?? 0
  const [first, last] = useCardsInView(box, count)
  const now = useNow()
  useEffect(() => onView(first, last))
  // The sorted column, else the first metric.
  const shown =
    columns.find(({ id }) => id === sort?.id && id !== 'started') ??
    columns.find(({ kind }) => kind === 'metrics') ??
    columns.find(({ kind }) => kind !== 'attribute')
  const look = shown && lookOf(shown, source.runs().slice(0, 100), source.groups().slice(0, 100), numbers)
  return (
    <div ref={box} className={`cards${isOld ? ' old' : ''}`} style={{ height: count * CARD }} aria-busy={isOld}>
      {Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
        const line = source.line(first + i)
        const index = first + i
        return (
          <article key={index} className="card" style={{ transform: `translateY(${index * CARD}px)` }} data-row={index}>
            <Card
              {...{ line, column: shown, look, by: group, now }}
              isPicked={line.kind === 'run' && (picked.has(line.run.run_id) || picked.has(ALL))}
              isBest={isBest(line, shown, best)}
              onPick={() => props.onPick(index, false)}
              onToggle={() => props.onToggle(index)}
            />
          </article>
        )
      })}
    </div>
  )
}

function isBest(line: Line, column: Column | undefined, best: Best): boolean {
  if (column?.kind !== 'metrics') return false
  if (line.kind === 'group') return line.group.metrics[column.name]?.mean === (best.groups.get(column.id) ?? Number.NaN)
  return line.kind === 'run' && line.run.metrics[column.name]?.value === (best.runs.get(column.id) ?? Number.NaN)
}

interface CardOf {
  line: Line
  column: Column | undefined
  look: Look | undefined
  by: string[]
  now: number
  isPicked: boolean
  isBest: boolean
  onPick: () => void
  onToggle: () => void
}

function Card({ line, column, look, by, now, isPicked, isBest, onPick, onToggle }: CardOf) {
  if (line.kind === 'waiting') return <span className="bone" style={{ width: '50%', height: 12, animation: 'none' }} />
  if (line.kind === 'group') {
    const said = column && look && sayGroup(line.group, column, look, VALUE_WIDTH, now)
    return (
      <button type="button" className="card-lines" aria-expanded={line.isOpen} onClick={onToggle}>
        <span className="card-line">
          <span className="card-name">
            <i aria-hidden="true">{line.isOpen ? '▾ ' : '▸ '}</i>
            {middleCut(groupLabel(line.group, by), 30)}
          </span>
          <span className="low num">{counted(line.group.runs, 'run')}</span>
        </span>
        <span className="card-line">
          <Fact column={column} text={said && `${said.text} ${said.more ?? ''}`} isBest={isBest} />
        </span>
      </button>
    )
  }
  return <RunCard {...{ run: line.run, column, look, now, isPicked, isBest, onPick }} />
}

type RunCardOf = Omit<CardOf, 'line' | 'by' | 'onToggle'> & { run: Run }

function RunCard({ run, column, look, now, isPicked, isBest, onPick }: RunCardOf) {
  const said = column && look && say(run, column, look, VALUE_WIDTH, now)
  const started = say(run, STARTED, { numeric: true, decimals: undefined }, VALUE_WIDTH, now)
  return (
    <>
      <label className="card-pick">
        <input type="checkbox" checked={isPicked} onChange={onPick} aria-label={`Select ${run.name}`} />
      </label>
      <div className="card-lines">
        <div className="card-line">
          <To to={`/runs/${run.run_id}`} className="run-name card-name" title={run.name}>
            {middleCut(run.name, 26)}
          </To>
          <StateChip state={run.state} />
        </div>
        <div className="card-line">
          <span className="low card-when">{started?.text}</span>
          <Fact column={column} text={said?.text} isBest={isBest} />
        </div>
      </div>
    </>
  )
}

const STARTED: Column = { id: 'started', kind: 'attribute', name: 'started', label: 'Started', width: 0 }

function Fact({ column, text, isBest }: { column: Column | undefined; text: string | undefined; isBest: boolean }) {
  if (!column) return null
  return (
    <span className="card-fact num">
      <span className="low">{middleCut(column.label, 20)} </span>
      {text === undefined ? (
        <span className="unknown" title={MISSING}>
          —
        </span>
      ) : isBest ? (
        <b>{text}</b>
      ) : (
        text
      )}
    </span>
  )
}

/** The cards in the window and a few beyond. */
function useCardsInView(box: RefObject<HTMLElement | null>, count: number): [first: number, last: number] {
  const [first, setFirst] = useState(0)
  const [height, setHeight] = useState(window.innerHeight)
  useLayoutEffect(() => {
    const update = (): void =>
      setFirst(Math.max(0, Math.floor(-(box.current?.getBoundingClientRect().top ?? 0) / CARD) - BEYOND))
    update()
    const onScroll = (): void => flushSync(update)
    const onResize = (): void => setHeight(window.innerHeight)
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('resize', onResize)
    return () => {
      removeEventListener('scroll', onScroll)
      removeEventListener('resize', onResize)
    }
  }, [box])
  return [first, Math.min(count, first + Math.ceil(height / CARD) + 2 * BEYOND) - 1]
}
