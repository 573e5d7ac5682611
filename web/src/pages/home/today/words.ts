/** What the first page says. */
import type { Section } from '../../../../../src/lib/card.ts'
import { formatMoment } from '../../../format/times.ts'
import type { Span } from '../routes.ts'

export const TITLE = 'Today'

export const DEMO_COMES = 'An invented team and 18 months of its runs. The last days come first: a few seconds.'

export const HEADINGS: Record<Section, string> = { needs: 'Needs you', changed: 'Changed', running: 'Running' }

export const NOTHING: Record<Section, string> = {
  needs: 'Nothing waits for you.',
  changed: 'Nothing ended in this time.',
  running: 'Nothing is running.',
}

export const SPAN_WORDS: Record<Span, string> = { looked: 'since you looked', day: '24 hours', week: '7 days' }

/** "since yesterday 18:10" without the day of today. */
export const since = (ms: number, now: number): string => `since ${formatMoment(ms, now)}`

export const quiet = (ms: number, now: number): string =>
  `All is quiet: no run has died, none is running, and none ended ${since(ms, now)}.`

export function greeting(now: Date, name: string | null | undefined): string {
  const hour = now.getHours()
  const part = hour < 5 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const hello = part === 'night' ? 'Still up' : `Good ${part}`
  return name ? `${hello}, ${name}` : hello
}

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
export const dayOf = (now: number): string => day.format(now)
