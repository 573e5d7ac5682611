/** Moments as numbers, of which not every one is a date. */
import type { Int64 } from './json.ts'

/** Years 1 to 9999, which dates, databases and people's calendars all have. */
const FIRST_MS = Date.parse('0001-01-01')
const LAST_MS = Date.parse('9999-12-31')

/** A bound in milliseconds since 1970: before the first and after the last moment nothing happened. */
export const clampMoment = (ms: Int64): number => Math.min(LAST_MS, Math.max(FIRST_MS, Number(ms)))
