/** The pages that this reader may open. */
import { useMemo } from 'react'
import { useMay } from './may.ts'
import { type Entry, type Group, PLACES } from './places.ts'

export function usePlaces(): Group[] {
  const mayAudit = useMay('audit')
  return useMemo(
    () =>
      PLACES.map((group) => ({ ...group, entries: group.entries.filter(({ needs }) => !needs || mayAudit) })).filter(
        ({ entries }) => entries.length > 0,
      ),
    [mayAudit],
  )
}

export function useEntries(): Entry[] {
  const places = usePlaces()
  return useMemo(() => places.flatMap(({ entries }) => entries), [places])
}
