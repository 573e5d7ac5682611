/** Params against a metric: a scatter of one param, and all that differ side by side. */
import { useEffect, useMemo, useRef } from 'react'
import { isSeed } from '../../../../../src/lib/seeds.ts'
import { counted } from '../../../format/numbers.ts'
import { byWeight } from '../headline.ts'
import type { Comparison } from './queries.ts'
import type { Party } from './subjects.ts'
import { standingOf } from './subjects.ts'

/** A value on an axis: a number, or a word where not all are numbers. */
export interface Point {
  party: Party
  x: number | string
  y: number
  low: number | undefined
  high: number | undefined
}

interface RelationsOf {
  found: Comparison
  parties: Party[]
  x: string | undefined
  y: string | undefined
  onChange: (choice: { x?: string; y?: string }) => void
}

/** Fewer than these make no picture. */
const FEW = 3
const PARALLEL = 5

export const isNumeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

/** Params that differ between parties, numbers first. */
function paramsOf({ params }: Comparison, parties: Party[]): string[] {
  const differs = (name: string): boolean => new Set(parties.map(({ runs }) => runs[0]!.params[name])).size > 1
  const names = params.map(({ name }) => name).filter((name) => !isSeed(name) && differs(name))
  const areNumbers = (name: string): boolean => parties.every(({ runs }) => isNumeric(runs[0]!.params[name] ?? ''))
  return [...names.filter(areNumbers), ...names.filter((name) => !areNumbers(name))]
}

export function Relations({ found, parties, x, y, onChange }: RelationsOf) {
  const shown = parties.filter(({ isHidden }) => !isHidden)
  const params = useMemo(() => paramsOf(found, parties), [found, parties])
  const metrics = useMemo(() => byWeight(found.metrics.map(({ name }) => name)), [found])
  if (shown.length < FEW || !params.length || !metrics.length) return null
  const param = x !== undefined && params.includes(x) ? x : params[0]!
  const metric = y !== undefined && metrics.includes(y) ? y : metrics[0]!
  const points = shown.flatMap((party): Point[] => {
    const of = standingOf(party, metric)
    const value = party.runs[0]!.params[param]
    if (!of?.n || value === undefined) return []
    return [{ party, x: value, y: of.mean, low: of.interval?.low, high: of.interval?.high }]
  })
  return (
    <section aria-label="Params against a metric" className="compare-section">
      <h2>
        Params against a metric <small>{counted(points.length, 'point')}</small>
      </h2>
      <div className="chart-bar">
        <Choice label="Param" value={param} names={params} onChange={(name) => onChange({ x: name })} />
        <Choice label="Metric" value={metric} names={metrics} onChange={(name) => onChange({ y: name })} />
      </div>
      <div className="relations">
        <figure className="panel">
          <Picture
            label={`${metric} by ${param}: ${counted(points.length, 'point')}; the numbers are in the tables of this page.`}
            draw={(plots, width) => plots.scatter(points, param, metric, width)}
            version={versionOf(points, param, metric)}
          />
          <figcaption className="low">
            {counted(points.length, 'point')}
            {params.length > 1 &&
              `; ${counted(params.length - 1, 'other param differs', 'other params differ')} too, so this shows no effect of ${param} alone`}
          </figcaption>
        </figure>
        {shown.length >= PARALLEL && params.length > 1 && (
          <figure className="panel">
            <Picture
              label={`Params that differ and ${metric}, a line for each; the numbers are in the tables of this page.`}
              draw={(plots, width) => plots.parallel(shown, params, metric, width)}
              version={versionOf(points, params.join(), metric)}
            />
            <figcaption className="low">each line is one of those compared, looks as above</figcaption>
          </figure>
        )}
      </div>
    </section>
  )
}

const versionOf = (points: Point[], param: string, metric: string): string =>
  JSON.stringify([param, metric, points.map(({ party, x, y }) => [party.id, party.style.color, x, y])])

interface ChoiceOf {
  label: string
  value: string
  names: string[]
  onChange: (name: string) => void
}

const Choice = ({ label, value, names, onChange }: ChoiceOf) => (
  <label className="choice">
    {label}
    <select className="field small" value={value} onChange={({ target }) => onChange(target.value)}>
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  </label>
)

type Plots = typeof import('./relations-plot.ts')

interface PictureOf {
  label: string
  draw: (plots: Plots, width: number) => Element
  /** Changes with what is drawn. */
  version: string
}

/** The library of these pictures is large: it comes when they are near. */
function Picture({ label, draw, version }: PictureOf) {
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef(draw)
  latest.current = draw
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what is drawn
  useEffect(() => {
    let isGone = false
    const place = box.current!
    const redraw = async (): Promise<void> => {
      const plots = await import('./relations-plot.ts')
      if (isGone || place.clientWidth === 0) return
      const made = latest.current(plots, place.clientWidth)
      // The picture as a whole has a name; names of its marks say nothing.
      for (const part of made.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label')
      place.replaceChildren(made)
    }
    const near = new IntersectionObserver(([entry]) => entry!.isIntersecting && void redraw(), { rootMargin: '400px' })
    near.observe(place)
    const resize = new ResizeObserver(() => place.firstChild && void redraw())
    resize.observe(place)
    return () => {
      isGone = true
      near.disconnect()
      resize.disconnect()
    }
  }, [version])
  return <div ref={box} className="picture" role="img" aria-label={label} />
}
