/** What is known of a dataset version: its source, its columns, its statistics, the runs that used it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { datasets } from '../../../../../src/features/track/contract/datasets.ts'
import { personal } from '../../../../../src/features/track/contract/personal.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { parseJson } from '../../../../../src/lib/json.ts'
import { columnsOf } from '../../../../../src/lib/schema-columns.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Columns } from '../../../parts/columns.tsx'
import { CopyButton } from '../../../parts/copy.tsx'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'

type Version = Reply<typeof datasets.version>

const NO_PROFILE = 'the run that logged it sent no profile'
const NO_SCHEMA = 'No run has said which columns it has. mlflow.data keeps them when it makes a dataset from a frame.'

export const useDataset = (id: string, enabled: boolean) =>
  useInfiniteQuery({
    enabled,
    queryKey: ['dataset-version', id],
    queryFn: ({ signal, pageParam }) => call(datasets.version, { id, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export function DatasetDetail({ query }: { query: ReturnType<typeof useDataset> }) {
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />
  const [first] = query.data?.pages ?? []
  if (!first) return null
  const runs = query.data!.pages.flatMap((page) => page.runs)
  return (
    <div className="facts">
      <div>
        <Section title="Data">
          <Pairs label="data" pairs={factsOf(first.dataset)} none="" />
        </Section>
        <SchemaSection {...first.dataset} />
      </div>
      <div>
        <Section title="Runs that used it" note={formatCount(first.total)}>
          <Runs runs={runs} />
          {query.hasNextPage && (
            <button
              type="button"
              className="button small bare more"
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Show more of {formatCount(first.total)}
            </button>
          )}
        </Section>
      </div>
    </div>
  )
}

/** A text that may be JSON, as an object; undefined when it is none. */
function objectOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text ?? '')
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const shown = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'bigint'
    ? formatCount(value)
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** "num_rows" is said as "Rows"; what is not known by name keeps its own. */
const PROFILE_WORDS: Record<string, string> = { num_rows: 'Rows', num_elements: 'Elements' }

function factsOf({ digest, source_type, source, profile }: Version['dataset']): Pair[] {
  const place = objectOf(source)
  const where = place ? (place.uri ?? place.path ?? place.url ?? place.table_name) : undefined
  const rest = Object.entries(place ?? {}).filter(([, value]) => value !== where)
  const statistics = Object.entries(objectOf(profile) ?? {})
  return [
    {
      name: 'Digest',
      value: (
        <>
          <code>{digest}</code> <CopyButton text={digest} className="button small bare inline" />
        </>
      ),
    },
    { name: 'Source', value: <code>{typeof where === 'string' ? where : source}</code> },
    { name: 'Kind of source', value: source_type },
    ...rest.map(([name, value]) => ({ name, value: shown(value) })),
    ...(statistics.some(([name]) => name === 'num_rows')
      ? []
      : [{ name: 'Rows', value: <Unknown why={NO_PROFILE} /> }]),
    ...statistics.map(([name, value]) => ({ name: PROFILE_WORDS[name] ?? name, value: shown(value) })),
  ]
}

function SchemaSection({ name, schema }: { name: string; schema?: string | undefined }) {
  const columns = columnsOf(schema)
  const { data } = useQuery({
    queryKey: ['personal-data'],
    queryFn: ({ signal }) => call(personal.list, {}, signal),
  })
  const about = data?.datasets.find(({ dataset }) => dataset === name)
  return (
    <Section title="Columns" {...(columns && { note: formatCount(columns.length) })}>
      {columns ? (
        <Columns columns={columns} personal={about?.columns} />
      ) : schema ? (
        <pre className="raw-text">{schema}</pre>
      ) : (
        <p className="low">{NO_SCHEMA}</p>
      )}
    </Section>
  )
}

function Runs({ runs }: { runs: Version['runs'] }) {
  if (!runs.length) return <p className="low">None any more.</p>
  return (
    <table className="table dense">
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">State</th>
          <th scope="col">Used for</th>
          <th scope="col" className="wide">
            Experiment
          </th>
          <th scope="col" className="wide">
            Started
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map(({ run_id, name, state, deleted, context, experiment, started_at }) => (
          <tr key={run_id}>
            <td>
              <To to={`/runs/${run_id}`} title={name}>
                {middleCut(name, 36)}
              </To>
              {deleted && <span className="low"> in the trash</span>}
            </td>
            <td>
              <StateChip state={state} />
            </td>
            <td>{context ?? <Unknown why="the script did not say what it used the data for" />}</td>
            <td className="wide">
              <To to={`/experiments/${experiment.experiment_id}`} title={experiment.name}>
                {middleCut(experiment.name, 24)}
              </To>
            </td>
            <td className="wide">
              <Ago at={started_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
