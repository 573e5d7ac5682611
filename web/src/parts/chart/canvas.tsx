/** The place of a chart: makes it, keeps its drawing and width, hands it the keyboard. */
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import 'uplot/dist/uPlot.min.css'
import { nearest } from '../../../../src/lib/curve.ts'
import { formatValue } from '../../format/numbers.ts'
import { useScheme } from '../../theme.ts'
import { type Axis, placeName } from './axis.ts'
import './chart.css'
import type { Drawing } from './line.ts'
import { makePlot, type Plot } from './plot.ts'

interface Canvas {
  /** Where the chart is while it is there, for pictures of it. */
  plot: RefObject<Plot | undefined>
  label: string
  drawing: Drawing
  height: number
  axis: Axis
  log: boolean
  syncKey: string
  onCursor: (at: number | null, isHere: boolean) => void
  onZoom: (from: number, to: number) => void
  onReset: () => void
}

/** How far each key leads, as parts of what is shown: a new beginning and a new end. */
const ZOOMS: Record<string, (at: number, from: number, to: number) => [number, number]> = {
  '+': (at, from, to) => [at - (to - from) / 4, at + (to - from) / 4],
  '-': (_, from, to) => [from - (to - from) / 2, to + (to - from) / 2],
  ArrowLeft: (_, from, to) => [from - (to - from) / 4, to - (to - from) / 4],
  ArrowRight: (_, from, to) => [from + (to - from) / 4, to + (to - from) / 4],
}

export function ChartCanvas(props: Canvas) {
  const { plot, label, drawing, height, axis, log, syncKey } = props
  const box = useRef<HTMLDivElement>(null)
  const cursor = useRef<number | null>(null)
  const latest = useRef(props)
  latest.current = props
  const [said, setSaid] = useState('')
  const scheme = useScheme()

  const shown = useRef(drawing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs new colours; drawings have their own effect
  useEffect(() => {
    shown.current = latest.current.drawing
    const made = makePlot({
      box: box.current!,
      height,
      drawing: shown.current,
      axis,
      log,
      syncKey,
      onCursor: (at, isHere) => {
        cursor.current = at
        latest.current.onCursor(at, isHere)
      },
      onZoom: (from, to) => latest.current.onZoom(from, to),
      onReset: () => latest.current.onReset(),
    })
    plot.current = made
    const resize = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width)
      if (width > 0 && width !== made.width) made.resize(width)
    })
    resize.observe(box.current!)
    return () => {
      resize.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [axis, log, syncKey, scheme, height])

  useEffect(() => {
    if (shown.current === drawing) return
    shown.current = drawing
    plot.current?.show(drawing)
  }, [drawing, plot])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const [from, to] = drawing.x
    const key = event.key === '=' ? '+' : event.key
    const zoom = ZOOMS[key]
    const x = drawing.lines.find((line) => line.x.length)?.x ?? []
    if (zoom && (event.shiftKey || !key.startsWith('Arrow')))
      props.onZoom(...zoom(cursor.current ?? (from + to) / 2, from, to))
    else if (key === '0') props.onReset()
    else {
      const here = nearest(x, cursor.current ?? to)
      const moves: Record<string, number> = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: x.length - 1 }
      const place = moves[key] === undefined ? undefined : x[Math.min(Math.max(moves[key], 0), x.length - 1)]
      if (place === undefined) return
      const at = Math.min(Math.max(place, from), to)
      plot.current?.point(at)
      setSaid(wordsAt(drawing, axis, at))
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <div
        ref={box}
        className="plot"
        style={{ height }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor of the chart moves by keyboard
        tabIndex={0}
        role="img"
        aria-label={label}
        onKeyDown={onKeyDown}
      />
      <span className="seen-by-readers" aria-live="polite">
        {said}
      </span>
    </>
  )
}

/** More lines than these are too many to listen to. */
const MOST_SAID = 5

/** What a reader of the screen hears when the cursor has moved. */
function wordsAt({ lines }: Drawing, axis: Axis, at: number): string {
  const values = lines.slice(0, MOST_SAID).flatMap(({ label, x, y }) => {
    const value = y[nearest(x, at)]
    return [`${lines.length > 1 ? `${label} ` : ''}${value == null ? 'no number' : formatValue(value)}`]
  })
  return `${placeName(axis, at)}: ${values.join(', ')}${lines.length > MOST_SAID ? ' and more' : ''}`
}
