/** Days of the story: day 0 is the day of the demo, the story begins 540 days before. */
import type { Random } from '../../lib/random.ts'

export const FIRST_DAY = -540

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface Clock {
  /** The present of the story, in milliseconds since 1970. */
  now: number
  /** A time of a day; of day 0 only what has passed. */
  at(day: number, hour: number): number
  /** A moment of a day at which somebody works; weekends move to the Friday before. */
  workTime(r: Random, day: number): number
  /** The date in a path, such as 2026-05-31. */
  dateOf(day: number): string
}

export function clockOf(now: number): Clock {
  const midnight = Math.floor(now / DAY) * DAY
  const at: Clock['at'] = (day, hour) => Math.min(midnight + day * DAY + Math.round(hour * HOUR), now)
  const weekday = (day: number): number => new Date(midnight + day * DAY).getUTCDay()
  return {
    now,
    at,
    workTime(r, day) {
      const back = [2, 0, 0, 0, 0, 0, 1][weekday(day)]!
      return at(day - back, 7 + 10 * r.next())
    },
    dateOf: (day) => new Date(midnight + day * DAY).toISOString().slice(0, 10),
  }
}
