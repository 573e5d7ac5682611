/** The median of a few values, and where the median of what they were drawn from lies. */
import type { Interval } from './student.ts'

export interface MedianInterval extends Interval {
  median: number
  /** How often such an interval holds the true median; for few values the widest may be less than was asked. */
  confidence: number
}

/** Probability of at most `k` heads of `n` fair coins. */
function coins(k: number, n: number): number {
  let term = 0.5 ** n
  let sum = 0
  for (let i = 0; i <= k; i++) {
    sum += term
    term *= (n - i) / (i + 1)
  }
  return sum
}

/**
 * The narrowest interval between the k-th least and the k-th greatest value with at least `level` confidence, whatever
 * the distribution; the range, if there is none. (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2.)
 */
export function medianInterval(values: readonly number[], level = 0.95): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b)
  const n = sorted.length
  const median = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2
  let k = 0
  while (k + 1 < n / 2 && 1 - 2 * coins(k + 1, n) >= level) k++
  return { median, low: sorted[k]!, high: sorted[n - 1 - k]!, confidence: Math.max(0, 1 - 2 * coins(k, n)) }
}
