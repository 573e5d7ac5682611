/** What one cell of the table says; what a run does not have is hatched, what is not a number says NaN. */
import { middleCut } from '../../../format/names.ts'
import { formatDuration, formatFixed, formatValue, numberOf } from '../../../format/numbers.ts'
import { formatAbsolute, formatRelative } from '../../../format/times.ts'
import type { Column, Look, Run } from './columns.ts'

/** A class and a text; undefined where the run has nothing. */
export interface Said {
  text: string
  tone: '' | 'low' | 'nan'
}

/** About how wide a letter is; digits are wider than most. */
const LETTER = 7.4
const PADDING = 20

export const lettersIn = (width: number): number => Math.max(5, Math.floor((width - PADDING) / LETTER))

/** Whether a text may be wider than its cell: letters of other scripts are. */
export const mayBeLong = (text: string, width: number): boolean =>
  text.length > (width - PADDING) / 8.6 && !(text.length <= lettersIn(width) && /^[\w .,:%+/=-]*$/.test(text))

const plain = (text: string): Said => ({ text, tone: '' })

export function say(run: Run, { kind, id, name }: Column, look: Look, width: number, now: number): Said | undefined {
  if (kind === 'metrics') {
    const point = run.metrics[name]
    return point && sayNumber(point.value, look.decimals)
  }
  if (kind !== 'attribute') return sayText(run[kind][name], width)
  switch (id) {
    case 'state':
      return plain(run.state)
    case 'started':
      return run.started_at === null ? undefined : plain(formatRelative(Number(run.started_at), now))
    case 'duration':
      return sayDuration(run, now)
    default:
      return sayText(run.user ?? undefined, width)
  }
}

export function sayNumber(value: number | string, decimals: number | undefined): Said {
  const n = numberOf(value)
  return { text: formatFixed(n, decimals), tone: Number.isFinite(n) ? '' : 'nan' }
}

function sayText(text: string | undefined, width: number): Said | undefined {
  if (text === undefined) return undefined
  return text === '' ? { text: 'empty', tone: 'low' } : plain(cutText(text, width))
}

/** In the middle; of a text of thousands of letters only the ends are looked at. */
export function cutText(text: string, width: number): string {
  const most = lettersIn(width)
  return middleCut(text.length > 4 * most ? text.slice(0, 2 * most) + text.slice(-2 * most) : text, most)
}

/** What has not ended is measured until it was last heard of. */
function lastsMs({ started_at, ended_at, last_seen_at, state }: Run, now: number): number | undefined {
  const end = ended_at ?? (state === 'running' ? now : last_seen_at)
  return started_at === null || end === null ? undefined : Math.max(0, Number(end) - Number(started_at))
}

function sayDuration(run: Run, now: number): Said | undefined {
  const ms = lastsMs(run, now)
  return ms === undefined ? undefined : { text: formatDuration(ms), tone: run.ended_at === null ? 'low' : '' }
}

/** Whether two readings of a run say the same in a column: then its cell need not be drawn again. */
export function saysSame(a: Run | undefined, b: Run | undefined, { kind, id, name }: Column): boolean {
  if (a === b) return true
  if (!a || !b) return false
  if (kind === 'metrics') return Object.is(a.metrics[name]?.value, b.metrics[name]?.value)
  if (kind !== 'attribute') return a[kind][name] === b[kind][name]
  if (id === 'state') return a.state === b.state
  if (id === 'user') return a.user === b.user
  return (
    a.started_at === b.started_at &&
    a.ended_at === b.ended_at &&
    a.last_seen_at === b.last_seen_at &&
    a.state === b.state
  )
}

/** The exact value, for hovering. */
export function exactly(run: Run, { kind, id, name }: Column): string | undefined {
  if (kind === 'metrics') {
    const point = run.metrics[name]
    if (!point) return undefined
    const value = numberOf(point.value)
    const what = Number.isNaN(value)
      ? 'Not a number: a division by zero, an overflow or a loss that diverged.'
      : String(value)
    return `${what}\nstep ${formatValue(point.step)}`
  }
  if (kind !== 'attribute') return run[kind][name]
  if (id === 'started') return run.started_at === null ? undefined : formatAbsolute(Number(run.started_at))
  if (id === 'duration') {
    const ms = lastsMs(run, Date.now())
    return ms === undefined ? undefined : `${ms} ms`
  }
  return id === 'user' ? (run.user ?? undefined) : undefined
}
