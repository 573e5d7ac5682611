/** Means of a few repetitions, and differences between two of them, with intervals by Student's t. */

export interface Summary {
  n: number
  mean: number
  /** Of the values, with n − 1 in the denominator; NaN for one value. */
  sd: number
}

export interface Interval {
  low: number
  high: number
}

export function summaryOf(values: readonly number[]): Summary {
  const n = values.length
  const mean = values.reduce((sum, v) => sum + v, 0) / n
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  return { n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN }
}

/** Where the mean of such values lies, at that level of confidence; undefined for fewer than two values. */
export function meanInterval({ n, mean, sd }: Summary, level = 0.95): Interval | undefined {
  if (n < 2) return undefined
  const half = (tQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n)
  return { low: mean - half, high: mean + half }
}

/**
 * How much greater the mean of `a` is than that of `b`, without assuming equal variances; undefined when either
 * has fewer than two values. (Welch, Biometrika 1947, with Satterthwaite's degrees of freedom.)
 */
export function welch(a: Summary, b: Summary, level = 0.95): (Interval & { effect: number; df: number }) | undefined {
  if (a.n < 2 || b.n < 2) return undefined
  const effect = a.mean - b.mean
  const va = a.sd ** 2 / a.n
  const vb = b.sd ** 2 / b.n
  // Without any spread the difference is exact, as far as these values tell.
  if (va + vb === 0) return { effect, low: effect, high: effect, df: a.n + b.n - 2 }
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
  const half = tQuantile((1 + level) / 2, df) * Math.sqrt(va + vb)
  return { effect, low: effect - half, high: effect + half, df }
}

/** The value that Student's t with `df` degrees of freedom stays below with probability `p`. */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df > 0)) return Number.NaN
  if (p < 0.5) return -tQuantile(1 - p, df)
  let high = 1
  while (tCdf(high, df) < p) {
    high *= 2
    if (high > 1e150) return high
  }
  let low = 0
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2
    if (tCdf(middle, df) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The probability that Student's t with `df` degrees of freedom stays below `t`. (Through the incomplete beta, DLMF 8.17.) */
export function tCdf(t: number, df: number): number {
  const tail = betaRatio(df / (df + t * t), df / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** The regularised incomplete beta function; its continued fraction (DLMF 8.17.22) by Lentz's method. */
function betaRatio(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges quickly on one side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaRatio(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const TINY = 1e-300
  const away = (v: number): number => (Math.abs(v) < TINY ? TINY : v)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < 500; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      value *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return front * value
}

/** Stirling's series (DLMF 5.11.1), after shifting the argument to where it converges. */
function logGamma(x: number): number {
  let shift = 0
  let z = x
  for (; z < 12; z++) shift += Math.log(z)
  const s = 1 / (z * z)
  const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / z
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift
}
