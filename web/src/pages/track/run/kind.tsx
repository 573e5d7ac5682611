/** Above the name of a run: its state, when it began, whose it is, its id. */
import { shortId } from '../../../format/names.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import type { Run } from './words.ts'

export function Kind({ run: { run_id, state, started_at, user } }: { run: Run }) {
  return (
    <span className="run-kind">
      <StateChip state={state} />
      {started_at !== null && (
        <span>
          started <Ago at={started_at} />
        </span>
      )}
      {user && <span>by {user}</span>}
      <span className="wide">
        <code title={run_id}>{shortId(run_id)}</code>
        <CopyButton text={run_id} label="Copy id" className="button small bare inline" />
      </span>
    </span>
  )
}
