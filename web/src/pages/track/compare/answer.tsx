/** The sentence on top: what differs, who has the highest (or lowest) value of the telling metric, and by how much. */
import type { ReactNode } from 'react'
import { welch } from '../../../../../src/lib/stats/student.ts'
import { middleCut } from '../../../format/names.ts'
import { counted, formatFixed, formatValue } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { directionOf, headlineOf } from '../headline.ts'
import { digitsOf } from './metric-rows.tsx'
import type { Comparison } from './queries.ts'
import { type Party, type Standing, standingOf } from './subjects.ts'
import { AS_FAR_AS_KNOWN, differencesOf, GUESSED, intervalWords, NOT_CHANCE, type SectionOf } from './words.ts'

interface Placed {
  party: Party
  of: Standing
}

const Name = ({ party: { label, to } }: { party: Party }) => (
  <b>
    {to ? (
      <To to={to} title={label}>
        {middleCut(label, 48)}
      </To>
    ) : (
      middleCut(label, 60)
    )}
  </b>
)

export function answerOf(
  found: Comparison,
  parties: Party[],
  sections: SectionOf[],
): { sentence: ReactNode; more: string } {
  const what = differencesOf(sections)
  const isGrouped = parties.some(({ runs }) => runs.length > 1)
  const metric = headlineOf(found.metrics.map(({ name }) => name))
  const lead = metric === undefined ? undefined : leadOf(parties, metric)
  return {
    sentence: (
      <>
        <b>
          {isGrouped
            ? `${counted(parties.length, 'setting')} of ${counted(found.runs.length, 'run')}`
            : counted(found.runs.length, 'run')}
        </b>{' '}
        {what ? `differ in ${what}` : 'do not differ in anything that is known of all'}
        {lead ? <>; {lead.sentence}</> : '; none has a metric to tell them apart by'}.
      </>
    ),
    more: [lead?.more, isGrouped ? AS_FAR_AS_KNOWN : lead && NOT_CHANCE, lead && GUESSED].filter(Boolean).join(' '),
  }
}

function leadOf(parties: Party[], metric: string): { sentence: ReactNode; more: string } | undefined {
  const direction = directionOf(metric)
  const placed = parties
    .flatMap((party) => {
      const of = standingOf(party, metric)
      return of && of.n > 0 ? [{ party, of }] : []
    })
    .sort((a, b) => (direction === 'down' ? a.of.mean - b.of.mean : b.of.mean - a.of.mean))
  const [first, second] = placed
  if (!first) return undefined
  const name = middleCut(metric, 60)
  const without = parties.length - placed.length
  const more = without ? `${counted(without, 'of them has', 'of them have')} no number for ${name}.` : ''
  if (!second)
    return {
      sentence: (
        <>
          only <Name party={first.party} /> has {name} ({valueWords(first.of)})
        </>
      ),
      more,
    }
  const last = placed.at(-1)!
  if (!direction)
    return {
      sentence: (
        <>
          {name} lies between {valueWords(last.of)} (<Name party={last.party} />) and {valueWords(first.of)} (
          <Name party={first.party} />)
        </>
      ),
      more,
    }
  const ends = direction === 'down' ? 'lowest' : 'highest'
  const gap = Math.abs(first.of.mean - second.of.mean)
  if (gap === 0)
    return {
      sentence: (
        <>
          <Name party={first.party} /> and <Name party={second.party} /> share the {ends} {name} ({valueWords(first.of)}
          )
        </>
      ),
      more,
    }
  return {
    sentence: (
      <>
        <Name party={first.party} /> has the {ends} {first.of.n > 1 && 'mean '}
        {name} ({valueWords(first.of)}), {formatValue(Number(gap.toPrecision(2)))}{' '}
        {direction === 'down' ? 'below' : 'above'} the next, <Name party={second.party} /> ({valueWords(second.of)})
      </>
    ),
    more: [apart(first, second, placed.length - 1), more].filter(Boolean).join(' '),
  }
}

/** "0.913", "0.913, 0.907 to 0.919, n = 5" */
const valueWords = ({ mean, n, interval }: Standing): string =>
  interval ? `${formatValue(mean)}, ${intervalWords(interval.low, interval.high)}, n = ${n}` : formatValue(mean)

/** Whether the first and the next can be told apart. The first was chosen by looking, so all that it might have met count. */
function apart(first: Placed, second: Placed, comparisons: number): string {
  if (first.of.n < 2 && second.of.n < 2) return ''
  const level = 1 - 0.05 / comparisons
  const [high, low] = first.of.mean > second.of.mean ? [first.of, second.of] : [second.of, first.of]
  const found = welch(high, low, level)
  if (!found) return 'One of the two is a single run, so how much of their difference is chance is unknown.'
  const half = (found.high - found.low) / 2
  const say = (n: number): string => (half > 0 ? formatFixed(n, digitsOf(half)) : formatValue(n))
  const corrected = comparisons > 1 ? `, corrected for ${comparisons} comparisons` : ''
  const how = `difference ${say(found.effect)}, 95 % interval ${say(found.low)} to ${say(found.high)} by Welch's t${corrected}, n = ${first.of.n} and ${second.of.n}`
  return found.low > 0 ? `The two can be told apart: ${how}.` : `The two cannot be told apart yet: ${how}.`
}
