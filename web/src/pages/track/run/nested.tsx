/** Runs nested in a run, with how each stands and what it came to. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount, formatDuration } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { Section } from '../../../parts/section.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { KEYS } from '../../../queries.ts'
import { Value } from '../experiment/cell.tsx'
import { headlineOf } from '../headline.ts'
import type { Detail, Run } from './words.ts'

const PAGE = 50

export function NestedSection({ detail: { run, parent, children } }: { detail: Detail }) {
  const query = useInfiniteQuery({
    enabled: children.length > 0,
    queryKey: [KEYS.run, run.run_id, 'nested'],
    queryFn: ({ signal, pageParam }) =>
      call(
        own.searchRuns,
        {
          experiment_ids: [run.experiment_id],
          filter: `tags.\`mlflow.parentRunId\` = '${run.run_id}'`,
          order_by: ['attributes.start_time ASC'],
          limit: PAGE,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  if (!parent && !children.length) return null
  const found = query.data?.pages.flatMap((page) => page.runs) ?? []
  const metric = headlineOf([...new Set(found.flatMap((each) => Object.keys(each.metrics)))].sort())
  // Their names and states came with the run itself: the rows keep their places while the rest is read.
  const rows: (Run | Detail['children'][number])[] = found.length ? found : children.slice(0, PAGE)
  const total = query.data?.pages[0]?.total ?? children.length
  return (
    <Section title="Nested runs" id="nested" {...(children.length && { note: formatCount(total) })}>
      {parent && (
        <p className="nested-in">
          Nested in{' '}
          <To to={`/runs/${parent.run_id}`} title={parent.name}>
            {middleCut(parent.name, 60)}
          </To>{' '}
          <StateChip state={parent.state} />
        </p>
      )}
      {rows.length > 0 && (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col" className="n" title={metric}>
                {metric ? middleCut(metric, 28) : 'Metric'}
              </th>
              <th scope="col" className="n wide">
                Duration
              </th>
              <th scope="col" className="wide">
                Started
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.run_id} row={row} metric={metric} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <button
          type="button"
          className="button small bare more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more of {formatCount(total)}
        </button>
      )}
    </Section>
  )
}

const NO_METRIC = 'this run has logged no such metric'

function Row({ row, metric }: { row: Run | Detail['children'][number]; metric: string | undefined }) {
  const run = 'metrics' in row ? row : undefined
  const point = metric === undefined ? undefined : run?.metrics[metric]
  const lasted =
    run && run.started_at !== null && run.ended_at !== null ? Number(run.ended_at) - Number(run.started_at) : undefined
  return (
    <tr>
      <td>
        <To to={`/runs/${row.run_id}`} title={row.name}>
          {middleCut(row.name, 60)}
        </To>
      </td>
      <td>
        <StateChip state={row.state} />
      </td>
      <td className="n">{point ? <Value value={point.value} /> : run && <Unknown why={NO_METRIC} />}</td>
      <td className="n wide">
        {lasted === undefined ? run && <Unknown why="it has not ended" /> : formatDuration(Math.max(0, lasted))}
      </td>
      <td className="wide">{run && <Ago at={run.started_at} />}</td>
    </tr>
  )
}
