/** What the first page of the handbook says. */
import type { handbook } from '../../../../../src/features/handbook/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { formatCount } from '../../../format/numbers.ts'
import type { Check } from '../asks.ts'
import { inWords } from '../words.ts'

export type Overview = Reply<typeof handbook.overview>

export const TITLE = 'Handbook'
export const KIND = 'What leading an ML team asks of you'
export const FIND = 'Find a line'
export const FIND_EXAMPLE = 'Find a line: negotiation, Kubernetes, 000:180'
export const EVERYWHERE = 'in everything'

/** "1,067 lines from five documents, each with the place where it stands. 24 things are counted …" */
export function answer({ lines, sources, overlaid }: Overview): string {
  const team = overlaid ? ' Lines of your own team stand among them, marked as yours.' : ''
  return `${formatCount(lines)} lines and figures from ${inWords(sources.length, 'document')}, each with the place where it stands.${team}`
}

export function evidenceOf(checks: Check[]): string {
  const counted = checks.filter(({ of }) => of !== null && of > 0)
  const whole = counted.filter(({ state }) => state === 'all').length
  const none = counted.filter(({ state }) => state === 'none').length
  if (!counted.length) return 'What of it is done here is counted as soon as something runs.'
  return `Of what they ask, ${inWords(counted.length, 'thing')} can be counted here now: ${inWords(whole, 'is', 'are')} done throughout, ${inWords(none, 'is', 'are')} not done at all.`
}

export const foundIn = (shown: number, total: number): string =>
  total === 0
    ? 'No line has all of these words. Try fewer, or a reference such as 000:180.'
    : shown < total
      ? `The best ${formatCount(shown)} of ${formatCount(total)} lines that have all of these words.`
      : `${formatCount(total)} ${total === 1 ? 'line has' : 'lines have'} all of these words.`
