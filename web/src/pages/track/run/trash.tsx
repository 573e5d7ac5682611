/** A run in the trash says so, and how it comes back. */
import { counted } from '../../../format/numbers.ts'
import { Trouble } from '../../../parts/in-place.tsx'
import type { Changing } from './changes.ts'
import type { Run } from './words.ts'

interface TrashOf {
  run: Run
  changing: Changing
  mayWrite: boolean
  /** Deleted on this page a moment ago. */
  isFresh: boolean
}

const some = (count: number, what: string): string[] => (count ? [counted(count, what)] : [])

export function InTrash({ run, changing, mayWrite, isFresh }: TrashOf) {
  const kept = [
    ...some(Object.keys(run.metrics).length, 'metric'),
    ...some(Object.keys(run.params).length, 'param'),
    'its files',
  ]
  return (
    <p className="in-trash" role="status">
      <span>
        {isFresh ? 'The run was moved to the trash.' : 'This run is in the trash.'} Lists and searches leave it out;
        nothing of it is lost: {kept.join(', ')} come back with it.
      </span>
      {mayWrite && (
        <button
          type="button"
          className="button small"
          disabled={changing.isPending}
          onClick={() => changing.mutate({ deleted: false })}
        >
          {isFresh ? 'Undo' : 'Restore the run'}
        </button>
      )}
      <Trouble saving={changing} />
    </p>
  )
}
