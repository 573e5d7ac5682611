/** Times, durations, sizes and numbers in words. JSON output has them exact instead. */
import { readDouble } from '../lib/codec.ts'
import type { Int64 } from '../lib/json.ts'

/** What is not known is said; it is never 0 and never empty. */
export const UNKNOWN = 'unknown'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "3 min ago"; the date once that says more. */
export function ago(at: Int64 | null | undefined, now = Date.now()): string {
  if (at === null || at === undefined) return UNKNOWN
  const ms = now - Number(at)
  if (ms < -MINUTE || ms >= 30 * DAY) return dateOf(at)
  if (ms < SECOND) return 'just now'
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h ago`
  return `${Math.floor(ms / DAY)} days ago`
}

/** JavaScript's dates end in the year 275760; clients may send any 64-bit number. */
const isDate = (ms: number): boolean => Math.abs(ms) <= 8.64e15

const dateOf = (at: Int64): string =>
  isDate(Number(at)) ? new Date(Number(at)).toISOString().slice(0, 10) : String(at)

/** The time with its zone, as in exports. */
export const timeOf = (at: Int64): string => (isDate(Number(at)) ? new Date(Number(at)).toISOString() : String(at))

export function duration(ms: number): string {
  if (!(ms >= 0)) return UNKNOWN
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0)} s`
  const pad = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${pad((ms % MINUTE) / SECOND)} s`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${pad((ms % HOUR) / MINUTE)} min`
  return `${Math.floor(ms / DAY)} d ${pad((ms % DAY) / HOUR)} h`
}

export function bytes(count: Int64 | null | undefined): string {
  if (count === null || count === undefined) return UNKNOWN
  let value = Number(count)
  if (value < 1_000) return `${value} B`
  for (const unit of ['kB', 'MB', 'GB', 'TB']) {
    value /= 1_000
    if (value < 999.95) return `${value.toFixed(value < 9.995 ? 2 : 1)} ${unit}`
  }
  return `${(value / 1_000).toFixed(1)} PB`
}

/** Six digits are enough to compare rows of a table. JSON writes NaN and infinities as words. */
export function shortNumber(value: number | string): string {
  const number = readDouble(value, 'value')
  return Number.isFinite(number) ? String(Number(number.toPrecision(6))) : String(number)
}

/** "1 run", "12,000 runs". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`
