/** Times: relative in lists, absolute with the zone on hover. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)

/** "just now", "23 min ago", "2 h ago", "yesterday", "Wed", "12 Mar", "12 Mar 2024" */
export function formatRelative(ms: number, now: number): string {
  const ago = now - ms
  if (ago < -MINUTE) return formatDay(ms, now)
  if (ago < MINUTE) return 'just now'
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min ago`
  const days = Math.round((startOfDay(now) - startOfDay(ms)) / DAY)
  if (days === 0 || ago < 12 * HOUR) return `${Math.floor(ago / HOUR)} h ago`
  if (days === 1) return 'yesterday'
  return days < 7 ? weekday.format(ms) : formatDay(ms, now)
}

const formatDay = (ms: number, now: number): string =>
  (new Date(ms).getFullYear() === new Date(now).getFullYear() ? dayMonth : dayMonthYear).format(ms)

/** "28 Nov 2026, 14:02:11 CET" */
export const formatAbsolute = (ms: number): string => exact.format(ms)

const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** On a time axis whose ticks are so many seconds apart: as fine as they are, no finer. */
export const formatTick = (ms: number, everySeconds: number): string =>
  (everySeconds >= 86_400 ? dayMonth : everySeconds >= 60 ? clock : seconds).format(ms)

/** "14:02" today, "12 Mar 14:02" else */
export const formatMoment = (ms: number, now: number): string =>
  startOfDay(ms) === startOfDay(now) ? clock.format(ms) : `${formatDay(ms, now)} ${clock.format(ms)}`
