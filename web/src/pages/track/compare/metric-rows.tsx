/** Metrics as rows of a comparison: values, differences to the baseline, intervals where there are any. */
import { welch } from '../../../../../src/lib/stats/student.ts'
import { formatChange, formatFixed, formatValue, numberOf } from '../../../format/numbers.ts'
import { unitOf } from '../../../format/units.ts'
import type { Cell, Row } from '../../../parts/compare/rows.ts'
import { byWeight, directionOf } from '../headline.ts'
import type { Comparison } from './queries.ts'
import { type Party, type Standing, standingOf } from './subjects.ts'
import { intervalWords } from './words.ts'

/** Digits that follow the interval: two of its half width. */
export const digitsOf = (half: number): number => Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(half))))

/** As many decimals as tell the values of a row apart, four significant digits at least. */
export function decimalsFor(values: number[]): number | undefined {
  const finite = values.filter(Number.isFinite)
  const sizes = finite.map(Math.abs).filter((v) => v > 0)
  if (!sizes.length || finite.every(Number.isInteger)) return undefined
  const greatest = Math.max(...sizes)
  const least = Math.min(...sizes)
  if (greatest >= 1e6 || least < 1e-4) return undefined
  const sorted = [...new Set(finite)].sort((a, b) => a - b)
  const gaps = sorted.slice(1).map((v, i) => v - sorted[i]!)
  const finest = gaps.length ? Math.min(...gaps) : greatest
  const needed = Math.max(3 - Math.floor(Math.log10(greatest)), -Math.floor(Math.log10(finest)))
  return Math.min(6, Math.max(0, needed))
}

export function metricRows(found: Comparison, parties: Party[], base: string): Row[] {
  return byWeight(found.metrics.map(({ name }) => name)).map((name) => {
    const unit = unitOf(name)
    return { name, label: unit ? `${name}, ${unit}` : name, cells: cellsOf(name, parties, base) }
  })
}

function cellsOf(metric: string, parties: Party[], base: string): Cell[] {
  const all = parties.map((party) => standingOf(party, metric))
  const at = parties.findIndex(({ id }) => id === base)
  const decimals = decimalsFor(all.flatMap((of) => (of?.n ? [of.mean] : [])))
  const best = bestOf(metric, parties, all)
  const deltas = all.map((of, i) => (of?.n && i !== at ? differenceOf(of, all[at], decimals) : undefined))
  const hasDeltas = deltas.some(Boolean)
  return all.map((of, i) => {
    if (!of) return { text: null, absent: 'this run has none' }
    if (!of.n)
      return {
        text: 'NaN',
        node: <span className="nan">{of.logged === undefined ? 'NaN' : formatValue(of.logged)}</span>,
      }
    const value = of.interval ? withInterval(of) : formatFixed(of.mean, decimals)
    const delta = deltas[i]
    return {
      text: delta ? `${value} (${delta.text})` : value,
      title: titleOf(of, delta?.title),
      isBest: i === best,
      node: (
        <>
          {value}
          {i === best && <span className="seen-by-readers"> best of them</span>}
          {hasDeltas && <span className="delta">{delta?.text ?? '\u00a0'}</span>}
        </>
      ),
    }
  })
}

const withInterval = ({ mean, interval }: Standing): string => {
  const half = (interval!.high - interval!.low) / 2
  if (!(half > 0)) return formatValue(mean)
  const digits = digitsOf(half)
  return `${formatFixed(mean, digits)} ± ${formatFixed(half, digits)}`
}

function titleOf({ n, mean, interval, missing, logged }: Standing, delta: string | undefined): string {
  const own = interval
    ? `mean ${mean} of ${n} runs, 95 % interval ${intervalWords(interval.low, interval.high)} by Student's t`
    : String(logged ?? mean)
  return [own, ...(missing && n > 1 ? [`${missing} more without a number`] : []), ...(delta ? [delta] : [])].join('\n')
}

function differenceOf(
  of: Standing,
  base: Standing | undefined,
  decimals: number | undefined,
): { text: string; title: string } | undefined {
  if (!base?.n) return undefined
  const found = welch(of, base)
  if (!found) {
    const change = of.mean - base.mean
    return {
      text: change === 0 ? 'the same' : signed(change, decimals),
      title: `${numberOf(change)} against the baseline; without repetitions its chance part is unknown`,
    }
  }
  const half = (found.high - found.low) / 2
  const digits = half > 0 ? digitsOf(half) : 4
  return {
    text: `${signed(found.effect, digits)} (${formatFixed(found.low, digits)} to ${formatFixed(found.high, digits)})`,
    title: `${found.effect} against the baseline, 95 % interval by Welch's t, n = ${of.n} and ${base.n}; not corrected for many metrics`,
  }
}

export const signed = (n: number, decimals: number | undefined): string =>
  decimals === undefined ? formatChange(Number(n.toPrecision(4))) : `${n > 0 ? '+' : ''}${formatFixed(n, decimals)}`

/** The index of the one best value that is seen; undefined where names tell no direction, or two share it. */
function bestOf(metric: string, parties: Party[], all: (Standing | undefined)[]): number | undefined {
  const direction = directionOf(metric)
  if (!direction) return undefined
  const shown = all.flatMap((of, i) => (of?.n && !parties[i]!.isHidden ? [{ i, mean: of.mean }] : []))
  if (shown.length < 2) return undefined
  shown.sort((a, b) => (direction === 'down' ? a.mean - b.mean : b.mean - a.mean))
  return shown[0]!.mean === shown[1]!.mean ? undefined : shown[0]!.i
}
