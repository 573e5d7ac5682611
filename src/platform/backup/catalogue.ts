/** What a database holds, by its own catalogue: tables with their columns, sequences, queued jobs. */
import type pg from 'pg'
import type { Blob } from '../blobs.ts'
import type { State } from './archive.ts'

/** A column that names blobs, and the one with their sizes. */
export interface BlobColumn {
  table: string
  digest: string
  size: string
}

export interface TableShape {
  name: string
  /** Without those that the database computes. */
  columns: string[]
  /** What it takes on the disk without its indexes. */
  bytes: number
}

type Queryable = Pick<pg.ClientBase, 'query'>

/** A name as it stands in a statement. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const columnList = (columns: string[]): string => columns.map(ident).join(', ')

/** Every table but the list of migrations, which a restored database makes itself. */
export async function readTables(client: Queryable): Promise<TableShape[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; bytes: string }>(`
    select c.relname as name, pg_table_size(c.oid)::text as bytes,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    order by c.relname`)
  return rows.map(({ bytes, ...row }) => ({ ...row, bytes: Number(bytes) }))
}

/** Read after the rows: a sequence is never behind what it gave out. */
async function readSequences(client: Queryable): Promise<State['sequences']> {
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S' order by c.relname`)
  const sequences: State['sequences'] = []
  for (const { name } of rows) {
    const { rows: found } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${ident(name)}`,
    )
    sequences.push({ name, ...found[0]! })
  }
  return sequences
}

/** Jobs that wait or run, as they would be queued again; none before the queue was made. */
async function readJobs(client: Queryable): Promise<State['jobs']> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('graphile_worker._private_jobs') is not null as there",
  )
  if (!found[0]!.there) return []
  const { rows } = await client.query<Record<string, unknown>>(`
    select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key as job_key, j.priority
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    order by j.id`)
  return rows
}

export const readState = async (client: Queryable): Promise<Omit<State, 'files'>> => ({
  sequences: await readSequences(client),
  jobs: await readJobs(client),
})

const PAGE = 1_000

const named = (columns: BlobColumn[]): string =>
  columns.length
    ? columns
        .map(
          ({ table, digest, size }) =>
            `select ${ident(digest)} as digest, ${ident(size)}::bigint as size from ${ident(table)}`,
        )
        .join(' union ')
    : 'select null::text as digest, 0::bigint as size where false'

const totalOf = async (client: Queryable, all: string): Promise<{ count: number; bytes: number }> => {
  const { rows } = await client.query<{ count: string; bytes: string }>(
    `select count(*)::text as count, coalesce(sum(size), 0)::text as bytes from (${all}) t`,
  )
  return { count: Number(rows[0]!.count), bytes: Number(rows[0]!.bytes) }
}

/** What the blobs take that rows name, each counted once. */
export const sizeOfBlobs = (client: Queryable, columns: BlobColumn[]) => totalOf(client, named(columns))

/**
 * Notes which blobs the rows of this snapshot name. The list is kept by the database server until the connection ends,
 * so that the snapshot need not stay open while they are copied.
 */
export async function noteBlobs(client: Queryable, columns: BlobColumn[], tables: TableShape[]) {
  const known = columns.filter(({ table, digest }) =>
    tables.some((t) => t.name === table && t.columns.includes(digest)),
  )
  const all = named(known)
  await client.query(
    `declare named_blobs cursor with hold for select digest, size::text as size from (${all}) t order by digest collate "C"`,
  )
  return {
    ...(await totalOf(client, all)),
    /** In the order of their digests, after the snapshot's transaction has ended. */
    async *list(): AsyncGenerator<Blob> {
      for (;;) {
        const { rows: page } = await client.query<{ digest: string; size: string }>(`fetch ${PAGE} from named_blobs`)
        for (const { digest, size } of page) yield { digest, size: Number(size) }
        if (page.length < PAGE) break
      }
      await client.query('close named_blobs')
    },
  }
}
