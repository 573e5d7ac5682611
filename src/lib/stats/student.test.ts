import { expect, test } from 'vitest'
import { meanInterval, summaryOf, tCdf, tQuantile, welch } from './student.ts'

/** As scipy 1.17 gives them. */
const QUANTILES: [p: number, df: number, t: number][] = [
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 4, 2.7764451051977934],
  [0.975, 10, 2.228138851986274],
  [0.975, 30, 2.0422724563012378],
  [0.975, 1000, 1.9623390808264083],
  [0.995, 5, 4.032142983555228],
  [0.9, 2.5, 1.7302509288071766],
  [0.9999, 3.3, 18.20971056782092],
  [0.025, 4, -2.7764451051977943],
]

test('quantiles of Student’s t agree with reference values', () => {
  for (const [p, df, t] of QUANTILES) expect(tQuantile(p, df), `${p} ${df}`).toBeCloseTo(t, 10)
  expect(tQuantile(0.5, 3)).toBeCloseTo(0, 12)
  expect([tQuantile(0, 3), tQuantile(0.9, 0)]).toEqual([Number.NaN, Number.NaN])
  // With one degree of freedom it is Cauchy's distribution, with two it has a closed form.
  for (const t of [-7, -0.4, 0, 0.1, 2, 30]) {
    expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12)
    expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12)
  }
})

test('the intervals of a mean and of a difference agree with reference values', () => {
  const a = summaryOf([0.91, 0.915, 0.908, 0.913, 0.919])
  expect(a.mean).toBeCloseTo(0.913, 12)
  expect(a.sd).toBeCloseTo(0.0043011626, 9)
  // scipy.stats: t.interval, and ttest_ind without equal variances.
  expect(meanInterval(a)).toEqual({
    low: expect.closeTo(0.9076594012075372, 12),
    high: expect.closeTo(0.9183405987924627, 12),
  })
  const b = summaryOf([0.9, 0.902, 0.905])
  const difference = welch(a, b)!
  expect(difference).toEqual({
    effect: expect.closeTo(0.0106666666666666, 12),
    low: expect.closeTo(0.004762302263681759, 12),
    high: expect.closeTo(0.016571031069651444, 12),
    df: expect.closeTo(5.975869659018292, 9),
  })
  expect(welch(b, a)).toMatchObject({ low: -difference.high, high: -difference.low })
})

test('one value has no interval; values without spread have none to speak of', () => {
  expect(meanInterval(summaryOf([1]))).toBeUndefined()
  expect(welch(summaryOf([1]), summaryOf([1, 2]))).toBeUndefined()
  expect(welch(summaryOf([2, 2]), summaryOf([1, 1]))).toMatchObject({ effect: 1, low: 1, high: 1 })
})

test('of many intervals at 95 % about 95 of 100 hold the truth', () => {
  let state = 11
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const draw = (n: number, mean: number, sd: number) => summaryOf(Array.from({ length: n }, () => mean + sd * normal()))
  const trials = 4_000
  let mean = 0
  let difference = 0
  for (let i = 0; i < trials; i++) {
    const a = draw(4, 3, 1)
    const b = draw(6, 1, 3)
    const own = meanInterval(a)!
    if (own.low <= 3 && 3 <= own.high) mean++
    const found = welch(a, b)!
    if (found.low <= 2 && 2 <= found.high) difference++
  }
  // Three standard errors of such a share are about 0.011.
  expect(Math.abs(mean / trials - 0.95)).toBeLessThan(0.011)
  expect(Math.abs(difference / trials - 0.95)).toBeLessThan(0.015)
})
