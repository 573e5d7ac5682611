/** The pages that this reader may open. */
import { useMemo } from 'react'
import { useMe } from './may.ts'
import { type Entry, type Group, OWN_ACCOUNT, PLACES } from './places.ts'

type Me = ReturnType<typeof useMe>['data']

const isFor =
  (me: Me) =>
  ({ needs, isOfAccounts }: Entry): boolean =>
    (!needs || (me?.may.includes(needs) ?? false)) && (!isOfAccounts || Boolean(me?.account))

export function usePlaces(): Group[] {
  const { data } = useMe()
  return useMemo(
    () =>
      PLACES.map((group) => ({ ...group, entries: group.entries.filter(isFor(data)) })).filter(
        ({ entries }) => entries.length > 0,
      ),
    [data],
  )
}

export function useEntries(): Entry[] {
  const { data } = useMe()
  const places = usePlaces()
  return useMemo(
    () => [...places.flatMap(({ entries }) => entries), ...[OWN_ACCOUNT].filter(isFor(data))],
    [places, data],
  )
}
