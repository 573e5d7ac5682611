/** Selecting runs: one, a range, all that match. */
import { useRef } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { parseSort, toOrderBy } from './columns.ts'
import type { Source } from './lines/source.ts'
import { ALL, MOST_PICKED, type TableState } from './state.ts'

export interface Picking {
  pick: (index: number, toHere: boolean) => void
  all: () => void
  none: () => void
}

export function usePicking(state: TableState, source: Source | undefined): Picking {
  const { picked, isAllPicked, set } = state
  const last = useRef(-1)
  const idAt = (index: number): string | undefined => {
    const line = source?.line(index)
    return line?.kind === 'run' ? line.run.run_id : undefined
  }
  const keep = (ids: Iterable<string>): void => {
    const list = [...new Set(ids)].slice(0, MOST_PICKED)
    set({ pick: list.length ? list : undefined }, true)
  }

  /** Of a plain list also what is not loaded: somebody scrolled past it. */
  async function rangeOf(from: number, to: number): Promise<string[]> {
    const ids = Array.from({ length: to - from + 1 }, (_, i) => idAt(from + i))
    const isWhole = ids.every((id) => id !== undefined)
    if (isWhole || state.group.length) return ids.flatMap((id) => id ?? [])
    const { runs } = await call(own.searchRuns, {
      experiment_ids: [state.id],
      filter: state.filter,
      order_by: toOrderBy(parseSort(state.sort)),
      columns: [],
      offset: from,
      limit: Math.min(to - from + 1, MOST_PICKED),
    })
    return runs.map(({ run_id }) => run_id)
  }

  return {
    pick(index, toHere) {
      const id = idAt(index)
      if (id === undefined) return
      const from = last.current
      last.current = index
      const before = isAllPicked ? [] : [...picked]
      if (toHere && from >= 0 && from !== index)
        void rangeOf(Math.min(from, index), Math.max(from, index)).then((ids) => keep([...before, ...ids]))
      else if (picked.has(id)) keep(before.filter((each) => each !== id))
      else keep([...before, id])
    },
    all: () => set({ pick: [ALL] }, true),
    none: () => set({ pick: undefined }, true),
  }
}
