/** Where things stand in the picture of versions: pure, so that it can be tested. */
import type { Series, Version } from '../asks.ts'

export interface Mark {
  version: Version
  x: number
  /** Of a finite value; absent where there is none. */
  y?: number
  value?: number
  /** What stands above it, and in which line. */
  flags: { alias: string; lane: number; left: number; isEnd: boolean }[]
}

export interface Picture {
  marks: Mark[]
  width: number
  height: number
  /** Where dots without a value stand, and the axis. */
  floor: number
  left: number
  right: number
  ticks: { y: number; value: number }[]
}

const LANE = 18
const LETTER = 6.6
const PAD = 14
const AXIS = 26
const RIGHT = 18
const MOST_FLAGS = 40

/** About `count` round numbers from `least` to `greatest`. */
export function roundTicks(least: number, greatest: number, count = 4): number[] {
  if (!(greatest > least)) return [least]
  const rough = (greatest - least) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10) * power
  const first = Math.ceil(least / step)
  const last = Math.floor(greatest / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

interface Asked {
  versions: Version[]
  series: Series | undefined
  /** At even distances instead of by time. */
  isEven: boolean
  width: number
}

export function layOut({ versions, series, isEven, width }: Asked): Picture {
  const sorted = versions.toSorted((a, b) => a.version - b.version)
  const values = new Map(series?.versions.map((version, i) => [version, Number(series.values[i])]))
  const finite = sorted.flatMap(({ version }) => {
    const value = values.get(version)
    return value !== undefined && Number.isFinite(value) ? [value] : []
  })
  const left = finite.length ? 60 : PAD
  const right = width - RIGHT
  const xOf = placesOf(sorted, isEven, left + 8, right - 8)
  const { flags, lanes } = flagsOf(sorted, xOf, right)
  const top = lanes * LANE + 10
  const tall = finite.length ? 150 : 26
  const floor = top + tall
  const [least, greatest] = [Math.min(...finite), Math.max(...finite)]
  const slack = greatest > least ? (greatest - least) * 0.12 : Math.abs(greatest) * 0.1 || 1
  const [low, high] = [least - slack, greatest + slack]
  const yOf = (value: number): number => top + 6 + ((high - value) / (high - low)) * (tall - 16)
  const marks = sorted.map((version, i): Mark => {
    const value = values.get(version.version)
    const isFinite_ = value !== undefined && Number.isFinite(value)
    return {
      version,
      x: xOf[i]!,
      ...(isFinite_ && { y: yOf(value), value }),
      ...(value !== undefined && !isFinite_ && { value }),
      flags: flags[i]!,
    }
  })
  const ticks = finite.length ? roundTicks(low, high).map((value) => ({ value, y: yOf(value) })) : []
  return { marks, width, height: floor + AXIS, floor, left, right, ticks }
}

function placesOf(versions: Version[], isEven: boolean, from: number, to: number): number[] {
  if (versions.length === 1) return [(from + to) / 2]
  const at = isEven ? versions.map((_, i) => i) : versions.map(({ registered_at }) => Number(registered_at))
  const [first, last] = [Math.min(...at), Math.max(...at)]
  // All at one moment: there is no time to lay them along.
  if (first === last) return placesOf(versions, true, from, to)
  return at.map((each) => from + ((each - first) / (last - first)) * (to - from))
}

/** Each alias in the lowest line where it meets no other. */
function flagsOf(versions: Version[], xOf: number[], right: number) {
  const ends: number[] = []
  let many = 0
  const flags = versions.map(({ aliases }, i) =>
    aliases.flatMap((alias) => {
      if (++many > MOST_FLAGS) return []
      const x = xOf[i]!
      const wide = alias.length * LETTER + PAD
      const isEnd = x + wide > right
      const begin = isEnd ? x - wide : x
      let lane = ends.findIndex((end) => end <= begin)
      if (lane < 0) lane = ends.length
      ends[lane] = begin + wide + 4
      return [{ alias, lane, left: x, isEnd }]
    }),
  )
  return { flags, lanes: ends.length }
}
