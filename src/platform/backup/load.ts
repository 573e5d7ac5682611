/** Loads a backup's tables into an empty database: everything in one transaction, so that there is all of it or nothing. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import { applySteps, checkApplied, type Step } from '../migrate.ts'
import { compareSchemas, readSchema } from '../schema.ts'
import type { Manifest, State } from './archive.ts'
import { columnList, ident } from './catalogue.ts'

type Client = pg.ClientBase

/** Refuses a database that holds anything. */
export async function checkEmpty(client: Client, what: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') limit 1",
  )
  if (rows[0])
    throw new Failure(
      'RESOURCE_CONFLICT',
      `${what} is not empty: it has a table ${rows[0].name}. A backup is restored into an empty database only. Make a new one, and name it.`,
    )
}

/** The migrations that the backup's database had, in their order; refuses what this code does not have. */
export function stepsOf(manifest: Manifest, place: string, steps: Step[]): Step[] {
  checkApplied(manifest.migrations, steps, `The database in ${place}`, manifest.version)
  const had = new Set(manifest.migrations.map(({ name }) => name))
  return steps.filter(({ name }) => had.has(name))
}

interface Definition {
  table: string
  name: string
  definition: string
}

/** Checks of whole tables, to be made again once the rows are in: then each is one pass. */
async function takeOff(client: Client): Promise<{ keys: Definition[]; indexes: Definition[] }> {
  const { rows: keys } = await client.query<Definition>(`
    select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = current_schema()::regnamespace and k.contype = 'f' order by k.oid`)
  const { rows: indexes } = await client.query<Definition>(`
    select c.relname as "table", i.relname as name, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    where i.relnamespace = current_schema()::regnamespace
      and not exists (select from pg_constraint k where k.conindid = i.oid) order by i.oid`)
  for (const { table, name } of keys) await client.query(`alter table ${ident(table)} drop constraint ${ident(name)}`)
  for (const { name } of indexes) await client.query(`drop index ${ident(name)}`)
  return { keys, indexes }
}

/** Makes the schema as the backup's was, empty and without what is checked at the end. Returns how to end. */
export async function makeSchema(client: Client, { tables }: Manifest, steps: Step[]) {
  await applySteps(client, steps)
  const whole = await readSchema(client)
  for (const { name, columns } of tables)
    for (const column of columns)
      if (!whole.has(`column ${name}.${column}`))
        throw new Failure(
          'NOT_IMPLEMENTED',
          `The backup has a column ${name}.${column}, which its migrations do not make. It was changed by hand; nothing was restored.`,
        )
  const { keys, indexes } = await takeOff(client)
  const names = tables.map(({ name }) => ident(name))
  for (const name of names) await client.query(`alter table ${name} disable trigger user`)
  // Migrations put in rows of their own, which the backup has as well.
  if (names.length) await client.query(`truncate ${names.join(', ')}`)
  return {
    /** Makes and thereby checks the rest; the schema is then the one it was. */
    async finish(): Promise<void> {
      for (const { definition } of indexes) await client.query(definition)
      for (const { table, name, definition } of keys)
        await client.query(`alter table ${ident(table)} add constraint ${ident(name)} ${definition}`)
      for (const name of names) await client.query(`alter table ${name} enable trigger user`)
      const [difference] = compareSchemas(whole, await readSchema(client))
      if (difference) throw new Error(`after loading, ${difference.thing} is ${difference.what}`)
    },
  }
}

/** Returns how many rows came. */
export async function loadTable(
  client: Client,
  name: string,
  columns: string[],
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { from } = await import('pg-copy-streams')
  const stream = client.query(from(`copy ${ident(name)} (${columnList(columns)}) from stdin (format binary, freeze)`))
  await pipeline(Readable.from(bytes, { objectMode: false }), stream)
  return stream.rowCount ?? 0
}

export async function setSequences(client: Client, { sequences }: State): Promise<void> {
  for (const { name, last, called } of sequences)
    await client.query('select setval($1::regclass, $2, $3)', [ident(name), last, called])
}
