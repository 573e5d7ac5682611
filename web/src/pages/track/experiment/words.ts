/** What the page of an experiment says. */
import type { State } from '../../../../../src/features/track/contract/own.ts'
import { counted, formatCount } from '../../../format/numbers.ts'

export const FILTER_EXAMPLE = "metrics.`val/auc` > 0.85 and params.lr = '0.01'"
export const FILTER_WRONG = 'The filter is not understood.'
export const FILTER_WRONG_KEPT = 'The filter is not understood; the runs below are those of before.'
export const NOTHING_MATCHES = 'No run matches this filter.'
export const MISSING = 'this run has none'
export const GUESSED = 'The metric and its direction are guessed from the names of the metrics.'

export const EMPTY = 'Nothing has run in this experiment yet. Its runs will be here.'

/** "; 3 are running, 1 is lost" */
export function going({ running, lost }: { running: number; lost: number }): string {
  const parts = [
    ...(running ? [`${formatCount(running)} ${running === 1 ? 'is' : 'are'} running`] : []),
    ...(lost ? [`${formatCount(lost)} ${lost === 1 ? 'is' : 'are'} lost`] : []),
  ]
  return parts.length ? `; ${parts.join(', ')}` : ''
}

/** "of 214 runs", "of the 38 that have it", "of 12 runs that match" */
export function among(having: number, total: number, isFiltered: boolean): string {
  const match = isFiltered ? ' that match the filter' : ''
  return having === total
    ? `of ${counted(total, 'run')}${match}`
    : `of the ${formatCount(having)} runs${match} that have it`
}

export const LEAD_UNKNOWN = (next: string, value: string): string =>
  `The next is ${next} (${value}). How much of the difference is chance is unknown: that takes repeated runs with other seeds.`

export const stillGoing = (state: State): string =>
  state === 'running' ? ' so far; it is still running' : state === 'lost' ? ' so far; it is lost' : ''
