/** What the page of an experiment says. */
import type { State } from '../../../../../src/features/track/contract/own.ts'
import { counted, formatCount } from '../../../format/numbers.ts'
import type { Column, Group } from './columns.ts'
import type { Source } from './lines/source.ts'

export const FILTER_EXAMPLE = "metrics.`val/auc` > 0.85 and params.lr = '0.01'"
export const FILTER_HELP = {
  intro: 'Conditions on what a run has, joined by AND and OR; brackets group, NOT turns around.',
  rules: [
    ['metrics.loss', 'the latest value of a metric'],
    ['params.lr, tags.team', 'a param, a tag'],
    ['status, start_time …', 'what every run has'],
    ['metrics.`val loss`', 'a key with spaces or signs'],
    ['= != < <= > >=', 'numbers bare, text in quotes'],
    ["LIKE 'a%', ILIKE, RLIKE", 'patterns'],
    ["IN ('a', 'b')", 'one of a list'],
    ['BETWEEN 1 AND 5', 'a range'],
    ['IS NULL', 'the run has none'],
  ] as [string, string][],
  examples: ["status = 'FAILED'", 'duration > 3600000', "attributes.run_name ILIKE '%baseline%'"],
  same: 'The same text works in the API, in mlflow.search_runs and in bw runs ls --filter.',
}
export const FILTER_WRONG = 'The filter is not understood.'
export const FILTER_WRONG_KEPT = 'The filter is not understood; the runs below are those of before.'
export const NOTHING_MATCHES = 'No run matches this filter.'
export const MISSING = 'this run has none'
export const BEST = 'the best of all runs that match; which direction is better is read off the name'
export const BEST_MEAN = 'the best mean of these groups'
export const DIFFER = 'differ'
export const DIFFER_TITLE = 'The runs of this group differ in it, or only some of them have it.'
export const ONE_RUN = '1 run'
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

/** "of 40 configurations in 214 runs" */
export function amongConfigurations(
  configurations: number,
  having: number,
  total: number,
  isFiltered: boolean,
): string {
  const match = isFiltered ? ' that match the filter' : ''
  const runs =
    having === total ? `${counted(total, 'run')}${match}` : `the ${counted(having, 'run')}${match} that have it`
  return configurations === 1 ? `in ${runs}` : `of ${counted(configurations, 'configuration')} in ${runs}`
}

export const PICKED =
  'The first was picked for its mean among all configurations, so chance flatters it a little: runs with new seeds would tell how much.'

export const stillGoing = (state: State): string =>
  state === 'running' ? ' so far; it is still running' : state === 'lost' ? ' so far; it is lost' : ''

/** What the runs of a group have in common. */
export function groupLabel({ key, first, runs }: Group, by: string[]): string {
  if (by.length === 1 && by[0] === 'configuration') return runs === 1 ? first.name : `like ${first.name}`
  return key.map((value) => (value === null ? 'none' : value === '' ? 'empty' : value)).join(' · ')
}

/** On hover over a heading: the whole key, and what a click does. */
export function columnTitle({ id, kind }: Column, group: string[]): string {
  if (group.length && id === 'name') return 'Sorts the groups by how many runs they have'
  const asText = kind === 'params' || kind === 'tags'
  return `${id}${asText ? ' (sorted as text)' : ''}${group.length && kind === 'metrics' ? ' (sorted by the mean)' : ''}`
}

interface Counted {
  source: Source | undefined
  filter: string | undefined
  /** Runs of the experiment. */
  all: number
}

/** "214 of 10,000 runs · 38 ms", "12 groups of 214 runs · 40 ms" */
export function countOf({ source, filter, all }: Counted): string {
  const total = source?.total()
  if (!source || total === undefined) return ''
  const runs = filter ? `${formatCount(total)} of ${counted(all, 'run')}` : counted(total, 'run')
  const groups = source.groupCount()
  return `${groups === undefined ? '' : `${counted(groups, 'group')} of `}${runs} · ${Math.round(source.ms())} ms`
}

export const TAG_HINT = 'Gives every selected run this tag; a tag of that name is overwritten.'
export const TRASH = (count: number): string =>
  `${counted(count, 'run')} would go to the trash, from where they can be restored.`
