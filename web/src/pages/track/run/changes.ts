/** What a person changes on the page of a run: each goes to the server and is read back from there. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { runs } from '../../../../../src/features/track/contract/runs.ts'
import { call } from '../../../api.ts'
import { KEYS } from '../../../queries.ts'

export const NOTE = 'mlflow.note.content'

export type Change =
  | { rename: string }
  | { tag: string; value: string }
  | { untag: string }
  | { note: string }
  | { deleted: boolean }

async function send(run_id: string, change: Change): Promise<unknown> {
  if ('rename' in change) return call(runs.update, { run_id, run_name: change.rename })
  if ('tag' in change) return call(runs.setTag, { run_id, key: change.tag, value: change.value })
  if ('untag' in change) return call(runs.deleteTag, { run_id, key: change.untag })
  if ('deleted' in change) return change.deleted ? call(runs.delete, { run_id }) : call(runs.restore, { run_id })
  return change.note === ''
    ? call(runs.deleteTag, { run_id, key: NOTE })
    : call(runs.setTag, { run_id, key: NOTE, value: change.note })
}

export function useChange(run: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: Change) => send(run, change),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: [KEYS.run, run] })
      // Lists hold names and tags of runs too; they are read when they are next looked at.
      for (const key of [KEYS.experiment, KEYS.lineage, KEYS.events]) void client.invalidateQueries({ queryKey: [key] })
    },
  })
}

export type Changing = ReturnType<typeof useChange>
