/** The values that a key has in the experiment, for completion and for choosing. */
import { useQuery } from '@tanstack/react-query'
import { table } from '../../../../../../src/features/track/contract/table.ts'
import { call } from '../../../../api.ts'
import type { Values } from './options.ts'

/** Of a metric, its range. */
export function useValues(experimentId: string, key: string | undefined): Values | undefined {
  return useQuery({
    queryKey: ['values', experimentId, key ?? ''],
    enabled: key !== undefined && !/^datasets?\./i.test(key),
    queryFn: ({ signal }) => call(table.values, { experiment_id: experimentId, key: key!, limit: 500 }, signal),
    staleTime: 30_000,
    // A key that the server does not know is said when the filter is applied.
    retry: false,
  }).data
}
