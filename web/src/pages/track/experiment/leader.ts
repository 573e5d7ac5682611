/** What is said of a configuration that leads: from the same figures as the table of groups. */
import { welch } from '../../../../../src/lib/stats/student.ts'
import { middleCut } from '../../../format/names.ts'
import { counted, formatValue, numberOf } from '../../../format/numbers.ts'
import type { Group } from './columns.ts'
import { decimalsFor } from './say-group.ts'

export interface Leader {
  group: Group
  n: number
  mean: number
  sd: number
  /** Where the mean lies at 95 %; undefined for a single run. */
  interval: { low: number; high: number } | undefined
  value: string
}

/** Undefined when none of its runs has a finite value. */
export function leaderOf(group: Group, metric: string): Leader | undefined {
  const summary = group.metrics[metric]
  if (!summary || summary.mean === null) return undefined
  const { n, mean, sd, low, high } = summary
  const interval = low === null || high === null ? undefined : { low: numberOf(low), high: numberOf(high) }
  const value = numberOf(mean)
  return {
    ...{ group, n, mean: value, sd: sd === null ? Number.NaN : numberOf(sd), interval },
    value: interval ? withDecimals(value, (interval.high - interval.low) / 2) : formatValue(value),
  }
}

const withDecimals = (value: number, half: number): string => {
  const decimals = decimalsFor(half)
  return decimals === undefined ? formatValue(value) : value.toFixed(decimals).replace('-', '−')
}

/** "0.913, 95 % interval 0.907–0.919, 5 seeds"; "0.913, one run" */
export function intervalInWords({ value, interval, n }: Leader, unit: string): string {
  if (!interval) return `${value}, of one run, so that chance is unknown`
  const half = (interval.high - interval.low) / 2
  const [low, high] = [withDecimals(interval.low, half), withDecimals(interval.high, half)]
  return `${value}, 95 % interval ${low}${low.startsWith('−') || high.startsWith('−') ? ' to ' : '–'}${high}, ${counted(n, unit)}`
}

/** Whether the next is distinguishable from the first: the difference of the means with its interval, by Welch's t. */
export function differenceInWords(first: Leader, second: Leader, unit: string): string {
  const next = `The next, ${second.n > 1 ? 'runs like ' : ''}${middleCut(second.group.first.name, 40)}`
  const difference = welch(first, second)
  if (!difference) {
    const lone = second.n < 2 ? second : first
    return `${next} (${second.value}): whether they differ is unknown, since ${middleCut(lone.group.first.name, 40)} ran only once.`
  }
  const { effect, low, high } = difference
  const half = (high - low) / 2
  const isApart = low > 0 || high < 0
  const says = isApart ? 'is distinguishable from it' : 'is not distinguishable from it'
  const by = `the means differ by ${withDecimals(Math.abs(effect), half)}`
  const [from, to] = effect < 0 ? [-high, -low] : [low, high]
  return `${next} (${second.value}, ${counted(second.n, unit)}), ${says}: ${by}, 95 % interval ${withDecimals(from, half)} to ${withDecimals(to, half)}.`
}
