/** The pages that this reader may open. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { registered } from '../../../src/features/models/contract/own.ts'
import { call } from '../api.ts'
import { KEYS } from '../queries.ts'
import { useMe } from './may.ts'
import { type Entry, type Group, OWN_ACCOUNT, PLACES } from './places.ts'

type Me = ReturnType<typeof useMe>['data']

const isFor =
  (me: Me) =>
  ({ needs, isOfAccounts }: Entry): boolean =>
    (!needs || (me?.may.includes(needs) ?? false)) && (!isOfAccounts || Boolean(me?.account))

async function areModels(signal: AbortSignal): Promise<boolean> {
  const { models } = await call(registered.models, { limit: 1 }, signal)
  return models.length > 0 || (await call(registered.models, { limit: 1, prompts: true }, signal)).models.length > 0
}

/** What the rail shows: an entry appears when there is something behind it. */
export function usePlaces(): Group[] {
  const { data: me } = useMe()
  const { data: hasModels } = useQuery({
    enabled: me?.may.includes('read') ?? false,
    queryKey: [KEYS.models, 'any'],
    queryFn: ({ signal }) => areModels(signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return useMemo(() => {
    const isShown = (entry: Entry): boolean => isFor(me)(entry) && (!entry.isForModels || hasModels === true)
    return PLACES.map((group) => ({ ...group, entries: group.entries.filter(isShown) })).filter(
      ({ entries }) => entries.length > 0,
    )
  }, [me, hasModels])
}

/** What the palette and the keys lead to. */
export function useEntries(): Entry[] {
  const { data } = useMe()
  return useMemo(() => [...PLACES.flatMap(({ entries }) => entries), OWN_ACCOUNT].filter(isFor(data)), [data])
}
