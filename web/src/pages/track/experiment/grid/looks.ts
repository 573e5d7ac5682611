/** How each column writes its values: chosen once for a list, so that numbers do not jump while more of it arrives. */
import { useCallback, useRef } from 'react'
import { type Column, type Look, lookOf } from '../columns.ts'
import type { Source } from '../lines/source.ts'

/** So many rows are enough to tell the size of a column's values. */
const ROWS = 100

export function useLooks(source: Source, list: string, numbers: Set<string>): (column: Column) => Look {
  const kept = useRef({ list: '', numbers, looks: new Map<string, Look>() })
  if (kept.current.list !== list || kept.current.numbers !== numbers) kept.current = { list, numbers, looks: new Map() }
  return useCallback(
    (column) => {
      const { looks } = kept.current
      const known = looks.get(column.id)
      if (known) return known
      const look = lookOf(column, source.runs().slice(0, ROWS), source.groups().slice(0, ROWS), numbers)
      if (column.kind === 'attribute' || source.brings(column.id)) looks.set(column.id, look)
      return look
    },
    [source, numbers],
  )
}
