/** One experiment: which of its runs leads, and all of them in a table. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { MOST_RUNS } from '../../../../../src/features/track/contract/compare.ts'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { table } from '../../../../../src/features/track/contract/table.ts'
import { ApiError, call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { pathOf, useGo } from '../../../parts/link.tsx'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { KEYS } from '../../../queries.ts'
import { useAnswer } from './answer.tsx'
import { searchAsCode } from './as-code.ts'
import { BulkBar } from './bulk/bar.tsx'
import { useBulk } from './bulk/use-bulk.ts'
import { ColumnPicker } from './column-picker.tsx'
import './controls.css'
import { ALL_COLUMNS, allColumns, firstColumns, parseSort, toColumn } from './columns.ts'
import { ExportMenu } from './export/menu.tsx'
import { FilterBox } from './filter/box.tsx'
import { Grid } from './grid/grid.tsx'
import { GroupPicker } from './group-picker.tsx'
import { idOf } from './lines/source.ts'
import { useLines } from './lines/use-lines.ts'
import { MoveButton } from './move/dialog.tsx'
import { useNeeded } from './needed.ts'
import { Phone } from './phone.tsx'
import { useTableState } from './state.ts'
import { useBest } from './use-best.ts'
import { usePicking } from './use-picking.ts'
import { countOf, FILTER_WRONG, FILTER_WRONG_KEPT, NOTHING_MATCHES } from './words.ts'

export function ExperimentPage() {
  const state = useTableState()
  const { id, filter, sort, column, group, open, set } = state
  const isPhone = useIsPhone()
  const go = useGo()
  const field = useRef<HTMLInputElement>(null)
  const [active, setActive] = useState(-1)
  const [opened, setOpened] = useState<'columns' | 'group'>()

  const experiment = useQuery({
    queryKey: [KEYS.experiment, id],
    queryFn: ({ signal }) => call(own.experiment, { experiment_id: id }, signal),
  })
  const keys = useQuery({
    queryKey: [KEYS.experiment, id, 'keys'],
    queryFn: ({ signal }) => call(table.keys, { experiment_id: id }, signal),
  }).data

  // Chosen once: keys that come later must not move the columns.
  const first = useRef<{ of: string; ids: string[] }>({ of: '', ids: [] })
  if (first.current.of !== id && keys?.metrics.concat(keys.params).length)
    first.current = { of: id, ids: firstColumns(keys) }
  const isAll = column?.includes(ALL_COLUMNS) ?? false
  const all = useMemo(() => (isAll && keys ? allColumns(keys) : []), [isAll, keys])
  const ids = isAll ? all : (column ?? first.current.ids)
  const columns = useMemo(() => ids.flatMap((each) => toColumn(each) ?? []), [ids])
  const [needed, onColumns] = useNeeded(columns, sort, keys !== undefined || (column !== undefined && !isAll))
  const lines = useLines({ experimentId: id, filter, sort, group, open, columns: needed })
  const { source } = lines
  const total = source?.total()
  const name = experiment.data?.experiment.name
  usePage(name ?? 'Experiment', [{ label: 'Experiments', to: '/experiments' }, { label: name ?? '…' }])

  const mistake =
    lines.error instanceof ApiError && lines.error.status === 400 && filter ? lines.error.message : undefined
  const answer = useAnswer({
    experimentId: id,
    keys,
    filter,
    sort: parseSort(sort),
    total: mistake || lines.isOld ? undefined : total,
    counts: experiment.data?.experiment.runs,
  })
  const best = useBest(id, filter, columns, lines.isOld ? undefined : source)
  const picking = usePicking(state, source)
  const pickedIds = useMemo(() => (state.isAllPicked ? [] : [...state.picked]), [state.picked, state.isAllPicked])
  const bulk = useBulk({
    ...{ experimentId: id, filter, picked: state.picked, isAll: state.isAllPicked },
    onChanged() {
      picking.none()
      lines.refresh()
    },
  })
  const toggle = (index: number): void => {
    const line = source?.line(index)
    if (line?.kind !== 'group') return
    const of = idOf(line.group)
    set({ open: open.includes(of) ? open.filter((each) => each !== of) : [...open, of] }, true)
  }
  const compare = (): void => {
    if (pickedIds.length >= 2 && pickedIds.length <= MOST_RUNS) go(pathOf('/compare', { run: pickedIds }))
  }
  const move = (by: number): void => {
    const count = source?.count() ?? 0
    if (count) setActive(Math.min(Math.max(active + by, 0), count - 1))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => active >= 0 && picking.pick(active, false),
    // biome-ignore lint/correctness/noComponentHookFactories: the key Shift+X, no component
    X: () => active >= 0 && picking.pick(active, true),
    c: compare,
    e: () => setOpened('columns'),
    '/': () => field.current?.focus(),
  })
  useWideMain()
  const numbers = useMemo(() => new Set(keys?.numbers), [keys])
  const onWant = lines.want
  const onView = useCallback((from: number, to: number) => onWant(from, to), [onWant])

  if (experiment.isError && !experiment.data)
    return <Problem error={experiment.error} retry={() => void experiment.refetch()} />
  const count = countOf({ source, filter, all: experiment.data?.experiment.runs.total ?? 0 })
  const isReady = name !== undefined && (answer.sentence !== '' || mistake !== undefined)
  const shared = source && {
    source,
    columns,
    widths: state.widths,
    numbers,
    group,
    list: lines.list,
    sort: parseSort(sort),
    picked: state.picked,
    active,
    best,
    isOld: lines.isOld && !lines.error,
    onActive: setActive,
    onPick: picking.pick,
    onToggle: toggle,
    onView,
  }
  return (
    <div className={`page-of-runs${isReady ? '' : ' not-ready'}`}>
      <Head
        kind="Experiment"
        title={name === undefined ? <Bone width={160} height={20} /> : middleCut(name, isPhone ? 56 : 120)}
        hint={name}
        phoneLines={[3, 3]}
        answer={mistake ? (source ? FILTER_WRONG_KEPT : FILTER_WRONG) : answer.sentence}
        more={answer.more && !mistake ? answer.more : '\u00a0'}
        actions={
          <>
            <GroupPicker
              keys={keys}
              group={group}
              isOpen={opened === 'group'}
              onOpen={(isOpen) => setOpened(isOpen ? 'group' : undefined)}
              onGroup={(next) => {
                setActive(-1)
                set({ group: next, open: undefined })
              }}
            />
            <ColumnPicker
              keys={keys}
              chosen={ids}
              isOpen={opened === 'columns'}
              onOpen={(isOpen) => setOpened(isOpen ? 'columns' : undefined)}
              onChoose={(next) => set({ column: next }, true)}
            />
            <ExportMenu
              asked={{ experimentId: id, name: name ?? '', filter, sort, group, columns, picked: pickedIds }}
              total={source?.groupCount() ?? total}
            />
            <CopyAs code={searchAsCode({ experimentId: id, filter, sort, group, columns })} />
            {!isPhone && <MoveButton id={id} name={name} />}
          </>
        }
      />
      <FilterBox
        field={field}
        experimentId={id}
        keys={keys}
        filter={filter ?? ''}
        onFilter={(next) => {
          setActive(-1)
          set({ filter: next || undefined })
        }}
        error={mistake}
        count={count}
      />
      {lines.error !== undefined && !mistake && <Problem error={lines.error} retry={lines.refresh} />}
      {lines.fresh > 0 && (
        <button type="button" className="button small" style={{ alignSelf: 'start' }} onClick={lines.refresh}>
          {counted(lines.fresh, 'new run')}: show
        </button>
      )}
      {shared ? (
        isPhone ? (
          <Phone {...shared} />
        ) : (
          <Grid
            {...shared}
            onColumns={onColumns}
            onSort={(next) => set({ sort: next })}
            onWidth={state.setWidth}
            onMove={(of, to) => {
              const others = ids.filter((each) => each !== of)
              set({ column: [...others.slice(0, to), of, ...others.slice(to)] }, true)
            }}
            onHide={(of) => set({ column: ids.filter((each) => each !== of) }, true)}
            onGroup={(of) => set({ group: group.includes(of) ? undefined : [of], open: undefined })}
            onFilterBy={() => field.current?.focus()}
          />
        )
      ) : (
        !lines.error && <Waiting />
      )}
      {total === 0 && filter && !mistake && <p className="answer-more">{NOTHING_MATCHES}</p>}
      <BulkBar
        count={state.isAllPicked ? (total ?? 0) : state.picked.size}
        isAll={state.isAllPicked}
        total={total}
        bulk={bulk}
        onCompare={compare}
        onAll={picking.all}
        onClear={picking.none}
      />
    </div>
  )
}

/** A class rather than `:has()`, which the browser would ask about anew with every row that is scrolled in. */
function useWideMain(): void {
  useLayoutEffect(() => {
    const main = document.querySelector('main')
    main?.classList.add('is-wide')
    return () => main?.classList.remove('is-wide')
  }, [])
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
