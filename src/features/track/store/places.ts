/** SQL of where an experiment's files belong. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

export const placeStore = {
  /** The folder of that number is an experiment's of another workspace, and nobody here was given it. */
  isElsewhere: async (tx: Tx, workspace: number, experiment: string): Promise<boolean> => {
    const { rows } = await sql`
      select from experiments e where e.id = ${experiment}::bigint and e.workspace_id <> ${workspace}
        and e.artifact_location = 'mlflow-artifacts:/' || e.id and not exists (
          select from experiments o where o.workspace_id = ${workspace}
            and starts_with(o.artifact_location || '/', e.artifact_location || '/'))`.execute(tx)
    return rows.length > 0
  },
}
