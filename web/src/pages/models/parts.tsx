/** Small parts that the pages of the registry share. */
import { middleCut } from '../../format/names.ts'
import { To } from '../../parts/link.tsx'
import { versionPath } from '../../parts/nodes.ts'
import type { Version } from './asks.ts'

/** Stages are given up by MLflow: shown where somebody uses them. */
const STAGE_MARKS = {
  None: undefined,
  Staging: { shape: '▸', tone: 'busy', meaning: 'in the stage Staging' },
  Production: { shape: '●', tone: 'good', meaning: 'in the stage Production' },
  Archived: { shape: '■', tone: '', meaning: 'in the stage Archived' },
} as const

export function StageChip({ stage }: { stage: Version['stage'] }) {
  const mark = STAGE_MARKS[stage]
  if (!mark) return null
  return (
    <span className={`chip ${mark.tone}`} title={mark.meaning}>
      <i aria-hidden="true">{mark.shape}</i>
      {stage}
    </span>
  )
}

export const AliasChips = ({ name, aliases }: { name: string; aliases: string[] }) => (
  <span className="models-chips">
    {aliases.map((alias) => (
      <To key={alias} to={versionPath(name, `@${alias}`)} className="chip busy" title={`models:/${name}@${alias}`}>
        {middleCut(alias, 24)}
      </To>
    ))}
  </span>
)
