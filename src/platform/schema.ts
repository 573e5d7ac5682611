/** What a schema consists of, by the database's own catalogue: two schemas are the same if they read the same. */
import type pg from 'pg'
import { applySteps, readSteps, type Step } from './migrate.ts'

type Queryable = Pick<pg.ClientBase, 'query'>

/** From what a thing is called, as in `index runs_newest`, to how it is defined. */
export type Schema = Map<string, string>

export interface Difference {
  what: 'missing' | 'different' | 'extra'
  /** As in `index runs_newest`. */
  thing: string
}

const PARTS = `
  select 'table ' || c.relname as thing,
    concat_ws(' ', c.relkind, c.relpersistence, array_to_string(c.reloptions, ',')) as definition
  from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  union all
  select 'column ' || c.relname || '.' || a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
      case a.attidentity when 'a' then 'identity' when 'd' then 'identity by default' end,
      case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
      pg_get_expr(d.adbin, d.adrelid), a.attstorage,
      case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end)
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
  union all
  select 'index ' || i.relname,
    concat_ws(' ', pg_get_indexdef(i.oid), case when not x.indisvalid or not x.indisready then 'INVALID' end)
  from pg_index x join pg_class i on i.oid = x.indexrelid
  where i.relnamespace = $1::regnamespace
  union all
  select 'constraint ' || c.relname || '.' || k.conname,
    concat_ws(' ', pg_get_constraintdef(k.oid), case when not k.convalidated then 'NOT VALID' end)
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where c.relnamespace = $1::regnamespace and k.contype <> 'n'
  union all
  select 'trigger ' || c.relname || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = $1::regnamespace and not t.tgisinternal
  union all
  select 'function ' || p.proname, pg_get_functiondef(p.oid)
  from pg_proc p where p.pronamespace = $1::regnamespace and p.prokind in ('f', 'p')
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select 'sequence ' || c.relname, ''
  from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'S'`

/** Reads the schema that statements of this connection mean. */
export async function readSchema(client: Queryable): Promise<Schema> {
  const { rows: at } = await client.query<{ name: string }>('select current_schema()::text as name')
  const { rows } = await client.query<{ thing: string; definition: string | null }>(PARTS, [at[0]!.name])
  // Some definitions say in which schema they are, which is no difference.
  const own = new RegExp(`(?<![\\w."])"?${at[0]!.name}"?\\.`, 'g')
  return new Map(
    rows
      .filter(({ thing }) => !/^\w+ migrations(_pkey|\.|$)/.test(thing))
      .map(({ thing, definition }) => [thing, (definition ?? '').replace(own, '')]),
  )
}

/** What is missing or different counts; what somebody added beside is extra. */
export const compareSchemas = (expected: Schema, found: Schema): Difference[] => [
  ...[...expected]
    .filter(([thing, definition]) => found.get(thing) !== definition)
    .map(([thing]) => ({ what: found.has(thing) ? ('different' as const) : ('missing' as const), thing })),
  ...[...found.keys()].filter((thing) => !expected.has(thing)).map((thing) => ({ what: 'extra' as const, thing })),
]

/** The schema that the migrations make of an empty one, on the same server; nothing of it remains. */
async function expectedSchema(client: Queryable, steps: Step[]): Promise<Schema> {
  const scratch = `bellwether_check_${process.pid}_${Date.now()}`
  await client.query('begin')
  try {
    const { rows } = await client.query<{ own: string }>('select quote_ident(current_schema()) as own')
    await client.query(`create schema ${scratch}`)
    // What is found in no other place, such as the operators of extensions, is found where it is installed.
    await client.query(`set local search_path = ${scratch}, ${rows[0]!.own}`)
    await applySteps(client, steps)
    return await readSchema(client)
  } finally {
    await client.query('rollback')
  }
}

/** Compares the database with what its migrations would make of an empty one. */
async function checkSchema(client: Queryable, steps: Step[]): Promise<Difference[]> {
  const found = await readSchema(client)
  return compareSchemas(await expectedSchema(client, steps), found)
}

/** The same on a connection of its own. */
export async function findDifferences(pool: pg.Pool, migrations?: string): Promise<Difference[]> {
  const client = await pool.connect()
  try {
    return await checkSchema(client, readSteps(migrations))
  } finally {
    client.release(true)
  }
}
