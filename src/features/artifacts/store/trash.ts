/** SQL of files whose run, model or experiment goes for good. The sweep frees their bytes. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { toRoot } from '../path.ts'

/** Of other stores nothing is kept here. */
const folderOf = (uri: string): string => (uri.startsWith('mlflow-artifacts:') ? toRoot(uri) : '')

/** Over `f` and folders `r`: what an index finds, since all below a folder sorts between its name with '/' and with '0'. */
const BELOW = sql`left(f.path, 500) >= left(r.folder || '/', 500) and f.path >= r.folder || '/'
  and left(f.path, 500) <= left(r.folder || '0', 500) and f.path < r.folder || '0' and r.folder <> ''`

export const trashStore = (db: Db) => ({
  /** What lies below each artifact URI. */
  sizes: async (workspace: number, uris: string[]): Promise<{ files: number; bytes: number }[]> => {
    const { rows } = await sql<{ files: number; bytes: number }>`
      select s.files, s.bytes from unnest(${uris.map(folderOf)}::text[]) with ordinality r(folder, no)
      cross join lateral (
        select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from artifact_files f
        where f.workspace_id = ${workspace} and ${BELOW}) s
      order by r.no`.execute(db)
    return rows
  },

  remove: async (tx: Tx, workspace: number, uris: string[]): Promise<{ files: number; bytes: number }> => {
    const folders = sql`unnest(${uris.map(folderOf)}::text[]) r(folder)`
    await sql`delete from artifact_uploads u using ${folders}
      where u.workspace_id = ${workspace} and r.folder <> '' and starts_with(u.path, r.folder || '/')`.execute(tx)
    const { rows } = await sql<{ files: number; bytes: number }>`
      with gone as (
        delete from artifact_files f using ${folders} where f.workspace_id = ${workspace} and ${BELOW} returning f.size)
      select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from gone`.execute(tx)
    return rows[0]!
  },
})
