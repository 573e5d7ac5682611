/** What a cell says of a group: the mean with its interval, or what all its runs have the same of. */
import { formatCount, formatFixed, formatValue, numberOf } from '../../../format/numbers.ts'
import { formatRelative } from '../../../format/times.ts'
import type { Column, Group, Look } from './columns.ts'
import { cutText } from './say.ts'
import { DIFFER, ONE_RUN } from './words.ts'

type Summary = Group['metrics'][string]

export interface GroupSaid {
  text: string
  more?: string
}

export function sayGroup(
  group: Group,
  { kind, id, name }: Column,
  look: Look,
  width: number,
  now: number,
): GroupSaid | undefined {
  if (kind === 'metrics') {
    const summary = group.metrics[name]
    return summary && sayMean(summary, look.decimals)
  }
  if (kind === 'attribute') {
    if (id === 'started')
      return group.newest_at === null ? undefined : { text: formatRelative(Number(group.newest_at), now) }
    return { text: '' }
  }
  const value = group[kind][name]
  if (value === undefined) return undefined
  return value === null ? { text: '', more: DIFFER } : { text: cutText(value, width) }
}

/** "0.913 ± 0.006": as many digits as the interval bears. */
function sayMean({ n, mean, low, high, not_finite }: Summary, decimals: number | undefined): GroupSaid {
  if (mean === null) return { text: 'NaN' }
  const m = numberOf(mean)
  if (low === null || high === null) return { text: formatFixed(m, decimals), more: ONE_RUN }
  const half = (numberOf(high) - numberOf(low)) / 2
  const digits = decimalsFor(half)
  const more = `± ${formatHalf(half, digits)}${not_finite ? ` of ${formatCount(n)}` : ''}`
  return { text: digits === undefined ? formatValue(m) : m.toFixed(digits).replace('-', '−'), more }
}

/** So many decimals that the half width of the interval shows one or two digits. */
export function decimalsFor(half: number): number | undefined {
  if (!(half > 0) || half >= 1e6 || half < 1e-9) return undefined
  return Math.max(0, 1 - Math.floor(Math.log10(half)) - (firstDigit(half) >= 3 ? 1 : 0))
}

const firstDigit = (n: number): number => Number(n.toExponential()[0])
const formatHalf = (half: number, digits: number | undefined): string =>
  digits === undefined ? formatValue(half) : half.toFixed(digits)

/** In full, for hovering and for the sentence. */
export function meanInWords({ n, mean, low, high, not_finite }: Summary): string {
  if (mean === null) return 'no run has a finite value'
  const parts = [`mean ${formatValue(mean)} of ${formatCount(n)} ${n === 1 ? 'run' : 'runs'}`]
  if (low !== null && high !== null) parts.push(`95 % interval ${formatValue(low)} to ${formatValue(high)}`)
  if (not_finite) parts.push(`${formatCount(not_finite)} NaN or infinite, in no mean`)
  return parts.join('; ')
}
