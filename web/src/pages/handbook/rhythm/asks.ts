/** The duties of the rhythm: read, given a cadence, ticked off; what happened to one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { activity } from '../../../../../src/features/activity/contract.ts'
import { type Cadence, team } from '../../../../../src/features/handbook/contract/team.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'

const KEY = ['handbook', 'rhythm']

export type Rhythm = Reply<typeof team.rhythm>
export type Duty = Rhythm['duties'][number]

export const useRhythm = () => useQuery({ queryKey: KEY, queryFn: ({ signal }) => call(team.rhythm, {}, signal) })

export type Change = { to: 'cadence'; every: Cadence | undefined } | { to: 'done' } | { to: 'reopen' }

/** Changes one duty; the list then has it as the server sees it. */
export function useChange(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: Change) => {
      if (change.to === 'done') return call(team.done, { id })
      if (change.to === 'reopen') return call(team.reopen, { id })
      return change.every ? call(team.schedule, { id, every: change.every }) : call(team.unschedule, { id })
    },
    onSuccess: async ({ duty }) => {
      // A list that was asked for before the change must not come after it.
      await client.cancelQueries({ queryKey: KEY, exact: true })
      client.setQueryData<Rhythm>(
        KEY,
        (before) => before && { duties: before.duties.map((each) => (each.id === id ? duty : each)) },
      )
      await client.invalidateQueries({ queryKey: [...KEY, id] })
    },
  })
}

const MOST = 1_000

/** What happened to a duty, newest first. */
export const useHistory = (id: string, isOpen: boolean) =>
  useQuery({
    queryKey: [...KEY, id],
    enabled: isOpen,
    queryFn: ({ signal }) =>
      call(activity.list, { subject_kind: 'duty', subject_id: id, limit: MOST }, signal).then(({ events }) =>
        events.toReversed(),
      ),
  })
