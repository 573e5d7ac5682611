/** The lines of the table for what the address asks, kept fresh by what happens; the lines of before until they are there. */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { own } from '../../../../../../src/features/track/contract/own.ts'
import { table } from '../../../../../../src/features/track/contract/table.ts'
import { call } from '../../../../api.ts'
import { onLive } from '../../../../live.ts'
import { atMost, runsOf, subjectOf } from '../../../../queries.ts'
import { parseSort, toGroupBy, toOrderBy } from '../columns.ts'
import { flatSource, groupedSource, type Source } from './source.ts'

export interface Asked {
  experimentId: string
  filter: string | undefined
  sort: string | undefined
  /** Keys that the runs are grouped by; none for a plain list. */
  group: string[]
  /** Groups that are open, by `idOf`. */
  open: string[]
  /** Metrics, params and tags to bring along; undefined until it is known which. */
  columns: string[] | undefined
}

const REFRESH_MS = 1_000
const MAX_IDS = 200
/** Lists that stay in memory, so that going back is at once. */
const MAX_KEPT = 6
const kept = new Map<string, Source>()

/** The filter of a whole list and that of one of its groups. */
export const both = (...filters: (string | undefined)[]): string | undefined => {
  const some = filters.filter(Boolean)
  return some.length > 1 ? some.map((each) => `(${each})`).join(' and ') : some[0]
}

function createSource(key: string, { experimentId, filter, sort, group, columns }: Asked): Source {
  const experiment_ids = [experimentId]
  const order_by = toOrderBy(parseSort(sort))
  const runs = (own_filter: string | undefined) => async (offset: number, limit: number, signal: AbortSignal) => {
    const input = { experiment_ids, filter: own_filter, order_by, columns, offset, limit }
    const { runs, total } = await call(own.searchRuns, input, signal)
    return { rows: runs, total }
  }
  if (group.length === 0) return flatSource(key, columns, runs(filter))
  return groupedSource(key, columns, {
    async groups(offset, limit, signal) {
      const input = { experiment_ids, filter, group_by: group.map(toGroupBy), columns, offset, limit }
      const order = groupOrder(sort, group)
      const { groups, total, runs } = await call(
        table.groups,
        { ...input, ...(order && { order_by: [order] }) },
        signal,
      )
      return { rows: groups, total, runs }
    },
    runs: (each) => runs(both(filter, each.filter)),
  })
}

/** Groups have no state or user of their own: such a sort orders the runs within them. */
export function groupOrder(sort: string | undefined, group: string[]): string | undefined {
  const parsed = parseSort(sort)
  const order = toOrderBy(parsed)?.[0]
  if (!parsed || !order) return undefined
  const direction = parsed.descending ? 'DESC' : 'ASC'
  if (parsed.id === 'name') return `runs ${direction}`
  const isOrder = parsed.id.startsWith('metrics.') || parsed.id === 'started' || group.includes(parsed.id)
  return isOrder ? order : undefined
}

function sourceOf(asked: Asked): Source {
  const { experimentId, filter, sort, group, columns } = asked
  const key = JSON.stringify([experimentId, filter, sort, group, columns])
  const known = kept.get(key)
  kept.delete(key)
  const source = known ?? createSource(key, asked)
  kept.set(key, source)
  if (kept.size > MAX_KEPT) {
    const [oldest, gone] = kept.entries().next().value!
    gone.stop()
    kept.delete(oldest)
  }
  return source
}

export interface Lines {
  /** What is shown; undefined until something is. */
  source: Source | undefined
  /** Tells lists apart: another filter, sort or group is another list. */
  list: string
  /** It is of another filter or sort than the address asks. */
  isOld: boolean
  error: unknown
  /** Runs that started since and are not shown yet. */
  fresh: number
  refresh: () => void
  want: (first: number, last: number) => void
}

export function useLines(asked: Asked): Lines {
  const { experimentId, filter, sort, group, columns } = asked
  const list = JSON.stringify([experimentId, filter, sort, group])
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `list` and the columns are all that a source depends on
  const current = useMemo(() => (columns ? sourceOf(asked) : undefined), [list, columns?.join('\n')])
  const shown = useRef<{ source: Source; list: string }>(undefined)
  const view = useRef<[number, number]>([0, 0])
  const [fresh, setFresh] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has nothing to announce
  useEffect(() => setFresh(0), [list])
  const open = asked.open.join('\n')
  useEffect(() => current?.open(open === '' ? [] : open.split('\n')), [current, open])
  useEffect(() => {
    if (!current) return
    const stop = current.listen(redraw)
    // What was read on an earlier visit may be old.
    if (current.count() !== undefined) current.refresh()
    return () => {
      stop()
      current.stop()
    }
  }, [current])

  // Another list begins at its top; the same list with other columns goes on where it is.
  const isSameList = shown.current?.list === list
  const [first, last] = isSameList ? view.current : [0, 40]
  if (current?.has(first, last)) shown.current = { source: current, list }
  const source = shown.current?.source
  useEffect(() => {
    if (current && source !== current) current.want(first, last)
  })

  const want = useCallback((from: number, to: number) => {
    view.current = [from, to]
    shown.current?.source.want(from, to)
  }, [])
  useFresh(experimentId, columns, source, () => view.current[0] === 0, setFresh)
  return {
    source,
    list: shown.current?.list ?? '',
    isOld: source !== undefined && shown.current?.list !== list,
    error: current?.error(),
    fresh,
    refresh: () => {
      setFresh(0)
      current?.refresh()
    },
    want,
  }
}

/** Follows what happens: values change in place, new runs appear at the top or are announced. */
function useFresh(
  experimentId: string,
  columns: string[] | undefined,
  source: Source | undefined,
  isAtTop: () => boolean,
  announce: (change: (count: number) => number) => void,
): void {
  const latest = useRef({ columns, source, isAtTop })
  latest.current = { columns, source, isAtTop }
  useEffect(() => {
    const changed = new Set<string>()
    let begun = 0
    let isPolled = false

    async function act(): Promise<void> {
      const { columns, source, isAtTop } = latest.current
      if (!source) return
      const ids = [...changed]
      changed.clear()
      if (isPolled || (begun && isAtTop()) || (ids.length && source.groupCount() !== undefined)) {
        isPolled = false
        begun = 0
        return source.refresh()
      }
      if (begun) {
        const more = begun
        begun = 0
        announce((count) => count + more)
      }
      const shown = new Set(source.runs().map(({ run_id }) => run_id))
      const some = ids.filter((id) => shown.has(id)).slice(0, MAX_IDS)
      if (!some.length) return
      const filter = `attributes.run_id in (${some.map((id) => `'${id}'`).join(', ')})`
      const { runs } = await call(own.searchRuns, { experiment_ids: [experimentId], filter, columns, limit: MAX_IDS })
      source.replace(new Map(runs.map((run) => [run.run_id, run])))
    }

    const soon = atMost(REFRESH_MS, () => void act().catch(() => undefined))
    return onLive(({ name, data }) => {
      if (name === 'poll') isPolled = latest.current.isAtTop()
      else if (name === 'points') for (const run of runsOf(data)) changed.add(run)
      else if (name.startsWith('run.')) {
        const { id, experimentId: of } = subjectOf(data)
        if (id) changed.add(id)
        if (of === experimentId && name === 'run.started') begun += 1
        // Who scrolled down keeps the rows where they are.
        if (of === experimentId && /deleted|restored/.test(name)) isPolled ||= latest.current.isAtTop()
      } else return
      soon()
    })
  }, [experimentId, announce])
}
