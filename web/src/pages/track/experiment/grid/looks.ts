/** How each column writes its values: chosen once for a list, so that numbers do not jump while more of it arrives. */
import { useMemo, useRef } from 'react'
import { type Column, type Look, lookOf } from '../columns.ts'
import type { Source } from '../lines/source.ts'

export function useLooks(source: Source, list: string, columns: Column[], numbers: Set<string>): Look[] {
  const kept = useRef<{ key: string; looks: Map<string, Look> }>({ key: '', looks: new Map() })
  if (kept.current.key !== list) kept.current = { key: list, looks: new Map() }
  const hasRows = source.count() !== undefined
  return useMemo(() => {
    const { looks } = kept.current
    return columns.map((column) => {
      const known = looks.get(column.id)
      if (known) return known
      const look = lookOf(column, source.runs().slice(0, 100), source.groups().slice(0, 100), numbers)
      if (hasRows) looks.set(column.id, look)
      return look
    })
  }, [source, columns, numbers, hasRows])
}
