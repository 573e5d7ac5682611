/** The place of a chart: makes it, keeps its data and width, hands it the keyboard. */
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useScheme } from '../../../../theme.ts'
import type { Axis } from '../../routes.ts'
import { plot } from './plot.ts'
import type { Series } from './series.ts'

interface Canvas {
  label: string
  series: Series
  axis: Axis
  log: boolean
  syncKey: string
  isLive: boolean
  onCursor: (at: number | null) => void
  onZoom: (from: number, to: number) => void
  onReset: () => void
}

export function ChartCanvas(props: Canvas) {
  const { label, series, axis, log, syncKey, isLive } = props
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(undefined)
  const latest = useRef(props)
  latest.current = props
  const scheme = useScheme()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs new colours; data have their own effect
  useEffect(() => {
    const made = plot({
      box: box.current!,
      series: latest.current.series,
      axis,
      log,
      syncKey,
      isLive,
      onCursor: (at) => latest.current.onCursor(at),
      onZoom: (from, to) => latest.current.onZoom(from, to),
      onReset: () => latest.current.onReset(),
    })
    chart.current = made
    const resize = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width)
      if (width > 0 && width !== made.width) made.setSize({ width, height: made.height })
    })
    resize.observe(box.current!)
    return () => {
      resize.disconnect()
      made.destroy()
      chart.current = undefined
    }
  }, [axis, log, syncKey, isLive, scheme])

  const drawn = useRef(series)
  useEffect(() => {
    if (drawn.current === series) return
    drawn.current = series
    chart.current?.setData([series.x, series.y])
  }, [series])

  function onKeyDown(event: KeyboardEvent): void {
    const made = chart.current
    if (!made || event.ctrlKey || event.metaKey || event.altKey) return
    const { x } = series
    const at = made.cursor.idx ?? x.length - 1
    const moves: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: x.length - 1 }
    const to = moves[event.key]
    if (to !== undefined) {
      const next = Math.min(Math.max(to, 0), x.length - 1)
      made.setCursor({ left: made.valToPos(x[next]!, 'x'), top: 10 })
    } else if (event.key === '+' || event.key === '=') {
      const quarter = (x.at(-1)! - x[0]!) / 4
      props.onZoom(x[at]! - quarter, x[at]! + quarter)
    } else if (event.key === '-' || event.key === '0') props.onReset()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor of the chart moves by keyboard
    <div ref={box} className="plot" tabIndex={0} role="img" aria-label={label} onKeyDown={onKeyDown} />
  )
}
