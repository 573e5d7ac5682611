/** Numbers as people read them; the exact value belongs into a title or a copy. */

/** "NaN" and "Infinity" travel as words, integers beyond 2^53 as BigInt. */
export const numberOf = (value: number | string | bigint): number => (typeof value === 'number' ? value : Number(value))

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const four = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
const NARROW_SPACE = '\u202f'

/** 10,000 */
export const formatCount = (count: number | bigint): string => whole.format(count)

/** "1 run", "214 runs" */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** Four significant digits: a value without a known interval promises no more. Integers stay whole. */
export function formatValue(value: number | string | bigint): string {
  const n = numberOf(value)
  if (Number.isNaN(n)) return 'NaN'
  if (!Number.isFinite(n)) return n > 0 ? '∞' : '−∞'
  const size = Math.abs(n)
  if (size >= 1e12 || (size !== 0 && size < 1e-4)) return exponential(n)
  if (Number.isInteger(n) || size >= 10_000) return whole.format(n).replace('-', '−')
  return four.format(n).replace('-', '−')
}

/** Decimals that suit a whole column, so that its points stand below each other; undefined when one size fits not all. */
export function decimalsOf(values: (number | string | bigint)[]): number | undefined {
  const sizes = values.map((value) => Math.abs(numberOf(value))).filter((n) => Number.isFinite(n) && n > 0)
  if (!sizes.length || sizes.every(Number.isInteger)) return undefined
  const greatest = sizes.reduce((a, b) => Math.max(a, b))
  const least = sizes.reduce((a, b) => Math.min(a, b))
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(greatest)))
  return decimals > 6 || greatest >= 1e9 || least < 10 ** (1 - decimals) ? undefined : decimals
}

/** Made once for each number of decimals: making one takes longer than a hundred uses of it. */
const withDecimals = new Map<number, Intl.NumberFormat>()

function formatWith(decimals: number): Intl.NumberFormat {
  let format = withDecimals.get(decimals)
  if (!format) {
    format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    withDecimals.set(decimals, format)
  }
  return format
}

/** With as many decimals as its column, unless they would hide its size. */
export function formatFixed(value: number | string | bigint, decimals: number | undefined): string {
  const n = numberOf(value)
  if (decimals === undefined || !Number.isFinite(n)) return formatValue(n)
  const size = Math.abs(n)
  if (size >= 1e9 || (size !== 0 && size < 10 ** (1 - decimals))) return formatValue(n)
  return formatWith(decimals).format(n).replace('-', '−')
}

function exponential(n: number): string {
  const [digits, power] = n.toExponential(2).split('e') as [string, string]
  return `${digits.replace(/\.?0+$/, '').replace('-', '−')}e${power.replace('+', '').replace('-', '−')}`
}

/** With its sign, for differences. */
export const formatChange = (n: number): string => (n > 0 ? `+${formatValue(n)}` : formatValue(n))

const BYTES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

export function formatBytes(bytes: number): string {
  let n = bytes
  let unit = 0
  while (n >= 1000 && unit < BYTES.length - 1) {
    n /= 1000
    unit++
  }
  return `${unit === 0 || n >= 100 ? whole.format(n) : n.toFixed(1)}${NARROW_SPACE}${BYTES[unit]}`
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "340 ms", "4.2 s", "4 min 12 s", "2 h 5 min", "3 d 4 h": two units at most. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return two(ms, MINUTE, 'min', SECOND, 's')
  if (ms < DAY) return two(ms, HOUR, 'h', MINUTE, 'min')
  return two(ms, DAY, 'd', HOUR, 'h')
}

/** "40 min", "3 h": one unit, for what is only estimated. */
export function formatRough(ms: number): string {
  if (ms < 1.5 * MINUTE) return 'a minute'
  if (ms < 1.5 * HOUR) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small)
  return `${whole.format(Math.floor(ms / large))} ${largeName}${rest ? ` ${rest} ${smallName}` : ''}`
}
