/** What the page of a comparison says. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { counted } from '../../../format/numbers.ts'
import { EXEC } from '../run/words.ts'

export type Diff = Reply<typeof own.diff>
export type Row = Diff['params'][number]

export const TITLE = 'Compare two runs'
export const CHOOSE = 'Two runs are needed: select two in the table of an experiment and press c.'

const CODE = ['commit', 'branch', 'remote', 'dirty', 'diff']

export interface SectionOf {
  id: string
  title: string
  /** "3 params", or "the code" where counting says nothing. */
  counted: (count: number) => string
  rows: Row[]
}

/** Names and ids of the runs themselves: they always differ. */
const IDENTITY = ['mlflow.runName', 'bellwether.execution']

const some = (one: string) => (count: number) => counted(count, one)
const the = (what: string) => () => `the ${what}`

export function sectionsOf(diff: Diff): SectionOf[] {
  const isCode = ({ name }: Row): boolean => CODE.includes(name)
  return [
    { id: 'params', title: 'Params', counted: some('param'), rows: diff.params },
    { id: 'metrics', title: 'Metrics', counted: some('metric'), rows: diff.metrics },
    { id: 'datasets', title: 'Datasets', counted: some('dataset'), rows: diff.datasets },
    { id: 'code', title: 'Code', counted: the('code'), rows: diff.environment.filter(isCode) },
    {
      id: 'environment',
      title: 'Environment',
      counted: the('environment'),
      rows: diff.environment.filter((row) => !isCode(row)),
    },
    { id: 'packages', title: 'Packages', counted: some('package'), rows: diff.packages },
    { id: 'device', title: 'Device', counted: the('device'), rows: diff.device },
    { id: 'tags', title: 'Tags', counted: some('tag'), rows: diff.tags.filter(({ name }) => !IDENTITY.includes(name)) },
  ]
}

const and = (list: string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`

/** "differ in 3 params, 4 metrics, the code and 1 package." */
export function answer(sections: SectionOf[]): string {
  const parts = sections.filter(({ rows }) => rows.length).map(({ rows, counted: say }) => say(rows.length))
  return parts.length ? `differ in ${and(parts)}.` : 'do not differ in anything that is known of both.'
}

/** Sections in which both runs are known and alike. */
export const alike = (sections: SectionOf[], unknown: string[]): string[] =>
  sections
    .filter(({ id, rows }) => !rows.length && !unknown.includes(id) && !(id === 'code' && unknown.includes('commit')))
    .map(({ title }) => title.toLowerCase())

const UNKNOWN_WORDS: Record<string, string> = { diff: 'uncommitted changes', python: 'Python version' }

export const unknownOf = (unknown: string[]): string =>
  `Unknown of at least one of them, so not compared: ${and(unknown.map((name) => UNKNOWN_WORDS[name] ?? name))}. Runs started with ${EXEC} have it all.`

export const NOT_CHANCE = 'Two single runs: how much of a difference in metrics is chance is unknown.'
