/** The pages that this reader may open. */
import { useMemo } from 'react'
import { useMe } from './may.ts'
import { type Entry, type Group, PLACES } from './places.ts'

export function usePlaces(): Group[] {
  const { data } = useMe()
  return useMemo(() => {
    const isFor = ({ needs }: Entry): boolean => !needs || (data?.may.includes(needs) ?? false)
    return PLACES.map((group) => ({ ...group, entries: group.entries.filter(isFor) })).filter(
      ({ entries }) => entries.length > 0,
    )
  }, [data])
}

export function useEntries(): Entry[] {
  const places = usePlaces()
  return useMemo(() => places.flatMap(({ entries }) => entries), [places])
}
