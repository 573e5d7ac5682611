/** How lines, figures and checks of the handbook look in a terminal: the words, then where they come from. */

import type { handbook } from '../../features/handbook/contract.ts'
import type { Reply } from '../../lib/contract.ts'
import { paint, paintState, plain, print } from '../output.ts'
import { type Fact, facts } from '../table.ts'

export type FigureReply = Reply<typeof handbook.figure>
export type Figure = FigureReply['figure']
export type Line = Reply<typeof handbook.line>['line']
export type Check = Reply<typeof handbook.checks>['checks'][number]

const dim = (text: string): string => paint('dim', text)
export const heading = (text: string): string => paint('bold', plain(text))

const refsOf = ({ refs, source }: Line): string => (source === 'team' ? 'team' : refs.join(' '))

/** What this product does about a line, in a few words. */
export function hereOf({ here }: Line, checks: Check[] = []): string {
  if (!here) return ''
  const check = checks.find(({ id }) => id === here.check)
  const parts = [check?.sentence, here.command, here.href, here.later && check === undefined ? here.later : undefined]
  return parts.filter((part) => part !== undefined).join('  ')
}

/** "- Begin meetings on time.  000:344", and below it what is done here. */
export function printLine(line: Line, checks: Check[] = []): void {
  print(`- ${plain(line.text)}  ${dim(refsOf(line))}`)
  const figures = line.figures.length ? `figures ${line.figures.join(', ')}` : ''
  for (const more of [figures, hereOf(line, checks)]) if (more) print(`  ${dim(plain(more))}`)
}

const amount = (n: number): string => n.toLocaleString('en')

/** Value, label and reference stand as the document has them. */
export function figureFacts({ figure, source, contradictions, dates }: FigureReply): Fact[] {
  const { year, years_old } = figure
  const rows: (Fact | false | undefined)[] = [
    ['figure', figure.id],
    ['value', figure.value],
    ['label', figure.label],
    ['reference', `${figure.ref} (${source.title})`],
    ['said by', figure.said_by === 'one source' ? 'n=1 source' : figure.said_by],
    ['about', figure.group],
    figure.role !== undefined && ['role', figure.role],
    figure.level !== undefined && ['level', figure.level],
    figure.experience !== undefined && ['experience', figure.experience],
    figure.performance !== undefined && ['performance', figure.performance],
    figure.places.length > 0 && ['place', figure.places.join('; ')],
    figure.companies.length > 0 && ['company', figure.companies.join('; ')],
    figure.sectors.length > 0 && ['sector', figure.sectors.join('; ')],
    figure.component !== undefined && ['component', figure.component],
    figure.publisher !== undefined && ['publisher', figure.publisher],
    (figure.period !== undefined || figure.group === 'market') && ['period', figure.period ?? 'not given'],
    year !== undefined && ['from', `${year}, ${years_old === 1 ? '1 year' : `${years_old} years`} ago`],
    figure.implausible === true && [
      'implausible',
      'kept as words, in no range',
      (text) => paintState('attention', text),
    ],
    figure.note !== undefined && ['note', figure.note],
    dates.length > 0 && ['dates', dates.join(', ')],
    ...contradictions.map(({ topic, figures }): Fact => {
      const others = figures.filter(({ id }) => id !== figure.id)
      const list = others.map((other) => `${other.id} ${other.value}`).join('; ')
      return ['beside it', `${list || 'nothing'} (${topic})`]
    }),
  ]
  return rows.filter((row) => row !== false && row !== undefined)
}

export const printFigure = (reply: FigureReply): void => print(facts(figureFacts(reply)))

/** What a figure is about, for a cell of a table. */
export const aboutOf = ({ role, level, experience, performance, places, companies, sectors }: Figure): string =>
  [role, level, experience, performance, ...places, ...companies, ...sectors].filter(Boolean).join(', ')

export const money = (range: { low: number; high: number }, currency: string): string =>
  range.low === range.high
    ? `${amount(range.low)} ${currency}`
    : `${amount(range.low)} to ${amount(range.high)} ${currency}`
