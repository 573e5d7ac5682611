/** SQL of uploads in parts. */
import type { Insertable } from 'kysely'
import type { Db, Tables, Tx } from '../../../platform/db.ts'

export interface PartRow {
  part_number: number
  digest: string
  size: number
}

export const uploadStore = (db: Db) => ({
  insert: (upload: Insertable<Tables['artifact_uploads']>) =>
    // workspace_id is one of the values.
    db.insertInto('artifact_uploads').values(upload).execute(),

  // workspace_id is for the caller to compare: a part comes without an account, with a signature instead.
  find: (id: string) => db.selectFrom('artifact_uploads').selectAll().where('id', '=', id).executeTakeFirst(),

  parts: (id: string): Promise<PartRow[]> =>
    // workspace_id is that of the upload, which was found before.
    db
      .selectFrom('artifact_parts')
      .select(['part_number', 'digest', 'size'])
      .where('upload_id', '=', id)
      .orderBy('part_number')
      .execute(),

  /** Writes or replaces a part; returns false if the upload has ended meanwhile. */
  async putPart(tx: Tx, id: string, part: PartRow): Promise<boolean> {
    const open = await tx
      .selectFrom('artifact_uploads')
      .select('workspace_id')
      .where('id', '=', id)
      .where('completed_ms', 'is', null)
      .forShare()
      .executeTakeFirst()
    if (!open) return false
    await tx
      .insertInto('artifact_parts')
      .values({ upload_id: id, workspace_id: open.workspace_id, ...part })
      .onConflict((at) =>
        at.columns(['upload_id', 'part_number']).doUpdateSet({ digest: part.digest, size: part.size }),
      )
      .execute()
    return true
  },

  /** Ends an upload; returns false if it was given up meanwhile. */
  async complete(tx: Tx, id: string, completed_ms: number): Promise<boolean> {
    // workspace_id is that of the upload, which was found before.
    const { numUpdatedRows } = await tx
      .updateTable('artifact_uploads')
      .set({ completed_ms })
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    // workspace_id is that of the upload.
    await tx.deleteFrom('artifact_parts').where('upload_id', '=', id).execute()
    return numUpdatedRows > 0n
  },

  delete: (workspace: number, id: string) =>
    db.deleteFrom('artifact_uploads').where('workspace_id', '=', workspace).where('id', '=', id).execute(),

  /** Forgets uploads begun before `before`, with their parts. */
  // workspace_id is any: age alone decides.
  deleteOlder: (before: number) => db.deleteFrom('artifact_uploads').where('created_ms', '<', before).execute(),
})

export type UploadStore = ReturnType<typeof uploadStore>
