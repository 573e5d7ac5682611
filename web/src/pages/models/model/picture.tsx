/** Versions along time: where aliases point, and one metric that versions have in common. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatCount, formatValue } from '../../../format/numbers.ts'
import { formatAbsolute, formatMoment } from '../../../format/times.ts'
import { titleOf } from '../../../format/units.ts'
import { useGo } from '../../../parts/link.tsx'
import { versionPath } from '../../../parts/nodes.ts'
import { useNow } from '../../../parts/now.ts'
import '../picture.css'
import type { Series, Version } from '../asks.ts'
import { seriesName } from '../words.ts'
import { layOut, type Mark, type Picture } from './scales.ts'

interface PictureOf {
  name: string
  versions: Version[]
  /** How many there are, loaded or not. */
  total: number
  all: Series[]
  series: Series | undefined
  isEven: boolean
  choose: (series: Series) => void
  turn: (isEven: boolean) => void
}

export function VersionsPicture({ name, versions, total, all, series, isEven, choose, turn }: PictureOf) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])
  const picture = useMemo(
    () => layOut({ versions, series, isEven, width: width || 600 }),
    [versions, series, isEven, width],
  )
  const measured = picture.marks.filter(({ y }) => y !== undefined).length
  return (
    <section className="panel models-picture" aria-label="Versions over time">
      <div className="models-picture-head">
        <h3>
          {series ? titleOf(series.key, false) : 'Versions'}{' '}
          <small>{noteOf(series, measured, versions.length, total)}</small>
        </h3>
        <div className="models-do">
          {all.length > 0 && (
            <select
              className="field small"
              aria-label="Metric"
              value={series ? all.indexOf(series) : ''}
              onChange={({ target }) => choose(all[Number(target.value)]!)}
            >
              {all.map((each, i) => (
                <option key={`${each.of} ${each.key} ${each.dataset}`} value={i}>
                  {middleCut(seriesName(each), 60)} ({each.versions.length})
                </option>
              ))}
            </select>
          )}
          <button type="button" className="button small bare" aria-pressed={!isEven} onClick={() => turn(false)}>
            By time
          </button>
          <button type="button" className="button small bare" aria-pressed={isEven} onClick={() => turn(true)}>
            By number
          </button>
        </div>
      </div>
      <div ref={box} className="models-plot" style={{ minHeight: picture.height }}>
        {width > 0 && <Drawn name={name} picture={picture} series={series} isEven={isEven} />}
      </div>
    </section>
  )
}

function noteOf(series: Series | undefined, measured: number, loaded: number, total: number): string {
  const shown = loaded < total ? `the newest ${formatCount(loaded)} of ${formatCount(total)} versions` : ''
  if (!series) return [shown, 'choose with ← →, Enter opens'].filter(Boolean).join('; ')
  const digests = new Set(series.digests.filter(Boolean))
  const data = series.dataset
    ? `on ${series.dataset}${digests.size > 1 ? `, in ${digests.size} states of it: not all values compare` : ''}`
    : series.of === 'run'
      ? 'as the run of each version logged it last'
      : ''
  return [data, shown, `${formatCount(measured)} measured`, '← → choose, Enter opens'].filter(Boolean).join('; ')
}

interface DrawnOf {
  name: string
  picture: Picture
  series: Series | undefined
  isEven: boolean
}

function Drawn({ name, picture, series, isEven }: DrawnOf) {
  const { marks, width, height, floor, left, right, ticks } = picture
  const now = useNow()
  const go = useGo()
  const [chosen, setChosen] = useState<number>()
  const found = marks.findIndex(({ version }) => version.version === chosen)
  const at = found < 0 ? marks.length - 1 : found
  const here = marks[at]!
  const open = (mark: Mark): void => go(versionPath(name, mark.version.version))
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -marks.length, End: marks.length }[event.key]
    if (step !== undefined) setChosen(marks[Math.min(marks.length - 1, Math.max(0, at + step))]!.version.version)
    else if (event.key === 'Enter') open(here)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const line = marks.filter(({ y }) => y !== undefined)
  const describe = (mark: Mark): string => wordsOf(mark, series, now)
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Version"
        aria-valuemin={0}
        aria-valuemax={marks.length - 1}
        aria-valuenow={at}
        aria-valuetext={describe(here)}
        onKeyDown={onKey}
      >
        <svg width={width} height={height} aria-hidden="true">
          {ticks.map(({ y, value }) => (
            <g key={value}>
              <path className="grid" d={`M${left} ${y}H${right}`} />
              <text x={left - 8} y={y + 4} textAnchor="end">
                {formatValue(value)}
              </text>
            </g>
          ))}
          <path className="axis" d={`M${left} ${floor}H${right}`} />
          <Ends picture={picture} isEven={isEven} now={now} />
          {marks.map((mark) =>
            mark.flags.map((flag) => (
              <path
                key={`${mark.version.version} ${flag.alias}`}
                className="pole"
                d={`M${mark.x} ${(mark.y ?? floor) - 5}V${flag.lane * 18 + 6}`}
              />
            )),
          )}
          {line.length > 1 && (
            <path
              className="line"
              d={line.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y!.toFixed(1)}`).join('')}
            />
          )}
          {marks.map((mark, i) => (
            <Dot
              key={mark.version.version}
              mark={mark}
              floor={floor}
              hasMetric={series !== undefined}
              isAt={i === at}
            />
          ))}
          {marks.map((mark) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the picture
            <rect
              key={mark.version.version}
              className="reach"
              x={mark.x - 9}
              y={0}
              width={18}
              height={floor + 8}
              onPointerEnter={() => setChosen(mark.version.version)}
              onClick={() => open(mark)}
            >
              <title>{describe(mark)}</title>
            </rect>
          ))}
          {marks.map((mark) =>
            mark.flags.map(({ alias, lane, left: x, isEnd }) => (
              <text
                key={`${mark.version.version} ${alias}`}
                className="flag"
                x={isEnd ? x - 5 : x + 5}
                y={lane * 18 + 14}
                textAnchor={isEnd ? 'end' : 'start'}
              >
                {alias}
              </text>
            )),
          )}
        </svg>
      </div>
      <p className="models-said" aria-live="polite">
        {describe(here)}
      </p>
    </>
  )
}

function Dot({
  mark: { x, y, value },
  floor,
  hasMetric,
  isAt,
}: {
  mark: Mark
  floor: number
  hasMetric: boolean
  isAt: boolean
}) {
  const at = y ?? floor
  return (
    <>
      {isAt && <circle className="ring" cx={x} cy={at} r={8} />}
      {value !== undefined && y === undefined ? (
        <text className="odd" x={x} y={floor - 4} textAnchor="middle">
          ✕
        </text>
      ) : (
        <circle className={y === undefined && hasMetric ? 'dot none' : 'dot'} cx={x} cy={at} r={4} />
      )}
    </>
  )
}

function Ends({
  picture: { marks, floor, left, right },
  isEven,
  now,
}: {
  picture: Picture
  isEven: boolean
  now: number
}) {
  const [first, last] = [marks[0]!, marks.at(-1)!]
  const say = ({ version: { version, registered_at } }: Mark): string =>
    isEven ? `version ${version}` : formatMoment(Number(registered_at), now)
  return (
    <>
      <text
        x={marks.length === 1 ? (left + right) / 2 : left}
        y={floor + 20}
        textAnchor={marks.length === 1 ? 'middle' : 'start'}
      >
        {say(first)}
      </text>
      {marks.length > 1 && (
        <text x={right} y={floor + 20} textAnchor="end">
          {say(last)}
        </text>
      )}
    </>
  )
}

function wordsOf({ version, value }: Mark, series: Series | undefined, now: number): string {
  const { version: number, aliases, registered_at } = version
  const measured = series
    ? value === undefined
      ? `, ${series.key} unknown`
      : `, ${series.key} ${formatValue(value)}`
    : ''
  const pointed = aliases.length ? `, ${aliases.join(', ')}` : ''
  return `Version ${number}${pointed}${measured}, registered ${now - Number(registered_at) < 86_400_000 ? formatMoment(Number(registered_at), now) : formatAbsolute(Number(registered_at))}`
}
