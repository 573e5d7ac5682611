/** The best value of each metric that is shown, among all runs that match; of groups, among their means. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { table } from '../../../../../src/features/track/contract/table.ts'
import { call } from '../../../api.ts'
import { numberOf } from '../../../format/numbers.ts'
import { directionOf } from '../headline.ts'
import type { Column, Group } from './columns.ts'
import type { Source } from './lines/source.ts'

export interface Best {
  /** By column; columns whose name does not tell which direction is better are not in it. */
  runs: Map<string, number>
  groups: Map<string, number>
}

type Summary = Group['metrics'][string]

const judged = (columns: Column[]): Column[] =>
  columns.filter(({ kind, name }) => kind === 'metrics' && directionOf(name) !== undefined)

const bestOf = (name: string, { least, greatest }: Pick<Summary, 'least' | 'greatest'>): number | undefined => {
  const value = directionOf(name) === 'down' ? least : greatest
  return value === null ? undefined : numberOf(value)
}

/** More columns than these are a look around, not a contest. */
const MOST = 40

export function useBest(
  experimentId: string,
  filter: string | undefined,
  columns: Column[],
  source: Source | undefined,
): Best {
  const ids = useMemo(
    () =>
      judged(columns)
        .slice(0, MOST)
        .map(({ id }) => id),
    [columns],
  )
  const total = source?.total() ?? 0
  const { data } = useQuery({
    queryKey: ['best', experimentId, filter ?? '', ids, total],
    enabled: ids.length > 0 && total > 1,
    queryFn: ({ signal }) =>
      call(table.groups, { experiment_ids: [experimentId], filter, group_by: [], columns: ids }, signal),
    placeholderData: (before) => before,
  })
  const runs = useMemo(() => {
    const metrics = data?.groups[0]?.metrics ?? {}
    return toMap(columns, (name) => metrics[name] && bestOf(name, metrics[name]))
  }, [data, columns])

  const loaded = source?.groups() ?? []
  const isWhole = loaded.length > 1 && loaded.length === source?.groupCount()
  // Groups are read anew as one: their identity tells whether they changed.
  const first = loaded[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: `first` stands for all of them
  const groups = useMemo(() => {
    if (!isWhole) return new Map<string, number>()
    return toMap(judged(columns), (name) => {
      const means = loaded.flatMap(({ metrics }) => metrics[name]?.mean ?? []).map(numberOf)
      return means.length > 1 ? bestOf(name, { least: Math.min(...means), greatest: Math.max(...means) }) : undefined
    })
  }, [isWhole, first, columns])
  return useMemo(() => ({ runs, groups }), [runs, groups])
}

const toMap = (columns: Column[], of: (name: string) => number | undefined): Map<string, number> =>
  new Map(
    columns.flatMap(({ id, kind, name }) => {
      const value = kind === 'metrics' ? of(name) : undefined
      return value === undefined ? [] : [[id, value] as const]
    }),
  )
