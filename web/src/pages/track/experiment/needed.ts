/** Which keys the rows must bring along: all that are shown, or of very many those in view and beside it. */
import { useCallback, useMemo, useState } from 'react'
import { type Column, parseSort } from './columns.ts'

/** Up to so many columns all of them travel. */
const FEW = 40
/** Beyond, they travel in blocks of this size, so that scrolling sideways asks now and then, not at every step. */
const BLOCK = 20

/** Returns the keys, and what to tell about the columns in view; undefined while it is not known which columns to show. */
export function useNeeded(
  columns: Column[],
  sort: string | undefined,
  isKnown: boolean,
): [needed: string[] | undefined, onColumns: (first: number, last: number) => void] {
  const [blocks, setBlocks] = useState({ from: 0, to: 0 })
  const onColumns = useCallback((first: number, last: number) => {
    const next = { from: Math.floor(first / BLOCK), to: Math.floor(Math.max(first, last) / BLOCK) }
    setBlocks((before) => (before.from === next.from && before.to === next.to ? before : next))
  }, [])
  const needed = useMemo(() => {
    if (!isKnown) return undefined
    const shown = columns.length <= FEW ? columns : columns.slice(blocks.from * BLOCK, (blocks.to + 1) * BLOCK)
    const ids = shown.filter(({ kind }) => kind !== 'attribute').map(({ id }) => id)
    const sorted = parseSort(sort)?.id
    const more = sorted && /^(metrics|params|tags)\./.test(sorted) && !ids.includes(sorted) ? [sorted] : []
    return [...ids, ...more].sort()
  }, [columns, sort, isKnown, blocks])
  return [needed, onColumns]
}
