/** SQL of artifact files: one row for each path, naming the blob that holds its bytes. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { LOCKS } from '../../../platform/locks.ts'

export interface FileRow {
  path: string
  digest: string
  size: number
  created_ms: number
}

const keyOf = (path: string): Buffer => createHash('sha256').update(path).digest()

/** 'a/b' of 'a/b/c' and so on up: what must be folders if the path is to be a file. */
function ancestorsOf(path: string): string[] {
  const found: string[] = []
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) found.push(path.slice(0, at))
  return found
}

/** Everything below a folder sorts from its name with a slash up to its name with the next character, '0'. */
export const below = (folder: string) =>
  folder ? sql`${span(`${folder}/`)} and ${until(`${folder}0`)}` : sql`workspace_id is not null`
/** The index holds the first 500 characters, which sort as the whole does. */
const span = (from: string) => sql`left(path, 500) >= left(${from}::text, 500) and path >= ${from}`
const until = (end: string) => sql`left(path, 500) <= left(${end}::text, 500) and path < ${end}`

const lockOf = (digest: string): number => Number.parseInt(digest.slice(0, 8), 16) | 0

/**
 * Held by everybody who is about to refer to a blob, so that the sweep, which takes it exclusively,
 * cannot find a blob unused while its bytes arrive once more.
 */
export const lockForUse = (tx: Tx, digest: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock_shared(${LOCKS.blobs}::int, ${lockOf(digest)}::int)`.execute(tx)

const lockForRemoval = (tx: Tx, digest: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${LOCKS.blobs}::int, ${lockOf(digest)}::int)`.execute(tx)

/** A backup copies blobs that its snapshot names, whatever became of them since. */
const mayRemove = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql<{
    may: boolean
  }>`select pg_try_advisory_xact_lock_shared(${LOCKS.keepBlobs}) as may`.execute(tx)
  return rows[0]!.may
}

export const fileStore = (db: Db) => ({
  find: (workspace: number, path: string) =>
    db
      .selectFrom('artifact_files')
      .select(['path', 'digest', 'size', 'created_ms'])
      .where('workspace_id', '=', workspace)
      .where('key', '=', keyOf(path))
      .executeTakeFirst(),

  /** Writes or replaces a row; returns false where a file would be a folder as well. */
  async put(tx: Tx, workspace: number, { path, digest, size, created_ms }: FileRow): Promise<boolean> {
    const { rows } = await sql`
      insert into artifact_files (workspace_id, key, path, digest, size, created_ms)
      select ${workspace}::int, ${keyOf(path)}::bytea, ${path}, ${digest}, ${size}::bigint, ${created_ms}::bigint
      where not exists (
        select from artifact_files
        where workspace_id = ${workspace} and key = any(${ancestorsOf(path).map(keyOf)}::bytea[])
      ) and not exists (select from artifact_files where workspace_id = ${workspace} and ${below(path)})
      on conflict (workspace_id, key)
        do update set digest = excluded.digest, size = excluded.size, created_ms = excluded.created_ms
      returning 1`.execute(tx)
    return rows.length > 0
  },

  /** Deletes a file or everything below a folder. */
  async delete(workspace: number, path: string): Promise<void> {
    await sql`delete from artifact_files where workspace_id = ${workspace} and key = ${keyOf(path)}`.execute(db)
    await sql`delete from artifact_files where workspace_id = ${workspace} and ${below(path)}`.execute(db)
  },

  /** Files below a folder, in the order of their paths, beginning with `from`. */
  async scan(workspace: number, folder: string, from: string, limit: number): Promise<FileRow[]> {
    const { rows } = await sql<FileRow>`
      select path, digest, size, created_ms from artifact_files
      where workspace_id = ${workspace} and ${below(folder)} and ${span(from)}
      order by left(path, 500), path limit ${limit}`.execute(db)
    return rows
  },

  /** Those of the digests that no file and no part refers to. */
  async unused(digests: string[]): Promise<string[]> {
    const { rows } = await sql<{ digest: string }>`
      -- workspace_id is any: all workspaces share the blobs.
      select digest from unnest(${digests}::text[]) as d (digest)
      where not exists (select from artifact_files f where f.digest = d.digest)
        and not exists (select from artifact_parts p where p.digest = d.digest)`.execute(db)
    return rows.map(({ digest }) => digest)
  },

  /** Runs `remove` if nothing refers to the digest, while nobody can begin to, and unless a backup is being made. */
  removeUnused: (digest: string, remove: () => Promise<void>): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      if (!(await mayRemove(tx))) return false
      await lockForRemoval(tx, digest)
      const [unused] = await fileStore(tx).unused([digest])
      if (unused) await remove()
      return unused !== undefined
    }),
})

export type FileStore = ReturnType<typeof fileStore>
