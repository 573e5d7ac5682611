/** What the page of a comparison says. */
import { isSeed } from '../../../../../src/lib/seeds.ts'
import { counted, formatCount, formatValue } from '../../../format/numbers.ts'
import { EXEC } from '../run/words.ts'
import type { Comparison } from './queries.ts'

export const TITLE = 'Compare runs'
export const CHOOSE =
  'Two runs at least are needed: select some in the table of an experiment and press c, up to twenty.'
export const NOT_CHANCE = 'Each is a single run (n = 1): how much of a difference in metrics is chance is unknown.'
export const GUESSED = 'Which metric stands for the runs, and which direction is better, is guessed from the names.'
export const AS_FAR_AS_KNOWN = 'Repetitions are runs that are alike, as far as known, in all but their seed.'
export const BAND = 'Line: mean of the repetitions. Band: ± one standard deviation; lighter: least to greatest.'
export const NO_METRICS = 'None of these runs has logged a metric.'

type Line = Comparison['params'][number]

const CODE = ['commit', 'branch', 'remote', 'dirty', 'diff']
/** Names and ids of the runs themselves, and what the client writes of its own: they say nothing of a difference. */
const isOwn = ({ name }: Line): boolean => !/^(mlflow|bellwether)\./.test(name)

export interface SectionOf {
  id: 'params' | 'datasets' | 'code' | 'environment' | 'packages' | 'device' | 'tags'
  title: string
  /** "3 params (lr, width and depth)", or "the code" where counting says nothing. */
  say: (lines: Line[]) => string
  lines: Line[]
  /** Is a gap something that nobody noted down, rather than nothing? */
  gapIsUnknown: boolean
}

export const and = (list: string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`

const some = (one: string) => (lines: Line[]) => counted(lines.length, one)
const the = (what: string) => () => `the ${what}`
const MOST_NAMED = 3
const named = (one: string) => (lines: Line[]) =>
  lines.length > MOST_NAMED
    ? counted(lines.length, one)
    : `the ${one}${lines.length > 1 ? 's' : ''} ${and(lines.map(({ name }) => name.split('.').at(-1)!))}`

const differs = ({ values }: Line): boolean => new Set(values).size > 1

/** `together`: seeds are not told apart, so they are no difference. */
export function sectionsOf(found: Comparison, together: boolean): SectionOf[] {
  const isKnown = found.environment.some(({ name }) => name === 'diff')
  // With the changes themselves at hand, that there are some says nothing more.
  const isCode = ({ name }: Line): boolean => CODE.includes(name) && !(name === 'dirty' && isKnown)
  const params = together ? found.params.filter(({ name }) => !isSeed(name)) : found.params
  return [
    { id: 'params', title: 'Params', say: named('param'), lines: params, gapIsUnknown: false },
    { id: 'datasets', title: 'Datasets', say: some('dataset'), lines: found.datasets, gapIsUnknown: false },
    { id: 'code', title: 'Code', say: the('code'), lines: found.environment.filter(isCode), gapIsUnknown: true },
    {
      id: 'environment',
      title: 'Environment',
      say: the('environment'),
      lines: found.environment.filter(({ name }) => !CODE.includes(name)),
      gapIsUnknown: true,
    },
    { id: 'packages', title: 'Packages', say: some('package'), lines: found.packages, gapIsUnknown: false },
    { id: 'device', title: 'Device', say: the('device'), lines: found.device, gapIsUnknown: false },
    { id: 'tags', title: 'Tags', say: some('tag'), lines: found.tags.filter(isOwn), gapIsUnknown: false },
  ]
}

/** "3 params, the code and 2 packages"; undefined when nothing differs that is known. */
export function differencesOf(sections: SectionOf[]): string | undefined {
  const parts = sections.flatMap(({ lines, say }) => {
    const different = lines.filter(differs)
    return different.length ? [say(different)] : []
  })
  return parts.length ? and(parts) : undefined
}

const UNKNOWN_WORDS: Record<string, string> = { diff: 'uncommitted changes', python: 'Python version' }

/** "Unknown of 2 of the 6 runs, so not compared: packages and device." */
export function unknownOf({ unknown, runs }: Comparison): string | undefined {
  if (!unknown.length) return undefined
  const byCount = Map.groupBy(unknown, ({ run_ids }) => run_ids.length)
  const parts = [...byCount].map(([count, list], i) => {
    const whose = count === runs.length ? 'all of them' : `${formatCount(count)} of the ${counted(runs.length, 'run')}`
    return `${i ? 'of' : 'Unknown of'} ${whose}: ${and(list.map(({ name }) => UNKNOWN_WORDS[name] ?? name))}`
  })
  return `${parts.join('; ')}. That is not compared. Runs started with ${EXEC} have it all.`
}

const SAME: [keyof Comparison['same'], (n: number) => string][] = [
  ['params', (n) => counted(n, 'param')],
  ['datasets', (n) => counted(n, 'dataset')],
  ['environment', (n) => `${counted(n, 'fact')} of the environment`],
  ['packages', (n) => counted(n, 'package')],
  ['device', (n) => `${counted(n, 'fact')} of the device`],
]

/** "The same in all: 4 params and 38 packages." */
export function sameOf({ same }: Comparison): string | undefined {
  const parts = SAME.flatMap(([name, say]) => (same[name] ? [say(same[name])] : []))
  return parts.length ? `The same in all: ${and(parts)}.` : undefined
}

/** "0.004 to 0.018" */
export const intervalWords = (low: number, high: number): string => `${formatValue(low)} to ${formatValue(high)}`
