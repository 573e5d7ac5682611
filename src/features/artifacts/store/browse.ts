/** SQL of looking through artifacts: folders with what they hold, files by a part of their path. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db } from '../../../platform/db.ts'
import { below } from './files.ts'

export interface EntryRow {
  name: string
  is_dir: boolean
  files: number
  bytes: Int64
  changed_ms: Int64
}

export interface Listing {
  files: number
  bytes: Int64
  entries: EntryRow[]
}

/** The last entry of the page before. */
export type After = Pick<EntryRow, 'is_dir' | 'name'>

interface Found {
  all_files: number
  all_bytes: Int64
  entries: EntryRow[] | null
}

export const browseStore = (db: Db) => ({
  /**
   * One page of a folder, or of the files below it whose path holds `search`; folders first, then by name.
   * Every file below is looked at once: what folders hold is counted, not kept.
   */
  async page(
    workspace: number,
    folder: string,
    search: string | undefined,
    after: After | undefined,
    limit: number,
  ): Promise<Listing> {
    const rest = sql`substr(path, ${folder ? [...folder].length + 2 : 1}::int)`
    const name = search === undefined ? sql`split_part(rest, '/', 1)` : sql`rest`
    const isDir = search === undefined ? sql`bool_or(strpos(rest, '/') > 0)` : sql`false`
    const { rows } = await sql<Found>`
      with inside as materialized (
        select ${rest} as rest, size, created_ms from artifact_files
        where workspace_id = ${workspace} and ${below(folder)}
          ${search === undefined ? sql`` : sql`and strpos(lower(${rest}), lower(${search})) > 0`}
      ), entries as (
        select ${name} as name, ${isDir} as is_dir, count(*)::int as files, sum(size)::int8 as bytes,
          max(created_ms) as changed_ms
        from inside group by 1
      ), page as (
        select * from entries
        where ${after ? sql`(not is_dir, name collate "C") > (${!after.is_dir}::boolean, ${after.name})` : sql`true`}
        order by not is_dir, name collate "C" limit ${limit}
      )
      select count(*)::int as all_files, coalesce(sum(size), 0)::int8 as all_bytes,
        (select json_agg(page order by not is_dir, name collate "C") from page) as entries
      from inside`.execute(db)
    const { all_files, all_bytes, entries } = rows[0]!
    return { files: all_files, bytes: all_bytes, entries: entries ?? [] }
  },
})

export type BrowseStore = ReturnType<typeof browseStore>
