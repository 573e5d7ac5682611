/** The sentence on top: which run has the highest (or lowest) value, of how many, and what is not known. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { counted, formatValue } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { directionOf, headlineOf, isNumber } from '../headline.ts'
import { type Keys, quoteKey, type Run, type Sort, toColumn } from './columns.ts'
import { among, EMPTY, GUESSED, going, LEAD_UNKNOWN, stillGoing } from './words.ts'

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
  best?: { run: string; column: string }
}

/** The sorted metric if there is one, else the most telling by its name. */
function metricOf(
  sort: Sort | undefined,
  keys: Keys | undefined,
): { name: string; lowest: boolean; guessed: boolean } | undefined {
  const column = sort && toColumn(sort.id)
  if (column?.kind === 'metrics') return { name: column.name, lowest: !sort!.descending, guessed: false }
  const name = keys && headlineOf(keys.metrics)
  return name === undefined ? undefined : { name, lowest: directionOf(name) === 'down', guessed: true }
}

export function useAnswer({ experimentId, keys, filter, sort, total, counts }: Question): Answer {
  const metric = metricOf(sort, keys)
  const { data } = useQuery({
    queryKey: ['answer', experimentId, filter ?? '', metric?.name ?? '', metric?.lowest ?? false, total ?? 0],
    enabled: metric !== undefined && total !== undefined && total > 0,
    queryFn: ({ signal }) => {
      const field = quoteKey('metrics', metric!.name)
      const has = `${field} is not null`
      return call(
        own.searchRuns,
        {
          experiment_ids: [experimentId],
          filter: filter ? `(${filter}) and ${has}` : has,
          order_by: [`${field} ${metric!.lowest ? 'ASC' : 'DESC'}`],
          limit: 3,
        },
        signal,
      )
    },
    placeholderData: (before) => before,
  })
  if (total === undefined || !counts) return { sentence: '' }
  const more = filter ? '' : going(counts)
  if (total === 0) return { sentence: filter ? 'No run matches the filter.' : EMPTY }
  if (!metric)
    return { sentence: `${counted(total, 'run')}${filter ? ' match the filter' : ''}, none with a metric yet${more}.` }
  if (!data) return { sentence: '' }
  const [first, second] = data.runs
  const value = first && metricIn(first, metric.name)
  if (!first || value === undefined || !isNumber(value))
    return {
      sentence: `No run${filter ? ' that matches the filter' : ''} has a number for ${middleCut(metric.name, 60)} yet${more}.`,
    }
  const best = { run: first.run_id, column: `metrics.${metric.name}` }
  const ends = metric.lowest ? 'lowest' : 'highest'
  const name = (
    <span title={metric.guessed ? `${metric.name}. ${GUESSED}` : metric.name}>{middleCut(metric.name, 60)}</span>
  )
  const next = second && metricIn(second, metric.name)
  const isTied = next !== undefined && Number(next) === Number(value)
  if (data.total === 1)
    return {
      sentence: (
        <>
          <Name run={first} /> is the only run with {name} ({formatValue(value)}){stillGoing(first.state)}
          {more}.
        </>
      ),
      best,
    }
  if (isTied)
    return {
      sentence: (
        <>
          <Name run={first} /> and others share the {ends} {name} ({formatValue(value)}){' '}
          {among(data.total, total, Boolean(filter))}
          {more}.
        </>
      ),
    }
  return {
    sentence: (
      <>
        Run <Name run={first} /> has the {ends} {name} ({formatValue(value)}){' '}
        {among(data.total, total, Boolean(filter))}
        {stillGoing(first.state)}
        {more}.
      </>
    ),
    ...(next !== undefined && isNumber(next) && { more: LEAD_UNKNOWN(middleCut(second!.name, 40), formatValue(next)) }),
    best,
  }
}

const metricIn = (run: Run, name: string): number | string | undefined => run.metrics[name]?.value

const Name = ({ run }: { run: Run }) => (
  <b>
    <To to={`/runs/${run.run_id}`} title={run.name}>
      {middleCut(run.name, 40)}
    </To>
  </b>
)
