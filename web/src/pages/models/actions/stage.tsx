/** Moves a version to another stage, for teams that use stages still. */
import { type FormEvent, useState } from 'react'
import { STAGES, type Stage } from '../../../../../src/features/models/contract/shapes.ts'
import { versions } from '../../../../../src/features/models/contract/versions.ts'
import { Problem } from '../../../parts/problem.tsx'
import { onEscape } from '../../access/asked.tsx'
import { useTakenFocus } from '../../access/take-focus.ts'
import '../forms.css'
import { useDo, type Version } from '../asks.ts'

interface StageOf {
  name: string
  version: Version
  end: () => void
}

const ACTIVE: readonly Stage[] = ['Staging', 'Production']

export function StageForm({ name, version: { version, stage }, end }: StageOf) {
  const move = useDo(versions.transition)
  const [to, setTo] = useState<Stage>(STAGES.find((each) => each !== stage && each !== 'None') ?? 'None')
  const [archives, setArchives] = useState(false)
  const ref = useTakenFocus<HTMLFormElement>()
  const mayArchive = ACTIVE.includes(to)
  function submit(event: FormEvent): void {
    event.preventDefault()
    move.mutate(
      { name, version: String(version), stage: to, ...(mayArchive && archives && { archive_existing_versions: true }) },
      { onSuccess: end },
    )
  }
  return (
    <form ref={ref} className="panel models-form" onSubmit={submit} onKeyDown={onEscape(end)}>
      <div className="models-fields">
        <label>
          Stage
          <select className="field" value={to} onChange={({ target }) => setTo(target.value as Stage)}>
            {STAGES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      {mayArchive && (
        <label className="models-check">
          <input type="checkbox" checked={archives} onChange={({ target }) => setArchives(target.checked)} /> Move other
          versions that are in {to} to Archived
        </label>
      )}
      <p className="models-said" role="status">
        {to === stage
          ? `Version ${version} is in ${stage} already.`
          : `Version ${version} moves from ${stage} to ${to}. Aliases say more than stages: MLflow has given stages up.`}
      </p>
      {move.error && <Problem error={move.error} />}
      <div className="models-do">
        <button type="submit" className="button go" disabled={move.isPending || to === stage}>
          Move to {to}
        </button>
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
      </div>
    </form>
  )
}
