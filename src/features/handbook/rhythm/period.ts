/** Periods of a cadence: they tile time without gaps, in UTC, and begin at the day the team chose. */
import type { Cadence } from '../contract/team.ts'

const DAY_MS = 86_400_000
/** A Monday. */
const FIRST_WEEK_MS = 4 * DAY_MS

const DAYS: Partial<Record<Cadence, number>> = { day: 1, week: 7, 'two-weeks': 14 }
const MONTHS: Partial<Record<Cadence, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 }

export interface Period {
  from: number
  /** The first millisecond after it. */
  to: number
}

/** A month is counted from year 0; a day that it lacks is its last. */
function dayOfMonth(month: number, day: number): number {
  const lastDay = new Date(Date.UTC(0, month + 1, 0)).getUTCDate()
  return Date.UTC(0, month, Math.min(day, lastDay))
}

function byMonths(months: number, anchor: Date, at: number): Period {
  const first = (anchor.getUTCFullYear() - EPOCH_YEAR) * 12 + anchor.getUTCMonth()
  const start = (step: number): number => dayOfMonth(first + step * months, anchor.getUTCDate())
  const now = new Date(at)
  let step = Math.floor(((now.getUTCFullYear() - EPOCH_YEAR) * 12 + now.getUTCMonth() - first) / months)
  if (start(step) > at) step -= 1
  return { from: start(step), to: start(step + 1) }
}

/** `Date.UTC(0, …)` means 1900. */
const EPOCH_YEAR = 1900

/** The period that holds the moment `at`; `day` is one on which a period begins. */
export function periodAt(every: Cadence, day: string | null, at: number): Period {
  const days = DAYS[every]
  if (days === undefined) return byMonths(MONTHS[every]!, new Date(day ?? '2000-01-01'), at)
  const length = days * DAY_MS
  const anchor = day === null ? FIRST_WEEK_MS : Date.parse(day)
  const from = anchor + Math.floor((at - anchor) / length) * length
  return { from, to: from + length }
}
