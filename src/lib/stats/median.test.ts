import { expect, test } from 'vitest'
import { medianInterval } from './median.ts'

const first = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

test('the interval of a median is that of the sign test', () => {
  // n, the greatest k that still has 95 %, its confidence: 1 - 2 * scipy.stats.binom.cdf(k - 1, n, 0.5), scipy 1.17.
  for (const [n, k, confidence] of [
    [6, 1, 0.96875],
    [9, 2, 0.9609375],
    [15, 4, 0.96484375],
    [20, 6, 0.9586105346679688],
    [100, 40, 0.9647997997822952],
  ] as const) {
    const found = medianInterval(first(n))
    expect([found.low, found.high], `${n}`).toEqual([k, n + 1 - k])
    expect(found.confidence).toBeCloseTo(confidence, 12)
    expect(found.median).toBe((n + 1) / 2)
  }
})

test('too few values have their range, and say how little that is', () => {
  expect(medianInterval([3, 1, 2, 5, 4])).toEqual({ median: 3, low: 1, high: 5, confidence: 0.9375 })
  expect(medianInterval([7])).toEqual({ median: 7, low: 7, high: 7, confidence: 0 })
})

test('the interval holds the true median as often as it says', () => {
  let state = 7
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  let held = 0
  const trials = 4_000
  for (let i = 0; i < trials; i++) {
    // Skewed: exponential, whose median is ln 2.
    const { low, high } = medianInterval(Array.from({ length: 9 }, () => -Math.log(random())))
    if (low <= Math.LN2 && high >= Math.LN2) held++
  }
  // Four standard errors around 0.961.
  expect(Math.abs(held / trials - 0.9609375)).toBeLessThan(4 * Math.sqrt((0.961 * 0.039) / trials))
})
