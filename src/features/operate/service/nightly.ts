/** When a nightly backup is due: once for each day, later if the server slept at that time. */

/** A failed one is tried again after this. */
const RETRY_MS = 3 * 3_600_000

/** The last time of day `at` (minutes after midnight, in this time zone) up to `now`. */
export function lastSlot(now: number, at: number): number {
  const day = new Date(now)
  day.setHours(Math.floor(at / 60), at % 60, 0, 0)
  if (day.getTime() > now) day.setDate(day.getDate() - 1)
  return day.getTime()
}

export function nextSlot(now: number, at: number): number {
  const day = new Date(lastSlot(now, at))
  day.setDate(day.getDate() + 1)
  return day.getTime()
}

interface Past {
  asked: number | null
  made: number | null
  /** When the installation began: before its first night nothing is due. */
  since: number
}

export function isDue(now: number, at: number, { asked, made, since }: Past): boolean {
  const slot = lastSlot(now, at)
  if (slot < since || (made ?? 0) >= slot) return false
  return (asked ?? 0) < slot || now - asked! >= RETRY_MS
}

/** When the next one will be made, as far as that is known. */
export const nextDue = (now: number, at: number, past: Past): number => (isDue(now, at, past) ? now : nextSlot(now, at))
