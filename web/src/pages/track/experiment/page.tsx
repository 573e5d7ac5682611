/** One experiment: which of its runs leads, and all of them in a table. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { ApiError, call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { counted, formatCount } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { pathOf, useGo } from '../../../parts/link.tsx'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { KEYS } from '../../../queries.ts'
import { experimentRoute, type RunsQuery } from '../routes.ts'
import { useAnswer } from './answer.tsx'
import { searchAsCode } from './as-code.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnPicker } from './column-picker.tsx'
import './controls.css'
import { firstColumns, parseSort, toColumn } from './columns.ts'
import { FilterBox } from './filter-box.tsx'
import { PhoneTable, WideTable } from './table.tsx'
import { useRuns } from './use-runs.ts'
import { FILTER_WRONG, FILTER_WRONG_KEPT, NOTHING_MATCHES } from './words.ts'

export function ExperimentPage() {
  const { id } = experimentRoute.useParams()
  const { filter, sort, column, pick } = experimentRoute.useSearch()
  const navigate = experimentRoute.useNavigate()
  const isPhone = useIsPhone()
  const go = useGo()
  const field = useRef<HTMLInputElement>(null)
  const [active, setActive] = useState(-1)
  const set = useCallback(
    (change: RunsQuery, replace = false) =>
      void navigate({ search: (before: RunsQuery) => ({ ...before, ...change }), replace, resetScroll: false }),
    [navigate],
  )

  const experiment = useQuery({
    queryKey: [KEYS.experiment, id],
    queryFn: ({ signal }) => call(own.experiment, { experiment_id: id }, signal),
  })
  const list = useRuns(id, filter, sort)
  const { runs, total, fetchNextPage, isFetchingNextPage } = list
  const name = experiment.data?.experiment.name
  usePage(name ?? 'Experiment', [{ label: 'Experiments', to: '/experiments' }, { label: name ?? '…' }])

  // Chosen once from the first page: rows that load later must not move the columns.
  const first = useRef<{ of: string; ids: string[] }>({ of: '', ids: [] })
  if (first.current.of !== id && runs?.length) first.current = { of: id, ids: firstColumns(runs) }
  const ids = column ?? first.current.ids
  const columns = useMemo(() => ids.flatMap((each) => toColumn(each) ?? []), [ids])

  const mistake = list.error instanceof ApiError && list.error.status === 400 && filter ? list.error.message : undefined
  const answer = useAnswer({
    experimentId: id,
    keys: experiment.data?.keys,
    filter,
    sort: parseSort(sort),
    total: mistake ? undefined : total,
    counts: experiment.data?.experiment.runs,
  })

  const picked = pick ?? []
  const lastPick = useRef<string>(undefined)
  function onPick(run: string, toHere: boolean): void {
    const all = runs!.map(({ run_id }) => run_id)
    const [from, to] = [all.indexOf(lastPick.current ?? run), all.indexOf(run)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    const range = toHere && from >= 0 ? all.slice(from, to + 1) : [run]
    lastPick.current = run
    const isOff = picked.includes(run)
    set({ pick: isOff ? picked.filter((each) => !range.includes(each)) : [...new Set([...picked, ...range])] }, true)
  }
  const compare = (): void => {
    if (picked.length === 2) go(pathOf('/diff', { a: picked[0], b: picked[1] }))
  }
  const move = (by: number): void => {
    if (runs?.length) setActive(Math.min(Math.max(active + by, 0), runs.length - 1))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => active >= 0 && runs?.[active] && onPick(runs[active].run_id, false),
    c: compare,
    '/': () => field.current?.focus(),
  })
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, isFetchingNextPage])

  if (experiment.isError && !experiment.data)
    return <Problem error={experiment.error} retry={() => void experiment.refetch()} />
  const all = experiment.data?.experiment.runs.total ?? 0
  const count =
    total === undefined
      ? ''
      : `${filter ? `${formatCount(total)} of ${counted(all, 'run')}` : counted(total, 'run')} · ${Math.round(list.ms ?? 0)} ms`
  const isReady = name !== undefined && (answer.sentence !== '' || mistake !== undefined)
  const Table = isPhone ? PhoneTable : WideTable
  return (
    <div className={`page-of-runs${isReady ? '' : ' not-ready'}`}>
      <Head
        kind="Experiment"
        title={name === undefined ? <Bone width={160} height={20} /> : middleCut(name, isPhone ? 56 : 120)}
        hint={name}
        phoneLines={[3, 3]}
        answer={mistake ? (runs ? FILTER_WRONG_KEPT : FILTER_WRONG) : answer.sentence}
        more={answer.more && !mistake ? answer.more : '\u00a0'}
        actions={
          <>
            <ColumnPicker keys={experiment.data?.keys} chosen={ids} onChoose={(next) => set({ column: next }, true)} />
            <CopyAs code={searchAsCode(id, filter, sort)} />
          </>
        }
      />
      <FilterBox
        field={field}
        filter={filter ?? ''}
        onFilter={(next) => {
          setActive(-1)
          set({ filter: next || undefined })
        }}
        error={mistake}
        count={count}
      />
      {list.error && !mistake && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.fresh > 0 && (
        <button type="button" className="button small" style={{ alignSelf: 'start' }} onClick={list.showFresh}>
          {counted(list.fresh, 'new run')}: show
        </button>
      )}
      {runs ? (
        <Table
          runs={runs}
          columns={columns}
          sort={parseSort(sort)}
          onSort={(next) => set({ sort: next })}
          picked={picked}
          onPick={onPick}
          active={active}
          best={answer.best}
          hasMore={list.hasNextPage && !mistake}
          onMore={onMore}
          isOld={list.isPlaceholderData}
        />
      ) : (
        !list.error && <Waiting />
      )}
      {runs?.length === 0 && filter && !mistake && <p className="answer-more">{NOTHING_MATCHES}</p>}
      {picked.length > 0 && (
        <BulkBar count={picked.length} onCompare={compare} onClear={() => set({ pick: undefined }, true)} />
      )}
    </div>
  )
}

const Waiting = () => (
  <div aria-busy="true" style={{ minHeight: 330 }}>
    {Array.from({ length: 10 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows without an identity
      <div key={row} style={{ padding: '10px 10px 11px 46px' }}>
        <Bone width={`${60 + ((row * 17) % 30)}%`} />
      </div>
    ))}
  </div>
)
