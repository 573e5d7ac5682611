/** What the page of a run says. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { formatDuration, formatValue } from '../../../format/numbers.ts'
import { formatMoment, formatRelative } from '../../../format/times.ts'

export type Detail = Reply<typeof own.run>
export type Run = Detail['run']

export const EXEC = 'bw exec -- python train.py'
export const UNKNOWN_HOW = `not captured; start the script with ${EXEC} and it will be known`
export const NO_METRICS = 'This run has logged no metric yet. Each metric gets its chart here with its first point.'

/** How the run stands, without a full stop. */
export function standing({ state, started_at, ended_at, last_seen_at }: Run, now: number): string {
  const start = started_at === null ? undefined : Number(started_at)
  const lasted = (end: number | bigint | null): string =>
    start === undefined || end === null ? '' : ` ${formatDuration(Math.max(0, Number(end) - start))}`
  const after = lasted(ended_at) && ` after${lasted(ended_at)}`
  switch (state) {
    case 'running':
      return `Running for${lasted(now) || ' an unknown time'}`
    case 'scheduled':
      return 'Scheduled; it has not started'
    case 'finished':
      return `Finished${after}`
    case 'failed':
      return `Failed${after}`
    case 'killed':
      return `Stopped by somebody${after}`
    case 'lost':
      return last_seen_at === null
        ? 'Lost: nothing was ever heard of it'
        : `Lost: nothing heard since ${formatMoment(Number(last_seen_at), now)}, ${formatRelative(Number(last_seen_at), now)}`
  }
}

export interface Course {
  last: number
  best: { value: number; step: string } | undefined
  direction: 'up' | 'down' | undefined
  least: number
  greatest: number
  points: number
}

const VERBS: Partial<Record<Run['state'], string>> = { running: 'is at', lost: 'was last at' }

/** "val/auc ended at 0.913, its best" */
export function ended(name: string, course: Course, state: Run['state']): string {
  const { last, best, direction, least, greatest, points } = course
  const so = state === 'running' ? ' so far' : ''
  if (Number.isNaN(last)) {
    const before = best ? `; before that it came to ${formatValue(best.value)} at step ${best.step}` : ''
    return `${name} ${state === 'running' ? 'is' : 'ended as'} NaN${before}`
  }
  const value = `${name} ${VERBS[state] ?? 'ended at'} ${formatValue(last)}`
  if (points < 2) return value
  if (!direction || !best) return `${value}, between ${formatValue(least)} and ${formatValue(greatest)}${so}`
  if (best.value === last) return `${value}, its best${so}`
  return `${value}; its best${so} was ${formatValue(best.value)} at step ${best.step}`
}

export const LOST_MORE =
  'Its process has probably died without a word. If it is still alive, its next point brings the run back.'

export function failedMore({ exit_code, signal }: Detail['environment']): string {
  if (signal) return `Its process was ended by ${signal}.`
  if (exit_code !== null) return `Its process ended with exit code ${exit_code}.`
  return `How its process ended is unknown; ${EXEC} keeps the exit code.`
}

export const nanMore = (names: string[]): string =>
  names.length === 1
    ? `${names[0]} is not a number (NaN) at its end.`
    : `${names.length} metrics are not numbers (NaN) at their end: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and more' : ''}.`
