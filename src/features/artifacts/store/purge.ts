/** Forgets all files of a workspace; the sweep frees their bytes. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

export async function purgeFiles(tx: Tx, workspace: number): Promise<void> {
  await sql`delete from artifact_parts where workspace_id = ${workspace}`.execute(tx)
  await sql`delete from artifact_uploads where workspace_id = ${workspace}`.execute(tx)
  await sql`delete from artifact_files where workspace_id = ${workspace}`.execute(tx)
}
