/** SQL of files that go to another workspace. Their bytes stay where they are: all workspaces share them. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { below } from './files.ts'

export const moveStore = {
  /** A file that stands in the way, if one does. */
  async findBelow(tx: Tx, workspace: number, folder: string): Promise<string | undefined> {
    const { rows } = await sql<{ path: string }>`
      select path from artifact_files where workspace_id = ${workspace} and ${below(folder)} limit 1`.execute(tx)
    return rows[0]?.path
  },

  /** Returns how many files went. */
  async moveBelow(tx: Tx, from: number, to: number, folder: string): Promise<number> {
    const files = await sql`
      update artifact_files set workspace_id = ${to} where workspace_id = ${from} and ${below(folder)}`.execute(tx)
    await sql`
      with u as (
        update artifact_uploads set workspace_id = ${to}
        where workspace_id = ${from} and starts_with(path, ${`${folder}/`}) returning id)
      update artifact_parts p set workspace_id = ${to} from u where p.upload_id = u.id`.execute(tx)
    return Number(files.numAffectedRows ?? 0)
  },
}
