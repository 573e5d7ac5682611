/** The sentence on top: which run or configuration leads by one metric, of how many, and what is not known. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { table } from '../../../../../src/features/track/contract/table.ts'
import { writeKey } from '../../../../../src/lib/filter/write.ts'
import { isSeed } from '../../../../../src/lib/seeds.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { directionOf, headlineOf } from '../headline.ts'
import { type Group, type Keys, type Sort, toColumn } from './columns.ts'
import { differenceInWords, intervalInWords, type Leader, leaderOf } from './leader.ts'
import { both } from './lines/use-lines.ts'
import { among, amongConfigurations, EMPTY, GUESSED, going, LEAD_UNKNOWN, PICKED, stillGoing } from './words.ts'

interface Question {
  experimentId: string
  keys: Keys | undefined
  filter: string | undefined
  sort: Sort | undefined
  /** Of the list shown; undefined while it loads or when the filter is wrong. */
  total: number | undefined
  counts: { running: number; lost: number } | undefined
}

export interface Answer {
  sentence: ReactNode
  more?: ReactNode
}

interface Metric {
  name: string
  lowest: boolean
  guessed: boolean
}

/** The sorted metric if there is one, else the most telling by its name. */
function metricOf(sort: Sort | undefined, keys: Keys | undefined): Metric | undefined {
  const column = sort && toColumn(sort.id)
  if (column?.kind === 'metrics') return { name: column.name, lowest: !sort!.descending, guessed: false }
  const name = keys && headlineOf(keys.metrics)
  return name === undefined ? undefined : { name, lowest: directionOf(name) === 'down', guessed: true }
}

/** The first two configurations by the mean: of repeated runs it says more than the luckiest of them. */
function useLeaders({ experimentId, filter, total }: Question, metric: Metric | undefined) {
  return useQuery({
    queryKey: ['answer', experimentId, filter ?? '', metric?.name ?? '', metric?.lowest ?? false, total ?? 0],
    enabled: metric !== undefined && total !== undefined && total > 0,
    queryFn: ({ signal }) => {
      const field = writeKey('metrics', metric!.name)
      const input = {
        experiment_ids: [experimentId],
        filter: both(filter, `${field} is not null`),
        group_by: ['configuration'],
        order_by: [`${field} ${metric!.lowest ? 'ASC' : 'DESC'}`],
        columns: [`metrics.${metric!.name}`],
        limit: 2,
      }
      return call(table.groups, input, signal)
    },
    placeholderData: (before) => before,
  }).data
}

export function useAnswer(question: Question): Answer {
  const { keys, filter, sort, total, counts } = question
  const metric = metricOf(sort, keys)
  const data = useLeaders(question, metric)
  if (total === undefined || !counts) return { sentence: '' }
  const rest = filter ? '' : going(counts)
  if (total === 0) return { sentence: filter ? 'No run matches the filter.' : EMPTY }
  if (!metric)
    return { sentence: `${counted(total, 'run')}${filter ? ' match the filter' : ''}, none with a metric yet${rest}.` }
  if (!data) return { sentence: '' }
  const [first, second] = data.groups.map((group) => leaderOf(group, metric.name))
  if (!first)
    return {
      sentence: `No run${filter ? ' that matches the filter' : ''} has a number for ${middleCut(metric.name, 60)} yet${rest}.`,
    }
  const facts = {
    first,
    second,
    metric,
    total,
    having: data.runs,
    configurations: data.total,
    isFiltered: Boolean(filter),
    rest,
  }
  return data.total < data.runs ? repeated(facts, keys?.params.some(isSeed) ? 'seed' : 'run') : single(facts)
}

interface Facts {
  first: Leader
  second: Leader | undefined
  metric: Metric
  /** Runs of the list, those that have the metric, and how many configurations these are. */
  total: number
  having: number
  configurations: number
  isFiltered: boolean
  /** Of what goes on, to end the sentence with. */
  rest: string
}

/** Several runs of one configuration: mean, interval, and whether the next is distinguishable. */
function repeated(
  { first, second, metric, total, having, configurations, isFiltered, rest }: Facts,
  unit: string,
): Answer {
  const of = amongConfigurations(configurations, having, total, isFiltered)
  return {
    sentence: (
      <>
        {first.n > 1 ? 'Runs like ' : 'Run '}
        <Name group={first.group} /> {first.n > 1 ? 'have' : 'has'} the {metric.lowest ? 'lowest' : 'highest'} mean{' '}
        <Metric metric={metric} /> ({intervalInWords(first, unit)}) {of}
        {rest}.
      </>
    ),
    ...(second && {
      more: <span title={configurations > 2 ? PICKED : undefined}>{differenceInWords(first, second, unit)}</span>,
    }),
  }
}

/** As many configurations as runs: the values as they are, and that chance is unknown. */
function single({ first, second, metric, total, having, isFiltered, rest }: Facts): Answer {
  const ends = metric.lowest ? 'lowest' : 'highest'
  const name = <Metric metric={metric} />
  if (having === 1)
    return {
      sentence: (
        <>
          <Name group={first.group} /> is the only run with {name} ({first.value}){stillGoing(first.group.first.state)}
          {rest}.
        </>
      ),
    }
  if (second && second.mean === first.mean)
    return {
      sentence: (
        <>
          <Name group={first.group} /> and others share the {ends} {name} ({first.value}){' '}
          {among(having, total, isFiltered)}
          {rest}.
        </>
      ),
    }
  return {
    sentence: (
      <>
        Run <Name group={first.group} /> has the {ends} {name} ({first.value}) {among(having, total, isFiltered)}
        {stillGoing(first.group.first.state)}
        {rest}.
      </>
    ),
    ...(second && { more: LEAD_UNKNOWN(middleCut(second.group.first.name, 40), second.value) }),
  }
}

const Metric = ({ metric: { name, guessed } }: { metric: Metric }) => (
  <span title={guessed ? `${name}. ${GUESSED}` : name}>{middleCut(name, 60)}</span>
)

const Name = ({ group: { first } }: { group: Group }) => (
  <b>
    <To to={`/runs/${first.run_id}`} title={first.name}>
      {middleCut(first.name, 40)}
    </To>
  </b>
)
