/** Row types of what a team adds to the handbook. */
import type { Int64 } from '../../lib/json.ts'
import type { Cadence } from './contract/team.ts'

interface OverlaysTable {
  workspace_id: number
  yaml: string
  changed_ms: Int64
}

interface CadencesTable {
  workspace_id: number
  duty: string
  every: Cadence
  from_day: string | null
}

declare module '../../platform/db.ts' {
  interface Tables {
    handbook_overlays: OverlaysTable
    handbook_cadences: CadencesTable
  }
}
