/** All experiments: what runs in them, the most recently active first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { formatCount } from '../../../format/numbers.ts'
import { BoneRows } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import { KEYS } from '../../../queries.ts'
import { moveFocus } from '../move-focus.ts'
import { experimentsRoute } from '../routes.ts'
import { answer, type Experiment, TITLE } from './words.ts'

const FirstRun = lazy(() => import('./first-run.tsx').then(({ FirstRun }) => ({ default: FirstRun })))

/** From here on a search field helps. */
const MANY = 10

export function ExperimentsPage() {
  const { search } = experimentsRoute.useSearch()
  const navigate = experimentsRoute.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const query = useInfiniteQuery({
    queryKey: [KEYS.experiments, search ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(own.experiments, { search, limit: 100, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  })
  usePage(TITLE, [{ label: TITLE }])
  useKeys({
    j: () => moveFocus('[data-row] td:first-child > a', 1),
    k: () => moveFocus('[data-row] td:first-child > a', -1),
    '/': () => field.current?.focus(),
  })
  if (query.isError && !query.data) return <Problem error={query.error} retry={() => void query.refetch()} />
  const experiments = query.data?.pages.flatMap((page) => page.experiments)
  const nothing = experiments && !search && experiments.every(({ runs }) => runs.total === 0)
  if (nothing && !query.hasNextPage)
    return (
      <Suspense fallback={null}>
        <FirstRun />
      </Suspense>
    )
  return (
    <>
      <Head kind="Build" title={TITLE} answer={experiments ? answer(experiments, !query.hasNextPage && !search) : ''} />
      <div style={{ minHeight: 20 }}>
        {(search || (experiments && experiments.length > MANY)) && (
          <input
            ref={field}
            type="search"
            className="field"
            style={{ width: 'min(320px, 100%)', margin: '16px 0 4px' }}
            placeholder="Find an experiment"
            aria-label="Find an experiment"
            defaultValue={search}
            onChange={({ target }) =>
              void navigate({ search: { search: target.value || undefined }, replace: true, resetScroll: false })
            }
          />
        )}
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Experiment</th>
            <th className="n">Runs</th>
            <th className="wide">State</th>
            <th className="n">Last activity</th>
          </tr>
        </thead>
        <tbody>
          {experiments ? (
            experiments.map((experiment) => <Row key={experiment.experiment_id} experiment={experiment} />)
          ) : (
            <BoneRows rows={6} columns={4} />
          )}
        </tbody>
      </table>
      {experiments?.length === 0 && (
        <p className="answer-more" style={{ padding: '16px 10px' }}>
          No experiment has “{search}” in its name.
        </p>
      )}
      {query.hasNextPage && (
        <p style={{ marginTop: 16 }}>
          <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
            Show 100 more
          </button>
        </p>
      )}
    </>
  )
}

function Row({ experiment: { experiment_id, name, runs, last_run_at, updated_at } }: { experiment: Experiment }) {
  const page = `/experiments/${experiment_id}`
  return (
    <tr data-row="">
      <td>
        <To to={page}>{name}</To>
        <div className="narrow-only">
          <States page={page} runs={runs} />
        </div>
      </td>
      <td className="n">{formatCount(runs.total)}</td>
      <td className="wide">
        <States page={page} runs={runs} />
      </td>
      <td className="n low">
        <Ago at={last_run_at ?? updated_at} />
      </td>
    </tr>
  )
}

function States({ page, runs }: { page: string; runs: Experiment['runs'] }) {
  if (!runs.running && !runs.lost && !runs.failed)
    return <span className="low">{runs.total ? 'none running, lost or failed' : 'no runs yet'}</span>
  return (
    <span className="states">
      {runs.running > 0 && <StateChip state="running" count={formatCount(runs.running)} />}
      {runs.lost > 0 && <StateChip state="lost" count={formatCount(runs.lost)} />}
      {runs.failed > 0 && (
        <To to={pathOf(page, { filter: "status = 'FAILED'" })} title="Show the failed runs">
          <StateChip state="failed" count={formatCount(runs.failed)} />
        </To>
      )}
    </span>
  )
}
